"""Every kind of page: axe-core has no serious finding, nothing is wider than a phone, nothing is blocked."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("e2e")]

PUBLIC = [
    "/",
    "/search/?q=laser",
    "/search/?q=zzzzzz",
    "/help/",
    "/sources/",
    "/market/offers/",
    "/market/offers/?q=%E6%BF%80%E5%85%89",
    "/market/needs/",
    "OFFER",
    "NEED",
    "NEEDmatches/",
    "OFFERmatches/",
    "/market/ranking/",
    "/registry/organisations/",
    "ORGANISATION",
    "/registry/fields/",
    "/incentives/",
    "/incentives/calendar/",
    "MEASURE",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/no-such-page/",
]
SIGNED_IN = {
    "university.transfer": [
        "/",
        "/market/desk/",
        "/market/offers/new/",
        "/market/needs/new/",
        "/account/",
        "/registry/people/",
    ],
    "manager.optics": ["/", "/market/desk/", "NEEDmatches/"],
    "zone.officer": [
        "/market/desk/",
        "/market/ranking/versions/",
        "/journal/",
        "ORGANISATIONmerge/",
        "/registry/organisations/new/",
        "/cultivation/",
        "/incentives/revisions/",
        "/incentives/desk/",
        "/incentives/desk/payouts/",
        "/incentives/desk/proposals/",
        "/incentives/desk/liaison/",
        "CLAIM",
    ],
    "laser.lead": [
        "/incentives/claims/",
        "OWNCLAIM",
        "/incentives/owed/",
        "VERDICT",
        "QUESTION",
        "/cultivation/",
        "FACTS",
    ],
}
GRAVE = {"serious", "critical"}


def resolve(page: Page, address: str) -> str:
    """A word in capitals stands for the first such record that a list or page names."""
    lists = {
        "OFFER": ("/market/offers/?sort=title", "OF"),
        "NEED": ("/market/needs/?sort=title", "NE"),
        "ORGANISATION": ("/registry/organisations/", "OR"),
        "MEASURE": ("/incentives/", "MS"),
        "CLAIM": ("/incentives/desk/all/", "CL"),
        "OWNCLAIM": ("/incentives/claims/", "CL"),
        "VERDICT": ("/incentives/owed/", "MS"),
        "QUESTION": ("/incentives/owed/", "owed/OR"),
        "FACTS": ("/cultivation/", "facts/OR"),
    }
    for word, (listing, prefix) in lists.items():
        if address.startswith(word):
            return Visitor(page).first_link(listing, prefix) + address.removeprefix(word)
    return address


def findings(page: Page) -> list[str]:
    """Grave findings of axe-core, each with the first element that it names."""
    violations = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations if one["impact"] in GRAVE]


def too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def check(page: Page, addresses: list[str]) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        page.goto(resolve(page, address))
        faults = findings(page) + (["wider than the screen"] if too_wide(page) else [])
        if faults:
            found[address] = faults
    return found


def test_public_pages_in_light_on_a_wide_screen(page: Page) -> None:
    assert check(page, PUBLIC) == {}


def test_public_pages_in_dark_on_a_phone_in_chinese(browser: Browser, address: str) -> None:
    context = browser.new_context(
        base_url=address, locale="zh-CN", color_scheme="dark", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    faults = check(page, PUBLIC)
    language = page.locator("html").get_attribute("lang")
    context.close()
    assert faults == {}
    assert language == "zh-Hans"


@pytest.mark.parametrize("role", SIGNED_IN)
def test_pages_of_each_role(visitor: Visitor, role: str) -> None:
    visitor.sign_in(role)
    assert check(visitor.page, SIGNED_IN[role]) == {}


def test_a_form_with_errors(visitor: Visitor) -> None:
    visitor.sign_in("university.transfer")
    visitor.page.goto("/market/offers/new/")
    visitor.press("Save draft")
    expect(visitor.page.locator("[aria-invalid=true]").first).to_be_visible()
    assert findings(visitor.page) == []


def test_nothing_is_loaded_from_another_host(context: BrowserContext, address: str) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    for place in ("/", "/market/offers/", "/help/", "/api/v1/docs"):
        page.goto(place, wait_until="networkidle")
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
