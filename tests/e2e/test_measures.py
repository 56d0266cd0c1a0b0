"""An officer raises a cap, another one publishes it, and what was decided before stands."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from playwright.sync_api import expect

from hardtech.cli.server.tests import zones
from tests.e2e.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("e2e")]

DECIDE = """
import json
from django.utils import timezone
from hardtech.zone.accounts.models import User
from hardtech.zone.measures.models import Measure
from hardtech.zone.incentives.services import claims
from hardtech.zone.registry.models import Organisation
member = User.objects.get(email="laser.lead@example.org")
officer = User.objects.get(email="measures.officer@example.org")
organisation = Organisation.objects.get(memberships__person__user=member)
facts = {"technology_project": "true", "enterprise_established": "true", "capacity_reached": "true",
         "actual_investment": "86046000000 yuan"}
claim = claims.submit(actor=member, organisation=organisation, now=timezone.now(), subject="Laser park", subject_facts=facts,
                      measure=Measure.objects.get(key="xixian-2022/referral-reward"), statement="As agreed.")
claim = claims.decide(actor=officer, claim=claim, approve=True, reason="As the trace shows.", now=timezone.now())
print(json.dumps([claim.ref, str(claim.amount_fen), claim.trace_sha256]))
"""
LOOK = """
import json
from hardtech.engines.rules import replay
from hardtech.zone.incentives.models import Claim
claim = Claim.objects.select_related("revision").get(ref="{ref}")
print(json.dumps([replay(claim.trace).same, str(claim.amount_fen), claim.trace_sha256, claim.revision.state]))
"""


def ask(zone: zones.Zone, code: str) -> list:
    done = zone.call("manage", "shell", "--verbosity", "0", "-c", code)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_a_raised_cap_is_simulated_approved_and_published_and_past_decisions_stand(
    zone: zones.Zone, visitor: Visitor
) -> None:
    ref, amount, sha256 = ask(zone, DECIDE)
    assert amount == "300000000"
    page = visitor.page
    visitor.sign_in("zone.officer")
    page.goto("/incentives/?q=reward for introducing a technology project")
    page.locator("main .item-title").first.click()
    leaflet = page.url
    expect(page.locator("main")).to_contain_text("Up to 3 million yuan")
    visitor.press("Draft a change")
    start = date(date.today().year + 1, 1, 1).isoformat()  # noqa: DTZ011 - a day of next year, whatever the time zone
    for name, value in {
        "start": start,
        "document": "Decision of the committee on the reward",
        "article": "art. 2",
        "value_cap": "5000000 yuan",
        "quote_cap": "up to 5 million yuan",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    visitor.press("Put into the draft")
    expect(page.locator("main")).to_contain_text("all 8 passed")
    draft = page.url
    page.get_by_role("link", name="Simulate the budget").click()
    expect(page.locator("main")).to_contain_text("Cost after the change")
    page.goto(draft)
    page.locator("textarea[name=words]").fill("The committee raised the cap.")
    visitor.press("Propose")
    expect(page.locator("main")).to_contain_text("Waits for another officer")
    assert page.get_by_role("button", name="Approve and publish").count() == 0
    visitor.sign_in("measures.officer")
    page.goto("/incentives/revisions/")
    expect(page.locator("main")).to_contain_text("waits for you")
    page.goto(draft)
    visitor.press("Approve and publish")
    expect(page.locator("main")).to_contain_text("Published")
    page.context.clear_cookies()
    page.goto(f"{leaflet}?version={start}")
    expect(page.locator("main")).to_contain_text("Up to 5 million yuan")
    page.goto(leaflet)
    expect(page.locator("main")).to_contain_text("Up to 3 million yuan")
    expect(page.locator("aside")).to_contain_text(re.compile(r"Text no\. 2"))
    assert ask(zone, LOOK.format(ref=ref)) == [True, "300000000", sha256, "replaced"]
