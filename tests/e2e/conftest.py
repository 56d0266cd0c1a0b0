"""A real zone with the demonstration content, and a real browser to visit it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from hardtech.cli.server.tests import zones
from hardtech.zone.portal.demo.loading import PASSWORD

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def zone() -> Iterator[zones.Zone]:
    """`hardtech up` with the demonstration zone, as a new user starts it."""
    with zones.zone() as made:
        made.up(demo=True)
        yield made
        assert made.end() == 0


@pytest.fixture(scope="session")
def address(zone: zones.Zone) -> str:
    return f"http://127.0.0.1:{zone.port}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not shutil.which("chromium") and not os.path.exists(CHROMIUM):  # noqa: PTH110
        if os.environ.get("HARDTECH_REQUIRE_BROWSER"):
            pytest.fail(
                "Browser tests are required, and chromium is not installed (Debian: apt install chromium)."
            )
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A fresh visitor; any error that a page reports fails the test."""
    visitor = browser.new_context(base_url=address, locale="en-GB", viewport={"width": 1280, "height": 900})
    visitor.set_default_timeout(15_000)
    errors: list[str] = []
    visitor.on("weberror", lambda error: errors.append(str(error.error)))
    visitor.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield visitor
    visitor.close()
    assert [error for error in errors if "404" not in error and "422" not in error] == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


class Visitor:
    """What a person does on the site."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, role: str) -> None:
        """Sign in to a demonstration account, for example `manager.optics`."""
        self.page.context.clear_cookies()
        self.page.goto("/accounts/login/")
        self.page.locator("input[name=login]").fill(f"{role}@example.org")
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("input[name=password]").press("Enter")
        self.page.wait_for_url("**/")

    def press(self, name: str) -> None:
        """Press the button of the page's content with this name."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()

    def first_link(self, listing: str, prefix: str) -> str:
        """Open a list and return the address of its first record, whose reference has this prefix."""
        self.page.goto(listing)
        address = self.page.locator(f"main a[href*='/{prefix}-']").first.get_attribute("href")
        assert address
        return address


@pytest.fixture
def visitor(page: Page) -> Visitor:
    return Visitor(page)
