"""The ladder's pages as each role, and a plan that is applied."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.support import support_by_stage
from hardtech.zone.cultivation.tests.climbing import (
    LAST,
    TODAY,
    climber,
    hold,
    publish_tiers,
    resident,
)
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.tests.people import ROLES, SECRET, SEEING, client_of, company, say, user_of
from hardtech.zone.incentives.models import Clawback
from hardtech.zone.incentives.tests.granting import make_approved, make_claim, make_paid, make_tenant
from tests.factories import make_member, make_officer, make_organisation

pytestmark = pytest.mark.django_db

NUMBER = "GR-SECRET-77"
DAY = datetime.timedelta(days=1)


def text_of(response) -> str:
    """The page as one reads it: without tags, spaces drawn together."""
    html = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def addresses(organisation, certificate):
    return [
        f"/cultivation/{organisation.ref}/",
        f"/cultivation/{organisation.ref}/certificates/new/",
        f"/cultivation/certificates/{certificate.ref}/",
        f"/cultivation/certificates/{certificate.ref}/revoke/",
    ]


@pytest.mark.parametrize("role", ROLES)
def test_the_ladder_is_read_by_members_and_by_officers_of_the_zone_alone(role):
    publish_tiers()
    organisation = company(resident=role != "officer_of_others")
    certificate = hold(organisation, Tier.SRDI_SME, number=NUMBER)
    say(organisation, **{f"revenue_{LAST}": f"{SECRET}00"})
    client = client_of(user_of(role, organisation))
    for address in addresses(organisation, certificate):
        response = client.get(address)
        refused = {302} if role == "anonymous" else {403, 404}
        assert response.status_code in ({200} if role in SEEING else refused), address
        body = response.content.decode()
        assert (NUMBER in body) == (role in SEEING and address.count("/new/") + address.count("revoke") == 0)
        assert ("7.654" in body) == (role in SEEING and address == addresses(organisation, certificate)[0])


@pytest.mark.parametrize("role", ROLES)
def test_the_page_of_the_organisation_shows_titles_to_those_who_may_see_them(role):
    organisation = company(resident=role != "officer_of_others")
    hold(organisation, Tier.SRDI_SME)
    page = client_of(user_of(role, organisation)).get(organisation.get_absolute_url()).content.decode()
    assert (f"/cultivation/{organisation.ref}/" in page) == (role in SEEING)
    assert ("Specialised and innovative SME" in page) == (role in SEEING)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_who_records_on_the_page(role):
    publish_tiers(Tier.HIGH_TECH)
    organisation = company(resident=role != "officer_of_others")
    client = client_of(user_of(role, organisation))
    values = {"tier": "high_tech", "number": NUMBER, "valid_from": "2025-03-01"}
    response = client.post(f"/cultivation/{organisation.ref}/certificates/new/", values)
    assert response.status_code == (302 if role in SEEING else 403)
    found = list(Certificate.objects.values_list("valid_until", flat=True))
    assert found == ([datetime.date(2028, 2, 29)] if role in SEEING else [])


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"tier": "listed"}, "valid_until", "names no years"),
        ({"valid_until": "2025-02-28"}, "valid_until", "before the first day"),
        ({"number": ""}, "evidence", "where it can be checked"),
        ({"valid_from": ""}, "valid_from", "required"),
    ],
)
def test_what_is_refused_stands_at_its_field(values, field, words):
    publish_tiers(Tier.HIGH_TECH)
    organisation = resident()
    client = client_of(make_member(organisation))
    given = {"tier": "high_tech", "number": NUMBER, "valid_from": "2025-03-01", **values}
    response = client.post(f"/cultivation/{organisation.ref}/certificates/new/", given)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert words in str(response.context["form"].errors)
    assert not Certificate.objects.exists()


def test_a_title_without_a_last_day_and_its_mending():
    publish_tiers(Tier.HIGH_TECH)
    organisation = resident()
    client = client_of(make_member(organisation))
    values = {"tier": "listed", "evidence": "Notice 7", "valid_from": "2025-03-01", "open_ended": "on"}
    assert client.post(f"/cultivation/{organisation.ref}/certificates/new/", values).status_code == 302
    certificate = Certificate.objects.get()
    assert certificate.valid_until is None
    address = f"/cultivation/certificates/{certificate.ref}/"
    page = client.get(address)
    stale = page.context["version"]
    assert page.context["form"]["open_ended"].value() is True
    values = {**values, "number": "688001", "version": stale}
    assert client.post(address, values).status_code == 302
    assert client.post(address, {**values, "number": "1"}).status_code == 409
    certificate.refresh_from_db()
    assert certificate.number == "688001"


def test_revoking_asks_for_day_and_reason():
    organisation = resident()
    certificate = hold(organisation, Tier.HIGH_TECH)
    client = client_of(make_member(organisation))
    address = f"/cultivation/certificates/{certificate.ref}/revoke/"
    early = certificate.valid_from - DAY
    response = client.post(address, {"on": early.isoformat(), "reason": "Withdrawn"})
    assert list(response.context["form"].errors) == ["on"]
    assert client.post(address, {"on": TODAY.isoformat(), "reason": ""}).status_code == 200
    assert client.post(address, {"on": TODAY.isoformat(), "reason": "Withdrawn"}).status_code == 302
    page = text_of(client.get(f"/cultivation/{organisation.ref}/"))
    assert "revoked on" in page
    assert "Withdrawn" in page


def test_the_plan_on_the_page_applied_turns_the_verdict():
    """From the page to the form of facts and back: one sci-tech person more, and the tier is within reach."""
    publish_tiers()
    organisation = climber()
    client = client_of(make_member(organisation))
    ladder = f"/cultivation/{organisation.ref}/"
    before = client.get(ladder)
    shown = before.context["target"]
    assert (shown["tier"], shown["way"]) == (Tier.TECHNOLOGY_SME, "steps")
    assert [(step.label, step.before, step.after) for step in shown["steps"]] == [
        ("Science and technology staff", "9 people", "10 people")
    ]
    assert "9 people" in text_of(before)
    assert "7 of 8 conditions met" in text_of(before)
    answer = client.post(f"/facts/{organisation.ref}/state/{LAST}/", {"fact-sci_tech_staff": "10"})
    assert answer.status_code == 302
    after = client.get(ladder)
    assert (after.context["target"]["way"], after.context["target"]["answer"]) == ("open", "yes")
    assert "Every condition is met by the facts on file" in text_of(after)
    assert "8 of 8 conditions met" in text_of(after)


def test_the_way_to_another_tier_can_be_asked_for():
    publish_tiers()
    organisation = climber()
    client = client_of(make_member(organisation))
    page = client.get(f"/cultivation/{organisation.ref}/?to=gazelle")
    assert page.context["target"]["tier"] == Tier.GAZELLE
    assert page.context["target"]["questions"]
    nonsense = client.get(f"/cultivation/{organisation.ref}/?to=listed")
    assert nonsense.context["target"]["tier"] == Tier.TECHNOLOGY_SME


def test_states_of_rungs_and_renewals():
    publish_tiers()
    organisation = climber()
    hold(organisation, Tier.TECHNOLOGY_SME, TODAY - 300 * DAY, TODAY + 60 * DAY)
    hold(organisation, Tier.SRDI_SME, TODAY - 900 * DAY, TODAY - 5 * DAY)
    hold(organisation, Tier.LISTED, TODAY - 900 * DAY, None)
    page = client_of(make_officer()).get(f"/cultivation/{organisation.ref}/")
    states = {
        shown["rung"].tier.value: shown["rung"].state.value
        for shown in [*page.context["steps"], *page.context["titles"]]
    }
    assert [tier for tier, state in states.items() if state == "held"] == ["technology_sme", "listed"]
    assert "Technology-based SME: the certificate ends in 60 days" in text_of(page)
    assert "ran out on" in text_of(page)
    assert "unverified text" in text_of(page)


def test_yearly_facts_stand_side_by_side():
    organisation = resident()
    say(
        organisation,
        **{f"revenue_{LAST}": "1000000000", f"revenue_{LAST - 1}": "800000000", f"rd_{LAST}": "50000000"},
    )
    page = client_of(make_member(organisation)).get(f"/cultivation/{organisation.ref}/")
    yearly = page.context["yearly"]
    assert yearly.years == [LAST - 1, LAST]
    assert [(str(row.label), row.cells) for row in yearly.rows] == [
        ("Revenue", ["8 million yuan", "10 million yuan"]),
        ("R&D spending", ["", "500,000 yuan"]),
        ("R&D share of revenue", ["", "5 %"]),
    ]
    assert yearly.rows[0].line == "3,21 93,3"
    assert page.content.decode().count("<polyline") == 1


def test_support_is_counted_at_the_tier_held_when_it_was_paid():
    organisation = make_tenant()
    first = make_paid(make_approved(make_claim(organisation)).payouts.get())
    Resident.objects.filter(organisation=organisation).update(since=datetime.date(2020, 1, 1))
    paid_on = first.paid_on
    hold(organisation, Tier.HIGH_TECH, paid_on - 10 * DAY, paid_on + 10 * DAY)
    hold(organisation, Tier.SRDI_SME, paid_on + DAY, None)
    Clawback.objects.create(
        payout=first, amount_fen=100, reason="x", state="repaid", due_on=paid_on, demanded_by=make_officer()
    )
    certificates = list(Certificate.objects.filter(organisation=organisation))
    stages = support_by_stage(organisation, certificates)
    assert [(stage.tier, stage.paid, stage.repaid) for stage in stages] == [
        (Tier.HIGH_TECH, first.amount_fen, Decimal(100))
    ]
    page = text_of(client_of(make_member(organisation)).get(f"/cultivation/{organisation.ref}/"))
    assert "Tier held at the time" in page
    assert "High-tech enterprise" in page


def test_a_merged_reference_leads_on():
    kept = resident()
    dropped = make_organisation(merged_into=kept)
    response = client_of(make_officer()).get(f"/cultivation/{dropped.ref}/")
    assert response.url == f"/cultivation/{kept.ref}/"


@pytest.mark.parametrize("ref", ["OR-ZZZZZZ", "nonsense", "OR-%00"])
def test_what_is_not_there_is_not_found(ref):
    client = client_of(make_officer())
    for address in (f"/cultivation/{ref}/", f"/cultivation/certificates/{ref}/"):
        assert client.get(address).status_code == 404


def test_members_are_led_to_their_own_ladder():
    organisation = resident()
    member = make_member(organisation)
    assert client_of(member).get("/cultivation/").url == f"/cultivation/{organisation.ref}/"
    user = user_of("technology_manager", organisation)
    assert "You act for no organisation yet" in text_of(client_of(user).get("/cultivation/"))
    assert client_of(None).get("/cultivation/").status_code == 302


def test_the_number_of_queries_does_not_grow_with_certificates_and_facts():
    publish_tiers()
    organisation = climber()
    client = client_of(make_member(organisation))
    counts = []
    for rows in (1, 30):
        for at in range(rows):
            hold(organisation, Tier.HIGH_TECH, TODAY - (2000 + 40 * at + rows) * DAY, TODAY - 1900 * DAY)
        Statement.objects.filter(organisation=organisation).exclude(is_current=True).delete()
        client.get(f"/cultivation/{organisation.ref}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/cultivation/{organisation.ref}/")
        counts.append(len(queries))
    assert counts == [counts[0]] * 2
