"""Cultivation for programs: who reads what, and the same answers as the pages."""

from __future__ import annotations

import datetime

import pytest

from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.queries import year_ends
from hardtech.zone.cultivation.tests.climbing import TODAY, climber, hold, publish_tiers, resident
from hardtech.zone.facts.tests.people import ROLES, SEEING, client_of, company, user_of
from tests.factories import make_member, make_officer, make_technology_manager

pytestmark = pytest.mark.django_db

BASE = "/api/v1"
CERTIFICATE = {"tier": "high_tech", "number": "GR1", "valid_from": "2026-03-01"}


@pytest.mark.parametrize("role", ROLES)
def test_the_ladder_is_there_for_those_who_may_see_it(role):
    organisation = company(resident=role != "officer_of_others")
    hold(organisation, Tier.HIGH_TECH, number="GR1")
    response = client_of(user_of(role, organisation)).get(f"{BASE}/organisations/{organisation.ref}/ladder")
    assert response.status_code == (200 if role in SEEING else 401 if role == "anonymous" else 404)
    assert ("GR1" in response.content.decode()) == (role in SEEING)


def test_the_ladder_tells_rungs_and_the_next_step():
    publish_tiers()
    organisation = climber()
    certificate = hold(organisation, Tier.LISTED, end=None)
    body = client_of(make_member(organisation)).get(f"{BASE}/organisations/{organisation.ref}/ladder").json()
    rungs = {rung["tier"]: rung for rung in body["rungs"]}
    assert list(rungs) == list(Tier.values)
    assert rungs["technology_sme"] == {
        "tier": "technology_sme",
        "state": "near",
        "certificate": None,
        "answer": "no",
        "conditions_met": 7,
        "conditions": 8,
        "unverified": True,
    }
    assert (rungs["listed"]["state"], rungs["listed"]["certificate"]) == ("held", certificate.ref)
    following = body["next"]
    assert (body["tier"], following["tier"], following["way"]) == (None, "technology_sme", "steps")
    assert following["steps"] == [{"fact": "sci_tech_staff", "before": 9, "after": 10, "meets": ["merit"]}]


@pytest.mark.parametrize("role", ROLES)
def test_who_records_a_title(role):
    publish_tiers(Tier.HIGH_TECH)
    organisation = company(resident=role != "officer_of_others")
    client = client_of(user_of(role, organisation))
    response = client.post(
        f"{BASE}/organisations/{organisation.ref}/certificates", CERTIFICATE, content_type="application/json"
    )
    assert response.status_code == (201 if role in SEEING else 401 if role == "anonymous" else 404)
    assert Certificate.objects.count() == (1 if role in SEEING else 0)


def test_the_last_day_is_left_out_or_said_to_be_none():
    publish_tiers(Tier.HIGH_TECH)
    organisation = resident()
    client = client_of(make_member(organisation))
    address = f"{BASE}/organisations/{organisation.ref}/certificates"
    found = client.post(address, CERTIFICATE, content_type="application/json").json()
    assert found["valid_until"] == "2029-02-28"
    listing = {"tier": "listed", "valid_from": "2026-03-01", "valid_until": None, "evidence": "Notice"}
    assert client.post(address, listing, content_type="application/json").json()["valid_until"] is None
    refused = client.post(address, CERTIFICATE, content_type="application/json")
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["valid_from"]


def test_counts_are_for_officers():
    ends = year_ends(TODAY, 2)
    for number in range(3):
        hold(resident(), Tier.HIGH_TECH, ends[0 if number else 1] - datetime.timedelta(days=9), TODAY)
    address = f"{BASE}/cultivation/counts"
    assert client_of(None).get(address).status_code == 401
    for user in (make_technology_manager(), make_member(resident())):
        assert client_of(user).get(address).status_code == 403
    counts = client_of(make_officer()).get(address).json()["counts"]
    found = [(row["on"], row["count"], row["growth"]) for row in counts if row["tier"] == "high_tech"][-3:]
    assert found == [
        (ends[0].isoformat(), 2, None),
        (ends[1].isoformat(), 3, "1/2"),
        (TODAY.isoformat(), 3, "0"),
    ]
