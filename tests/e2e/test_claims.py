"""A company goes from its facts to money: verdict, a missing fact, best combination, claim, decision, payout, journal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("e2e")]

REASON = "The lease and the decision on relief show it."


def from_facts_to_verdict(visitor: Visitor) -> None:
    """The company looks at what is on file, and at what that comes to; ends on the page of what it is owed."""
    page = visitor.page
    visitor.sign_in("laser.lead")
    page.goto("/incentives/owed/")
    if not re.search(r"/owed/OR-", page.url):
        page.locator("main a[href*='/incentives/owed/OR-']").first.click()
    owed = page.url
    page.locator("main").get_by_role("link", name="Facts on file").first.click()
    expect(page.locator("main")).to_contain_text("Audit report")
    page.goto(owed)
    expect(page.locator("main")).to_contain_text("Super deduction of R&D expenses")


def give_a_missing_fact(visitor: Visitor) -> None:
    page = visitor.page
    waiting = int(re.sub(r"\D", "", page.locator(".stat-value").last.inner_text()))
    page.locator("main").get_by_role("link", name="Answer", exact=True).click()
    page.locator("main form input[type=radio][value=false]").first.check()
    visitor.press("Save and go on")
    page.goto("/incentives/owed/")
    if not re.search(r"/owed/OR-", page.url):
        page.locator("main a[href*='/incentives/owed/OR-']").first.click()
    left = int(re.sub(r"\D", "", page.locator(".stat-value").last.inner_text()))
    assert left < waiting
    page.locator("summary", has_text="How the sum comes about").click()
    expect(page.locator("main")).to_contain_text("Proven in whole fen")


def claim_rent_relief(visitor: Visitor) -> str:
    """From the verdict to the claim; gives its address."""
    page = visitor.page
    page.locator("main a.item-title", has_text="Rent reduced or waived").first.click()
    expect(page.locator("main")).to_contain_text("What a person has to judge")
    page.locator("main").get_by_role("link", name="Claim", exact=True).click()
    expect(page.locator("#preview")).to_contain_text("The officer judges:")
    page.locator("[name=text-0]").fill("Lease no. 7 of 2025 (demo)")
    visitor.press("Submit the claim")
    page.wait_for_url(re.compile(r"/incentives/claims/CL-[0-9A-Z]+/"))
    expect(page.locator(".letter")).to_contain_text("The zone office has your claim")
    return page.url


def test_a_company_goes_from_facts_to_a_payout(visitor: Visitor) -> None:
    page = visitor.page
    from_facts_to_verdict(visitor)
    give_a_missing_fact(visitor)
    claim = claim_rent_relief(visitor)

    visitor.sign_in("zone.officer")
    page.goto("/incentives/desk/?officer=me")
    page.locator(f"main a[href='{re.sub('https?://[^/]+', '', claim)}']").click()
    page.locator("[name=fact-relief_due][value=true]").check()
    page.locator("[name=fact-relief_set]").fill("120,000.50")
    page.locator("[name=decision][value=approve]").check()
    page.locator("form:has([name=decision]) [name=reason]").fill(REASON)
    visitor.press("Decide")
    expect(page.locator(".letter")).to_contain_text("You are granted 120,000.50 yuan")
    expect(page.locator("main")).to_contain_text("Replay: the same")
    expect(page.locator("main")).to_contain_text("another officer confirms its payments")

    visitor.sign_in("measures.officer")
    page.goto(claim)
    page.locator("[name$=-reference]").first.locator("xpath=ancestor::details").locator("summary").click()
    page.locator("[name$=-reference]").first.fill("T-2026-117")
    visitor.press("Mark as paid")
    expect(page.locator("main")).to_contain_text("Transfer T-2026-117")

    visitor.sign_in("laser.lead")
    page.goto(claim)
    for words in ("Your claim is approved.", REASON, "120,000.50 yuan", "The whole amount", "Paid"):
        expect(page.locator("main")).to_contain_text(words)
    timeline = page.locator(".timeline")
    for words in ("Claim submitted", "Claim approved", "Payout paid"):
        expect(timeline).to_contain_text(words)

    visitor.sign_in("zone.officer")
    page.goto("/journal/")
    for words in ("Claim submitted", "Claim approved", "Payout paid"):
        expect(page.locator("main table")).to_contain_text(words)
