"""The life of a claim, and what guards it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hardtech.engines.rules import replay, trace_digest
from hardtech.zone.accounts.models import User
from hardtech.zone.facts.models import Resident
from hardtech.zone.incentives.choices import ClaimState, NoticeKind
from hardtech.zone.incentives.models import Claim, Liaison, Notice
from hardtech.zone.incentives.services import claims
from hardtech.zone.incentives.tests.granting import (
    NOW,
    TODAY,
    cited,
    fact,
    grant,
    make_approved,
    make_claim,
    make_resident,
    make_tenant,
    publish,
    state,
)
from hardtech.zone.journal.models import Entry
from hardtech.zone.measures.models import Measure, Revision
from tests.factories import (
    make_administrator,
    make_member,
    make_officer,
    make_organisation,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db

JUDGED = grant(
    facts={"tenant": fact("bool"), "relief_set": fact("money", judged=True)},
    amount=cited(formula="relief_set", cap="cap", rounding={"mode": "down", "to": "fen"}),
)
PROJECT = grant(subject="project")


def codes(caught: Any) -> dict[str, str]:
    """Field → code of what was refused."""
    error = caught.value
    if hasattr(error, "error_dict"):
        return {name: ones[0].code for name, ones in error.error_dict.items()}
    return {"": error.error_list[0].code}


def test_a_claim_is_judged_when_it_is_submitted() -> None:
    measure, organisation = publish(), make_tenant(rent="1234567")
    member = make_member(organisation)
    claim = make_claim(organisation, measure, actor=member, evidence=[{"name": "Lease", "text": "No. 7"}, {}])
    claim.refresh_from_db()
    assert (claim.state, claim.answer, claim.amount_fen) == (ClaimState.SUBMITTED, "yes", 1234567)
    assert (claim.period, claim.due_on) == (2026, datetime.date(2026, 3, 23))  # 15 working days
    assert claim.evidence == [{"name": "Lease", "text": "No. 7", "link": ""}]
    entry = Entry.objects.get(verb="claim.submitted")
    assert (entry.subject, entry.actor, entry.about) == (claim.ref, member.ref, [organisation.ref])
    assert entry.data == {
        "measure": "zone/rent-grant",
        "revision": claim.revision.ref,
        "day": "2026-03-02",
        "answer": "yes",
        "trace_sha256": trace_digest(claim.trace),
    }


def test_the_trace_says_who_stated_each_fact() -> None:
    organisation = make_tenant()
    claim = make_claim(organisation, publish())
    stated = {row.name: row for row in organisation.statements.filter(is_current=True)}
    assert claim.trace["stated_by"] == {
        name: {"origin": "statement", "ref": stated[name].ref, "by": stated[name].stated_by.ref}
        for name in ("rent", "tenant")
    }


@pytest.mark.parametrize("make_other", [make_user, make_officer, make_administrator, make_technology_manager])
def test_only_members_claim(make_other: Any) -> None:
    with pytest.raises(PermissionDenied):
        make_claim(make_tenant(), publish(), actor=make_other())
    assert Claim.objects.count() == 0


def test_only_organisations_of_the_zone_claim() -> None:
    organisation = make_organisation()
    with pytest.raises(PermissionDenied):
        make_claim(organisation, publish(), actor=make_member(organisation))


def test_a_measure_of_another_authority_is_not_claimed_here() -> None:
    measure = publish(takes_claims=False)
    with pytest.raises(ValidationError) as caught:
        make_claim(make_tenant(), measure)
    assert codes(caught) == {"": "not_claimable"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ({"versions": [cited(**{"from": "2027-01-01"})]}, "not in force"),
        ({"status": "suspended"}, "suspended"),
        ({"windows": [cited(opens="06-01", closes="08-31")]}, "opens on 1 Jun 2026"),
        (
            {"windows": [cited(opens=datetime.date(2026, 1, 1), closes=datetime.date(2026, 3, 1))]},
            "no later one",
        ),
    ],
)
def test_a_claim_out_of_time_is_told_when_it_can_be_filed(text: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make_claim(make_tenant(), publish(grant(**text)))
    assert codes(caught) == {"": "not_claimable"}
    assert says in caught.value.messages[0]


def test_a_window_that_is_open_lets_claims_in() -> None:
    window = [cited(opens="03-02", closes="03-02")]
    assert make_claim(make_tenant(), publish(grant(windows=window))).state == ClaimState.SUBMITTED


def test_what_is_not_known_may_be_claimed_and_what_is_denied_with_a_statement() -> None:
    measure = publish()
    unknown = make_claim(make_resident(), measure)
    assert (unknown.answer, unknown.amount_fen) == ("unknown", None)
    assert unknown.trace["missing"] == ["tenant", "rent"]
    denied = make_resident()
    state(denied, tenant="false")
    with pytest.raises(ValidationError) as caught:
        make_claim(denied, measure)
    assert codes(caught) == {"statement": "unexplained"}
    assert make_claim(denied, measure, statement="The lease begins on Monday.").answer == "no"


def test_facts_of_a_project_are_stated_with_the_claim() -> None:
    measure, organisation = publish(PROJECT), make_resident()
    with pytest.raises(ValidationError) as caught:
        make_claim(organisation, measure)
    assert codes(caught) == {"subject": "required"}
    with pytest.raises(ValidationError) as caught:
        make_claim(organisation, measure, subject="Hall 1", subject_facts={"rent": "much", "flats": "3"})
    assert codes(caught) == {"rent": "not_a_sum", "flats": "fact_unknown"}
    values = {"tenant": "yes", "rent": "20 万元"}
    claim = make_claim(organisation, measure, subject="Hall 1", subject_facts=values)
    assert (claim.answer, claim.amount_fen) == ("yes", 10_000_000)
    assert claim.subject_facts == {"tenant": "true", "rent": "20000000"}
    assert claim.trace["stated_by"]["rent"] == {"origin": "claim"}


def test_one_open_claim_a_subject_and_year() -> None:
    measure, organisation = publish(PROJECT), make_resident()
    first = make_claim(organisation, measure, subject="Hall 1")
    make_claim(organisation, measure, subject="Hall 2")
    make_claim(make_resident(), measure, subject="Hall 1")
    with pytest.raises(ValidationError, match=first.ref) as caught:
        make_claim(organisation, measure, subject="Hall 1")
    assert codes(caught) == {"": "second_claim"}
    claims.withdraw(actor=first.submitted_by, claim=first)
    make_claim(organisation, measure, subject="Hall 1")


def test_it_goes_to_the_liaison_officer() -> None:
    organisation, officer = make_tenant(), make_officer()
    Liaison.objects.create(organisation=organisation, officer=officer, since=TODAY)
    claim = make_claim(organisation, publish())
    assert claim.officer == officer
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.subject) == (NoticeKind.CLAIM_SUBMITTED, officer, claim.ref)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    claims.withdraw(actor=claim.submitted_by, claim=claim)
    assert make_claim(organisation).officer is None


def test_questions_go_back_and_answers_come() -> None:
    claim = make_claim(make_resident(), publish(PROJECT), subject="Hall 1")
    officer, member = make_officer(), claim.submitted_by
    with pytest.raises(ValidationError) as caught:
        claims.return_claim(actor=officer, claim=claim, question=" ", now=NOW)
    assert codes(caught) == {"question": "required"}
    claim = claims.return_claim(actor=officer, claim=claim, question="What is the rent?", now=NOW)
    assert (claim.state, claim.question, claim.due_on) == (ClaimState.RETURNED, "What is the rent?", None)
    assert Notice.objects.get(recipient=member).kind == NoticeKind.CLAIM_RETURNED
    later = NOW + datetime.timedelta(days=7)
    values = {"tenant": "true", "rent": "500 yuan"}
    claim = claims.resubmit(actor=member, claim=claim, now=later, subject_facts=values, statement="Here.")
    assert (claim.state, claim.answer, claim.amount_fen) == (ClaimState.SUBMITTED, "yes", 50_000)
    assert (claim.submitted_at, claim.due_on) == (NOW, datetime.date(2026, 3, 30))
    assert claim.trace["on"] == "2026-03-02"
    with pytest.raises(ValidationError) as caught:
        claims.resubmit(actor=member, claim=claim, now=later)
    assert codes(caught) == {"": "status"}


def test_a_decision_keeps_the_whole_trace_and_can_be_replayed() -> None:
    officer, claim = make_officer(), make_claim(make_tenant(rent="1234567"), publish())
    claim = make_approved(claim, officer)
    claim.refresh_from_db()
    assert (claim.state, claim.amount_fen, claim.decided_by) == (ClaimState.APPROVED, 1234567, officer)
    assert claim.due_on is None
    again = replay(claim.trace)
    assert (again.same, again.verdict.amount) == (True, 1234567)
    entry = Entry.objects.get(verb="claim.approved")
    assert entry.data["trace_sha256"] == trace_digest(claim.trace) == claim.trace_sha256
    assert Notice.objects.filter(kind=NoticeKind.CLAIM_DECIDED).count() == 2  # whoever acts for it


def test_a_decision_is_made_by_the_text_of_the_day_of_submission() -> None:
    claim = make_claim(make_tenant(rent="5000000"), publish())
    publish(grant(parameters={"cap": cited(value="7 yuan")}))
    later = NOW + datetime.timedelta(days=10)
    claim = make_approved(claim, now=later)
    assert claim.amount_fen == 5_000_000
    assert claim.trace["on"] == "2026-03-02"
    fresh = make_claim(make_tenant(rent="5000000"), now=later)
    assert fresh.amount_fen == 700


def test_a_fact_corrected_before_the_decision_counts() -> None:
    organisation = make_tenant(rent="5000000")
    claim = make_claim(organisation, publish())
    state(organisation, rent="600")
    assert make_approved(claim).amount_fen == 600


def test_what_is_not_a_yes_can_only_be_refused() -> None:
    claim, officer = make_claim(make_resident(), publish()), make_officer()
    with pytest.raises(ValidationError) as caught:
        make_approved(claim, officer)
    assert codes(caught) == {"": "not_entitled"}
    claim = claims.decide(actor=officer, claim=claim, approve=False, reason="No lease was shown.", now=NOW)
    assert (claim.state, claim.reason) == (ClaimState.REFUSED, "No lease was shown.")
    assert claim.payouts.count() == 0
    assert Entry.objects.get(verb="claim.refused").data["answer"] == "unknown"


def test_a_decision_needs_a_reason() -> None:
    claim = make_claim()
    for approve in (True, False):
        with pytest.raises(ValidationError) as caught:
            claims.decide(actor=make_officer(), claim=claim, approve=approve, reason="", now=NOW)
        assert codes(caught) == {"reason": "required"}


def test_what_is_judged_is_stated_by_the_officer_and_named_in_the_trace() -> None:
    organisation = make_resident()
    state(organisation, tenant="true")
    claim, officer = make_claim(organisation, publish(JUDGED)), make_officer()
    assert (claim.answer, claim.trace["rulings"]) == ("judgement", ["relief_set"])
    with pytest.raises(ValidationError) as caught:
        make_approved(claim, officer)
    assert codes(caught) == {"": "not_entitled"}
    with pytest.raises(ValidationError) as caught:
        make_approved(claim, officer, rulings={"tenant": "true", "relief_set": "a lot"})
    assert codes(caught) == {"tenant": "fact_unknown", "relief_set": "not_a_sum"}
    claim = make_approved(claim, officer, rulings={"relief_set": "300.50 yuan"})
    assert (claim.amount_fen, claim.rulings) == (30_050, {"relief_set": "30050"})
    assert claim.trace["stated_by"]["relief_set"] == {"origin": "ruling", "by": officer.ref}
    assert replay(claim.trace).same


def test_nobody_decides_for_themselves() -> None:
    organisation = make_tenant()
    member = make_member(organisation, is_zone_officer=True)
    claim = make_claim(organisation, publish())
    outsiders = [member, claim.submitted_by, make_technology_manager(), make_user()]
    for actor in outsiders:
        with pytest.raises(PermissionDenied):
            make_approved(claim, actor)
        with pytest.raises(PermissionDenied):
            claims.return_claim(actor=actor, claim=claim, question="Why?", now=NOW)
    for actor in (make_technology_manager(), make_officer()):
        with pytest.raises(PermissionDenied):
            claims.withdraw(actor=actor, claim=claim)


def test_who_filed_a_claim_and_became_an_officer_does_not_decide_it() -> None:
    claim = make_claim()
    actor = claim.submitted_by
    actor.person.memberships.all().delete()
    User.objects.filter(pk=actor.pk).update(is_zone_officer=True)
    with pytest.raises(PermissionDenied):
        make_approved(claim, User.objects.get(pk=actor.pk))


def test_officers_decide_nothing_outside_the_zone() -> None:
    claim = make_claim()
    Resident.objects.all().delete()
    with pytest.raises(PermissionDenied):
        make_approved(claim)


def test_a_decided_claim_stays_as_it_is() -> None:
    claim = make_approved()
    member = claim.submitted_by
    for act in (
        lambda: make_approved(claim),
        lambda: claims.withdraw(actor=member, claim=claim),
        lambda: claims.return_claim(actor=make_officer(), claim=claim, question="Why?", now=NOW),
    ):
        with pytest.raises(ValidationError) as caught:
            act()
        assert codes(caught) == {"": "status"}


@pytest.mark.parametrize(
    "row",
    [{"link": "javascript:alert(1)"}, {"link": "lease.pdf"}, {"text": "x" * 501}],
)
def test_evidence_that_cannot_be_opened_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        make_claim(make_tenant(), publish(), evidence=[row])
    assert list(codes(caught)) == ["evidence"]


def test_a_measure_without_a_published_text_takes_no_claims() -> None:
    measure = publish()
    Revision.objects.update(state="replaced")
    with pytest.raises(ValidationError) as caught:
        make_claim(make_tenant(), Measure.objects.get(pk=measure.pk))
    assert codes(caught) == {"": "not_claimable"}
