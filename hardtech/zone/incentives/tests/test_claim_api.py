"""Claims for programs, as each of those who may or may not."""

from __future__ import annotations

import pytest

from hardtech.engines.rules import replay
from hardtech.zone.facts.models import Resident
from hardtech.zone.incentives.models import Claim
from hardtech.zone.incentives.tests.granting import (
    grant,
    make_approved,
    make_claim,
    make_resident,
    make_tenant,
    publish,
)
from hardtech.zone.incentives.tests.test_claim_pages import counting
from tests.calls import Caller, problem
from tests.factories import make_member, make_officer, make_organisation, make_technology_manager, make_user

pytestmark = pytest.mark.django_db


def test_a_claim_is_filed_read_and_decided() -> None:
    organisation, measure = make_resident(), publish(grant(subject="project"))
    member, officer = Caller(make_member(organisation)), Caller(make_officer())
    body = {
        "organisation": organisation.ref,
        "measure": measure.ref,
        "subject": "Hall 1",
        "subject_facts": {"tenant": True, "rent": "1000 yuan"},
        "evidence": [{"name": "Lease", "text": "No. 7"}],
    }
    filed = member.post("/claims", body)
    assert filed.status_code == 201
    claim = filed.json()
    assert (claim["state"], claim["answer"], claim["amount_fen"]) == ("submitted", "yes", 100_000)
    assert claim["evidence"] == [{"name": "Lease", "text": "No. 7", "link": ""}]
    again = problem(member.post("/claims", body), 422, "invalid")
    assert [one["code"] for one in again["errors"]] == ["second_claim"]
    wrong = {**body, "subject": "Hall 2", "subject_facts": {"rent": "much"}}
    assert problem(member.post("/claims", wrong), 422, "invalid")["errors"][0]["field"] == "rent"
    address = f"/claims/{claim['ref']}"
    decided = officer.post(f"{address}/decision", {"decision": "approve", "reason": "The lease shows it."})
    assert decided.status_code == 200
    read = member.get(address).json()
    assert (read["state"], read["reason"]) == ("approved", "The lease shows it.")
    assert [(one["part"], one["amount_fen"], one["state"]) for one in read["payouts"]] == [
        ("whole", 100_000, "scheduled")
    ]
    assert replay(read["trace"]).same
    problem(member.post(f"{address}/withdrawal"), 409, "conflict")


def test_a_member_withdraws() -> None:
    claim = make_claim()
    answer = Caller(claim.submitted_by).post(f"/claims/{claim.ref}/withdrawal")
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")


def test_others_do_not_know_of_it() -> None:
    claim = make_approved()
    decision = {"decision": "refuse", "reason": "No."}
    for user in (make_user(), make_technology_manager(), make_member(make_organisation())):
        caller = Caller(user)
        assert caller.get("/claims").json()["count"] == 0
        problem(caller.get(f"/claims/{claim.ref}"), 404, "not_found")
        problem(caller.post(f"/claims/{claim.ref}/withdrawal"), 404, "not_found")
        problem(caller.post(f"/claims/{claim.ref}/decision", decision), 404, "not_found")
    problem(Caller().get("/claims"), 401, "unauthenticated")
    problem(Caller(claim.submitted_by).post(f"/claims/{claim.ref}/decision", decision), 403, "forbidden")
    officer = Caller(make_officer())
    assert officer.get("/claims").json()["count"] == 1
    Resident.objects.all().delete()
    assert officer.get("/claims").json()["count"] == 0


def test_proposals_are_not_listed_for_the_organisation() -> None:
    claim = make_claim()
    Claim.objects.update(state="proposed", origin="unasked")
    caller = Caller(claim.submitted_by)
    assert caller.get("/claims").json()["count"] == 0
    problem(caller.get(f"/claims/{claim.ref}"), 404, "not_found")


def test_nobody_files_for_another_organisation() -> None:
    measure, other = publish(), make_tenant()
    body = {"organisation": other.ref, "measure": measure.ref}
    for user in (make_user(), make_officer()):
        problem(Caller(user).post("/claims", body), 403, "forbidden")
    problem(Caller().post("/claims", body), 401, "unauthenticated")
    assert Claim.objects.count() == 0


def test_the_list_filters_and_asks_as_often_for_thirty_as_for_one() -> None:
    officer = Caller(make_officer())
    first = make_approved(make_claim())

    def asked() -> int:
        with counting() as counted:
            assert officer.get("/claims").status_code == 200
        return len(counted)

    officer.get("/claims")
    before = asked()
    for _number in range(29):
        make_approved(make_claim())
    assert asked() == before
    make_claim()
    assert officer.get("/claims", state="submitted").json()["count"] == 1
    assert officer.get("/claims", organisation=first.organisation.ref).json()["count"] == 1
