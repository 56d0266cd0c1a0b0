"""The pages of claims: what each person gets, and a claim's whole way through them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hardtech.engines.rules import replay
from hardtech.zone.accounts.models import User
from hardtech.zone.facts.models import Resident
from hardtech.zone.incentives.choices import ClaimOrigin, ClaimState
from hardtech.zone.incentives.models import Claim, Clawback, Payout
from hardtech.zone.incentives.services import claims, payouts
from hardtech.zone.incentives.tests.granting import (
    NOW,
    cited,
    fact,
    grant,
    make_approved,
    make_claim,
    make_paid,
    make_resident,
    make_tenant,
    publish,
    state,
)
from tests.factories import (
    make_administrator,
    make_member,
    make_officer,
    make_organisation,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def statuses(address: str, visitors: dict[str, User | None]) -> dict[str, int]:
    return {name: client_of(user).get(address).status_code for name, user in visitors.items()}


def counting() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


def visitors(claim: Claim) -> dict[str, User | None]:
    return {
        "owner": claim.submitted_by,
        "colleague": make_member(claim.organisation),
        "outsider": make_member(make_organisation()),
        "nobody": make_user(),
        "manager": make_technology_manager(),
        "officer": make_officer(),
        "anonymous": None,
    }


@pytest.mark.parametrize("name", ["claim_detail", "claim_trace"])
def test_who_reads_a_claim(name: str) -> None:
    claim = make_claim()
    address = reverse(f"incentives:{name}", args=[claim.ref])
    seen = {"owner": 200, "colleague": 200, "officer": 200, "anonymous": 302}
    hidden = {"outsider": 404, "nobody": 404, "manager": 404}
    people = visitors(claim)
    assert statuses(address, people) == seen | hidden
    Resident.objects.all().delete()
    assert statuses(address, {"officer": people["officer"], "owner": people["owner"]}) == {
        "officer": 404,
        "owner": 200,
    }


def test_a_proposal_is_no_page_for_the_organisation() -> None:
    claim = make_claim()
    for state_ in (ClaimState.PROPOSED, ClaimState.DISMISSED):
        Claim.objects.update(origin=ClaimOrigin.AUTOMATIC, state=state_)
        people = visitors(claim)
        found = statuses(reverse("incentives:claim_detail", args=[claim.ref]), people)
        assert (found["owner"], found["colleague"], found["officer"]) == (404, 404, 200)
        page = client_of(people["owner"]).get(reverse("incentives:claim_list"))
        assert claim.ref not in page.content.decode()


@pytest.mark.parametrize(
    "name", ["desk", "desk_all", "desk_proposals", "desk_payouts", "desk_clawbacks", "liaison"]
)
def test_the_desk_is_for_officers(name: str) -> None:
    claim = make_claim()
    found = statuses(reverse(f"incentives:{name}"), visitors(claim))
    assert found.pop("officer") == 200
    assert found.pop("anonymous") == 302
    assert set(found.values()) == {403}


def test_an_organisation_claims_is_asked_answers_and_is_told() -> None:
    organisation, measure = make_resident(), publish(grant(subject="project"))
    member, officer = client_of(make_member(organisation)), client_of(make_officer())
    address = reverse("incentives:claim_new", args=[measure.ref])
    page = member.get(address)
    assert page.status_code == 200
    values = {
        "organisation": organisation.ref,
        "subject": "Hall 1",
        "fact-tenant": "true",
        "fact-rent": "5,000",
    }
    looked = member.post(address, {**values, "intent": "check"})
    assert "Entitled to 5,000 yuan." in looked.content.decode()
    assert Claim.objects.count() == 0
    sent = member.post(address, {**values, "fact-rent": "", "text-0": "Lease no. 7", "intent": "submit"})
    claim = Claim.objects.get()
    assert sent["Location"] == claim.get_absolute_url()
    assert (claim.answer, claim.evidence[0]["text"]) == ("unknown", "Lease no. 7")
    act = reverse("incentives:claim_act", args=[claim.ref, "return"])
    assert officer.post(act, {"question": "What is the rent?"}).status_code == 302
    assert "What is the rent?" in member.get(claim.get_absolute_url()).content.decode()
    answer = reverse("incentives:claim_answer", args=[claim.ref])
    page = member.get(answer).content.decode()
    assert "Lease no. 7" in page
    assert 'name="subject"' not in page
    values = {"fact-tenant": "true", "fact-rent": "5000", "text-0": "Lease no. 7", "statement": "Here it is."}
    assert member.post(answer, values).status_code == 302
    decide = reverse("incentives:claim_act", args=[claim.ref, "decide"])
    refused = officer.post(decide, {"decision": "approve", "reason": ""})
    assert refused.status_code == 422
    assert officer.post(decide, {"decision": "approve", "reason": "The lease shows it."}).status_code == 302
    letter = member.get(claim.get_absolute_url()).content.decode()
    for words in ("Your claim is approved.", "5,000 yuan", "The lease shows it.", "Claim approved"):
        assert words in letter
    assert "Replay" not in letter
    assert "Replay: the same" in officer.get(claim.get_absolute_url()).content.decode()
    assert "5,000 yuan" in member.get(reverse("incentives:claim_list")).content.decode()


def test_the_officer_judges_what_the_rules_leave_open() -> None:
    text = grant(
        facts={"tenant": fact("bool"), "relief_set": fact("money", judged=True)},
        amount=cited(formula="relief_set", rounding={"mode": "down", "to": "fen"}),
        parameters={},
    )
    organisation = make_resident()
    state(organisation, tenant="true")
    claim, officer = make_claim(organisation, publish(text)), client_of(make_officer())
    assert 'name="fact-relief_set"' in officer.get(claim.get_absolute_url()).content.decode()
    act = reverse("incentives:claim_act", args=[claim.ref, "decide"])
    values = {"decision": "approve", "reason": "Half of the rent."}
    page = officer.post(act, values)
    assert (page.status_code, "Enter your judgement" in page.content.decode()) == (422, True)
    page = officer.post(act, {**values, "fact-relief_set": "much"})
    assert (page.status_code, "is no sum" in page.content.decode()) == (422, True)
    assert officer.post(act, {**values, "fact-relief_set": "12.34"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.amount_fen) == ("approved", 1234)


def test_a_changed_trace_is_told_to_officers() -> None:
    claim = make_approved()
    Claim.objects.update(trace={**claim.trace, "answer": "no"})
    page = client_of(make_officer()).get(claim.get_absolute_url()).content.decode()
    assert "Replay: differs" in page
    assert "not the one that the journal holds" in page


def test_the_trace_is_a_file_that_the_command_line_replays() -> None:
    claim = make_approved()
    answer = client_of(claim.submitted_by).get(reverse("incentives:claim_trace", args=[claim.ref]))
    assert answer["Content-Disposition"] == f'attachment; filename="{claim.ref}.trace.json"'
    assert replay(answer.json()).same


def act_on(user: User, name: str, ref: str, act: str, values: dict[str, Any]) -> Any:
    return client_of(user).post(reverse(f"incentives:{name}", args=[ref, act]), values)


def test_money_goes_its_way_on_the_page_of_the_claim() -> None:
    decider, payer = make_officer(), make_officer()
    claim = make_approved(make_claim(make_tenant(rent="1000")), decider)
    payout = claim.payouts.get()
    values = {f"{payout.ref}-reference": "T-1", f"{payout.ref}-paid_on": "2026-03-02"}
    assert "Mark as paid" not in client_of(decider).get(claim.get_absolute_url()).content.decode()
    assert act_on(decider, "payout_act", payout.ref, "pay", values).status_code == 403
    assert "Mark as paid" in client_of(payer).get(claim.get_absolute_url()).content.decode()
    missing = act_on(payer, "payout_act", payout.ref, "pay", {})
    assert (missing.status_code, missing.context["money"][0].acts[0].open) == (422, True)
    assert act_on(payer, "payout_act", payout.ref, "pay", values).status_code == 302
    demand = {
        f"{payout.ref}-amount": "10.01",
        f"{payout.ref}-due_on": "2999-01-01",
        f"{payout.ref}-reason": "The lease ended.",
    }
    too_much = act_on(payer, "payout_act", payout.ref, "demand", demand)
    assert (too_much.status_code, "10 yuan can be asked back" in too_much.content.decode()) == (422, True)
    demand[f"{payout.ref}-amount"] = "9.99"
    assert act_on(payer, "payout_act", payout.ref, "demand", demand).status_code == 302
    clawback = Clawback.objects.get()
    assert clawback.amount_fen == 999
    settle = reverse("incentives:clawback_settle", args=[clawback.ref])
    values = {f"{clawback.ref}-state": "waived", f"{clawback.ref}-on": "2026-03-02"}
    assert client_of(payer).post(settle, values).status_code == 422
    assert (
        client_of(payer).post(settle, {**values, f"{clawback.ref}-remark": "Hard times."}).status_code == 302
    )
    page = client_of(claim.submitted_by).get(claim.get_absolute_url()).content.decode()
    for words in ("Transfer T-1", "The lease ended.", "Hard times.", "Waived", "Money asked back"):
        assert words in page


@pytest.mark.parametrize(
    ("name", "act"),
    [("claim_act", "decide"), ("claim_act", "withdraw"), ("payout_act", "pay"), ("payout_act", "fly")],
)
def test_who_may_not_see_a_claim_does_nothing_to_it(name: str, act: str) -> None:
    claim = make_approved()
    ref = claim.ref if name == "claim_act" else claim.payouts.get().ref
    for user in (make_user(), make_technology_manager()):
        assert act_on(user, name, ref, act, {}).status_code == 404
    assert act_on(make_officer(), name, "CL-NONE22", act, {}).status_code == 404


def test_a_member_withdraws() -> None:
    claim = make_claim()
    assert act_on(claim.submitted_by, "claim_act", claim.ref, "withdraw", {}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == ClaimState.WITHDRAWN


def test_the_form_says_who_can_claim_and_when() -> None:
    measure = publish(grant(windows=[cited(opens="06-01", closes="06-01")]))
    address = reverse("incentives:claim_new", args=[measure.ref])
    stranger = make_member(make_organisation())
    assert "does not belong to the zone" in client_of(stranger).get(address).content.decode()
    assert "act for no organisation" in client_of(make_user()).get(address).content.decode()
    page = client_of(make_member(make_tenant())).get(address).content.decode()
    assert "The next one opens on" in page
    assert 'value="submit"' not in page
    assert Client().get(address).status_code == 302
    assert client_of(stranger).get(reverse("incentives:claim_new", args=["MS-NONE22"])).status_code == 404


def test_nobody_claims_for_an_organisation_that_is_not_theirs() -> None:
    measure, other = publish(), make_tenant()
    own = make_tenant()
    client = client_of(make_member(own))
    address = reverse("incentives:claim_new", args=[measure.ref])
    client.post(address, {"organisation": other.ref, "intent": "submit"})
    assert Claim.objects.count() == 0
    client.post(address, {"organisation": own.ref, "intent": "submit"})
    assert Claim.objects.get().organisation == own


def test_pages_ask_as_often_for_thirty_as_for_one() -> None:
    measure, organisation = publish(grant(subject="project")), make_resident()
    officer, member = make_officer(), make_member(organisation)
    addresses = [
        (officer, reverse(f"incentives:{name}"))
        for name in ("desk", "desk_all", "desk_proposals", "desk_payouts", "desk_clawbacks", "liaison")
    ] + [(member, reverse("incentives:claim_list"))]

    def more(number: int) -> None:
        for place in range(number):
            values = {"tenant": "true", "rent": "1000"}
            subject = f"Hall {Claim.objects.count()}"
            make_claim(organisation, measure, actor=member, subject=subject, subject_facts=values)
            claim = make_claim(make_resident(), measure, subject=subject, subject_facts=values)
            if place % 2:
                make_approved(claim, officer)
            else:
                Claim.objects.filter(pk=claim.pk).update(state="proposed", origin="unasked")

    def asked() -> list[int]:
        numbers = []
        for user, address in addresses:
            client = client_of(user)
            with counting() as counted:
                assert client.get(address).status_code == 200
            numbers.append(len(counted))
        return numbers

    more(4)
    make_paid(Payout.objects.filter(state="scheduled").first())
    before = asked()
    more(30)
    assert asked() == before


def test_a_claim_page_asks_as_often_for_many_parts() -> None:
    parts = [cited(id=f"part{one}", title={"en": "P", "zh": "部"}, share="10 %") for one in range(10)]
    one, many = publish(), publish(grant(id="zone/parts", payments=parts))
    officer, asked = make_officer(), []
    for measure in (one, many):
        claim = make_approved(make_claim(make_tenant(rent="1000"), measure), officer)
        client = client_of(officer)
        client.get(claim.get_absolute_url())
        with counting() as counted:
            assert client.get(claim.get_absolute_url()).status_code == 200
        asked.append(len(counted))
    assert asked[0] == asked[1]
    assert asked[0] < 30


def test_administrators_who_are_members_see_but_do_not_decide() -> None:
    claim = make_claim()
    administrator = make_administrator()
    page = client_of(administrator).get(claim.get_absolute_url()).content.decode()
    assert "What you can do" in page
    own = make_member(claim.organisation, is_zone_officer=True)
    page = client_of(own).get(claim.get_absolute_url()).content.decode()
    assert "another officer decides" not in page  # as a member they may withdraw
    assert 'name="decision"' not in page
    assert claims.withdraw(actor=own, claim=claim).state == ClaimState.WITHDRAWN
    assert NOW.year == claim.period


def test_the_search_leads_from_a_reference_to_the_claim() -> None:
    payout = make_paid()
    claim, officer = payout.claim, make_officer()
    back = payouts.demand_back(
        actor=officer,
        payout=payout,
        amount_fen=1,
        reason="Left.",
        due_on=timezone.localdate(NOW),
        today=timezone.localdate(NOW),
    )
    for ref in (claim.ref, payout.ref, back.ref):
        for user in (officer, claim.submitted_by):
            found = client_of(user).get(reverse("portal:search"), {"q": ref})
            assert (found.status_code, found["Location"]) == (302, claim.get_absolute_url())
        for user in (None, make_technology_manager(), make_member(make_organisation())):
            assert client_of(user).get(reverse("portal:search"), {"q": ref}).status_code == 200
