"""What one is owed, through the API."""

from __future__ import annotations

import pytest

from hardtech.engines.rules import replay
from hardtech.zone.facts.tests.people import ROLES, SEEING, user_of
from hardtech.zone.incentives.tests.granting import grant, make_resident, make_tenant, publish, state
from hardtech.zone.incentives.tests.test_owed import ask, bonus, related
from tests.calls import Caller, problem
from tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_verdicts_are_for_members_and_for_officers_of_residents(role: str) -> None:
    measure = publish()
    organisation = make_organisation() if role == "officer_of_others" else make_resident()
    state(organisation, tenant="true", rent="7654300")
    caller = Caller(user_of(role, organisation))
    for path in (
        f"/organisations/{organisation.ref}/owed",
        f"/organisations/{organisation.ref}/owed/{measure.ref}",
    ):
        response = caller.get(path)
        if role in SEEING:
            assert response.status_code == 200
            assert "7654300" in response.text
        elif role == "anonymous":
            problem(response, 401, "unauthenticated")
        else:
            problem(response, 404, "not_found")


def test_it_tells_every_measure_the_best_combination_and_what_is_open() -> None:
    publish(bonus("large", "50000 yuan", relations=related("excludes", "small")))
    publish(bonus("small", "30000 yuan"))
    publish(grant(id="zone/project", subject="project"))
    ask("waiting", "a", amount="10 yuan")
    organisation = make_tenant()
    body = Caller(make_member(organisation)).get(f"/organisations/{organisation.ref}/owed").json()
    assert (body["total_fen"], body["elsewhere_fen"], body["proven"]) == (5_000_000, 0, True)
    assert [(one["measure"]["key"], one["amount_fen"]) for one in body["chosen"]] == [
        ("zone/large", 5_000_000)
    ]
    [left_out] = body["left_out"]
    assert (left_out["measure"]["key"], left_out["code"], left_out["because_of"]) == (
        "zone/small",
        "excluded",
        ["zone/large"],
    )
    assert {one["measure"]["key"]: one["answer"] for one in body["measures"]} == {
        "zone/large": "yes",
        "zone/small": "yes",
        "zone/project": None,
        "zone/waiting": "unknown",
    }
    assert body["questions"] == [
        {
            "fact": "a",
            "fiscal_year": None,
            "question": "Well?",
            "measures": ["zone/waiting"],
            "at_most_fen": 1000,
        }
    ]


def test_a_verdict_comes_with_a_trace_that_can_be_replayed() -> None:
    measure = publish()
    organisation = make_tenant()
    caller = Caller(make_member(organisation))
    path = f"/organisations/{organisation.ref}/owed/{measure.ref}"
    body = caller.get(path, on="2026-03-02").json()
    assert (body["answer"], body["amount_fen"], body["headline"]) == (
        "yes",
        500_000,
        "Entitled to 5,000 yuan.",
    )
    assert body["warning"].startswith("This measure is unverified")
    assert replay(body["trace"]).same
    assert caller.get(path, on="2025-12-31").json()["answer"] == "no"
    assert Caller(make_member(organisation), language="zh-hans").get(path).json()["headline"] == (
        "可享受 5000元。"
    )


def test_what_it_does_not_know_is_refused() -> None:
    publish()
    organisation = make_tenant()
    caller = Caller(make_member(organisation))
    path = f"/organisations/{organisation.ref}/owed"
    problem(caller.get(path, on="soon"), 422, "invalid")
    problem(caller.get(path, day="2026-03-02"), 422, "invalid")
    problem(caller.get(f"{path}/MS-000000"), 404, "not_found")
    problem(caller.get("/organisations/OR-000000/owed"), 404, "not_found")
