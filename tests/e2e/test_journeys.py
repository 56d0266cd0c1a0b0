"""The few journeys that must not break, as people make them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("e2e")]

WORD = "chronospectrography"
DESCRIPTION = (
    f"A method of {WORD} that measures the decay of light in thin films within one second. It was compared with "
    "the usual laboratory instrument on two hundred samples and agreed within two per cent. The set-up fits on a "
    "bench, needs no vacuum and is operated by one person after half a day of training."
)


def test_a_visitor_searches_reads_and_changes_the_language(page: Page) -> None:
    page.goto("/")
    page.locator("main input[name=q]").first.fill("laser")
    page.locator("main input[name=q]").first.press("Enter")
    expect(page.locator("main")).to_contain_text("laser", ignore_case=True)
    page.goto("/market/offers/?q=laser")
    page.locator("main table a").first.click()
    expect(page.locator("h1")).to_be_visible()
    page.locator("button[name=language][value=zh-hans]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator(".site-header")).to_contain_text("供给")


def write_offer(visitor: Visitor) -> str:
    """Draft a complete offer and hand it in; gives its address."""
    page = visitor.page
    page.goto("/market/offers/new/")
    page.locator("[name=title]").fill(f"Bench instrument for {WORD}")
    page.locator("[name=summary]").fill(f"Measures thin films by {WORD} in one second.")
    page.locator("[name=description]").fill(DESCRIPTION)
    page.locator("[name=keywords]").fill(f"{WORD}, thin films, metrology")
    page.locator("[name=fields][value=new_materials]").check()
    page.locator("[name=trl]").select_option("6")
    page.locator("[name=title]").press("Enter")
    page.wait_for_url(re.compile(r"/market/offers/OF-[0-9A-Z]+/"))
    visitor.press("Hand in for review")
    expect(page.locator("main")).to_contain_text("In review")
    return page.url


def test_an_offer_is_published_by_four_eyes_found_and_withdrawn(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("university.transfer")
    offer = write_offer(visitor)
    visitor.sign_in("manager.life")
    page.goto(f"/search/?q={WORD}")
    page.goto(offer)
    visitor.press("Publish")
    expect(page.locator("main")).to_contain_text("Published")
    page.context.clear_cookies()
    page.goto(f"/search/?q={WORD}")
    expect(page.locator("main")).to_contain_text(f"Bench instrument for {WORD}")
    visitor.sign_in("university.transfer")
    page.goto(offer)
    page.get_by_text("Withdraw", exact=True).first.click()
    if page.locator("main textarea:visible").count():
        visitor.press("Withdraw")
    expect(page.locator("main")).to_contain_text("Archived")
    page.context.clear_cookies()
    assert page.goto(offer).status == 404
    page.goto(f"/search/?q={WORD}")
    expect(page.locator("main")).not_to_contain_text("Bench instrument")


def test_a_technology_manager_keeps_dismisses_and_compares(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("manager.optics")
    need = visitor.first_link("/market/needs/?sort=title", "NE")
    page.goto(f"{need}matches/")
    assert page.locator("mark").count() > 0
    cards = page.locator("li.match")
    before = cards.count()
    visitor.press("Keep")
    expect(cards.first).to_contain_text("Take back")
    refused = cards.nth(1).get_attribute("id")
    cards.nth(1).locator("summary", has_text="Dismiss").click()
    cards.nth(1).locator("select[name=reason]").select_option("readiness")
    with page.expect_response("**/market/matches/**"):
        cards.nth(1).get_by_role("button", name="Dismiss", exact=True).click()
    page.goto(f"{need}matches/")
    assert page.locator(f"#{refused}").count() == 0
    assert cards.count() in {before - 1, before}
    for place in (0, 1):
        cards.nth(place).locator("input[name=offer]").check()
    visitor.press("Compare")
    page.wait_for_url("**/compare/**")
    assert page.locator("main table thead th").count() == 2


def test_without_javascript_everything_can_be_read_and_sent(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="en-GB")
    visitor = Visitor(context.new_page())
    visitor.sign_in("laser.lead")
    visitor.page.goto("/market/needs/new/")
    visitor.page.locator("[name=title]").fill("Wanted without any script")
    visitor.page.locator("[name=title]").press("Enter")
    visitor.page.wait_for_url(re.compile(r"/market/needs/NE-[0-9A-Z]+/"))
    expect(visitor.page.locator("h1")).to_have_text("Wanted without any script")
    context.close()


def test_a_newcomer_signs_up_and_enters_an_organisation(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.locator("[name=email]").fill("newcomer@example.org")
    page.locator("[name=name]").fill("A newcomer")
    for field in ("password1", "password2"):
        page.locator(f"[name={field}]").fill("correct horse battery")
    page.locator("[name=password2]").press("Enter")
    page.wait_for_url("**/welcome/**")
    page.goto("/registry/organisations/new/")
    page.locator("[name=name_en]").fill("Newcomer Instruments")
    page.locator("[name=kind]").select_option("company")
    page.locator("[name=name_en]").press("Enter")
    page.wait_for_url(re.compile(r"/registry/organisations/OR-[0-9A-Z]+/"))
    expect(page.locator("h1")).to_contain_text("Newcomer Instruments")
