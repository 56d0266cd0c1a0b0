"""A measure's text changes by four eyes, and never under a decision that was made on it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from hardtech.engines.rules import assess, replay, trace
from hardtech.zone.accounts.models import User
from hardtech.zone.incentives.models import Claim
from hardtech.zone.incentives.services import nightly
from hardtech.zone.journal.models import Entry
from hardtech.zone.measures.choices import RevisionOrigin, RevisionState
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.rulebook import current_rulebook, rule_of
from hardtech.zone.measures.services import revisions
from hardtech.zone.measures.tests.texts import (
    KEY,
    START,
    draft_of,
    measure,
    proposal_of,
    publish,
    published,
    raised,
)
from tests.factories import make_member, make_officer, make_organisation, make_technology_manager, make_user

pytestmark = pytest.mark.django_db

BEFORE = START - datetime.timedelta(days=1)
FACTS = {
    "technology_project": True,
    "enterprise_established": True,
    "capacity_reached": True,
    "actual_investment": "86046000000 yuan",
}


def code_of(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return error.value.code


def test_a_cap_is_raised_by_two_officers_and_past_days_keep_theirs() -> None:
    one = measure()
    author, approver = make_officer(), make_officer()
    before = published()
    draft = draft_of(one, author)
    assert (draft.state, draft.number, draft.based_on) == (RevisionState.DRAFT, 2, before)
    proposal = revisions.propose(actor=author, revision=draft, reason="The committee raised it.")
    new = revisions.publish(actor=approver, revision=proposal, now=timezone.now())
    before.refresh_from_db()
    assert (new.state, new.author, new.approved_by) == (RevisionState.PUBLISHED, author, approver)
    assert before.state == RevisionState.REPLACED
    rule = current_rulebook()[KEY]
    assert assess(rule, FACTS, BEFORE).amount == 300_000_000
    assert assess(rule, FACTS, START).amount == 500_000_000
    assert [row.verb for row in Entry.objects.filter(about__contains=[new.ref]).order_by("seq")] == [
        "measure.published"
    ]
    assert [row.verb for row in Entry.objects.filter(subject=new.ref).order_by("seq")] == [
        "measure.drafted",
        "measure.proposed",
    ]
    entry = Entry.objects.get(verb="measure.published", about__contains=[new.ref])
    assert entry.data["sha256"] == rule.digest
    assert entry.actor == approver.ref


def test_a_new_text_has_the_zone_assessed_once_it_is_committed(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        proposal = proposal_of(measure())
    jobs = ProcrastinateJob.objects.filter(task_name=nightly.TASK)
    with connection.cursor() as cursor:  # what tests before left in the queue
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [nightly.TASK])
    with django_capture_on_commit_callbacks(execute=True):
        revisions.publish(actor=make_officer(), revision=proposal, now=timezone.now())
    assert jobs.count() == 1


def test_the_author_never_approves_not_even_as_administrator() -> None:
    author = make_user(is_superuser=True, is_zone_officer=True)
    proposal = proposal_of(measure(), author)
    with pytest.raises(PermissionDenied):
        revisions.publish(actor=author, revision=proposal, now=timezone.now())
    with pytest.raises(PermissionDenied):
        revisions.send_back(actor=author, revision=proposal, remark="No.")
    assert Revision.objects.get(pk=proposal.pk).state == RevisionState.PROPOSED


def test_the_database_refuses_an_officers_text_without_a_second_officer() -> None:
    proposal = proposal_of(measure())
    Revision.objects.filter(pk=published().pk).update(state=RevisionState.REPLACED)
    for approver in (None, proposal.author):
        with pytest.raises(IntegrityError), transaction.atomic():
            Revision.objects.filter(pk=proposal.pk).update(
                state=RevisionState.PUBLISHED, approved_by=approver
            )
    Revision.objects.filter(pk=proposal.pk).update(state=RevisionState.PUBLISHED, approved_by=make_officer())


def test_sums_of_an_older_release_keep_their_meaning_and_get_their_unit() -> None:
    """Examples were published with whole fen and no unit; the draft of an officer says what they mean."""
    one, before = measure(), published()
    cut = next(case for case in before.cases if case["facts"].get("actual_investment") == "1.99 yuan")
    bare = {**cut, "facts": {**cut["facts"], "actual_investment": 199}}
    cases = [bare if case == cut else case for case in before.cases]
    Revision.objects.filter(pk=before.pk).update(state=RevisionState.REPLACED)
    old = Revision.objects.create(
        measure=one, number=2, origin=RevisionOrigin.RULEBOOK, state=RevisionState.PUBLISHED,
        source=before.source, cases=cases, digest=before.digest, published_at=timezone.now(),
    )  # fmt: skip
    author = make_officer()
    draft = revisions.start_draft(actor=author, measure=one)
    assert (old.cases != before.cases, draft.cases) == (True, before.cases)
    assert rule_of(old).cases == rule_of(draft).cases
    with pytest.raises(ValidationError) as caught:
        revisions.propose(actor=author, revision=draft, reason="No reason.")
    assert code_of(caught) == "unchanged"


def test_the_database_lets_nobody_change_a_published_text() -> None:
    measure()
    one = published()
    for change in (
        {"source": {"id": KEY}},
        {"cases": []},
        {"digest": "0" * 64},
        {"state": RevisionState.DRAFT},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Revision.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.filter(pk=one.pk).delete()


@pytest.mark.parametrize("who", ["member", "manager", "user"])
def test_only_officers_do_any_of_it(who: str) -> None:
    one = measure()
    draft, proposal = draft_of(one), proposal_of(one)
    actor: User = {
        "member": lambda: make_member(make_organisation()),
        "manager": make_technology_manager,
        "user": make_user,
    }[who]()
    calls = [
        lambda: revisions.start_draft(actor=actor, measure=one),
        lambda: revisions.write_draft(actor=actor, revision=draft, source=draft.source, cases=[]),
        lambda: revisions.propose(actor=actor, revision=draft, reason="So."),
        lambda: revisions.discard(actor=actor, revision=draft),
        lambda: revisions.take_back(actor=actor, revision=proposal),
        lambda: revisions.send_back(actor=actor, revision=proposal, remark="No."),
        lambda: revisions.publish(actor=actor, revision=proposal, now=timezone.now()),
        lambda: revisions.set_automatic_payment(actor=actor, measure=one, pays=True, reason="So."),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()


def test_another_officer_does_not_write_into_a_draft_that_they_may_then_approve() -> None:
    draft = draft_of(measure())
    other = make_officer()
    for call in (
        lambda: revisions.write_draft(actor=other, revision=draft, source=draft.source, cases=[]),
        lambda: revisions.propose(actor=other, revision=draft, reason="So."),
        lambda: revisions.discard(actor=other, revision=draft),
    ):
        with pytest.raises(PermissionDenied):
            call()


def test_a_draft_whose_cases_fail_is_not_proposed() -> None:
    draft = draft_of(measure())
    cases = [*draft.cases]
    cases[0] = {**cases[0], "expect": {"answer": "yes", "amount_fen": 1}}
    draft = revisions.write_draft(actor=draft.author, revision=draft, source=draft.source, cases=cases)
    report = revisions.report_of(draft)
    assert [case.name for case in report.cases if not case.passed] == ["one per cent"]
    assert report.failed == 1
    fault = next(fault for case in report.cases for fault in case.faults)
    assert (fault.code, fault.data["expected"], fault.data["found"]) == ("case_failed", "1", "123456789")
    assert report.text.splitlines()[fault.line - 1].strip() == "- name: one per cent"
    with pytest.raises(ValidationError) as error:
        revisions.propose(actor=draft.author, revision=draft, reason="So.")
    assert code_of(error) == "faults"


def test_a_draft_with_faults_names_their_lines_and_is_not_proposed() -> None:
    draft = draft_of(measure())
    source = {**draft.source, "amount": {**draft.source["amount"], "formula": "rate * capacity_reached"}}
    draft = revisions.write_draft(actor=draft.author, revision=draft, source=source, cases=draft.cases)
    report = revisions.report_of(draft)
    lines = report.text.splitlines()
    told = {fault.code: lines[fault.line - 1].strip() for fault in report.faults}
    assert told["type_wrong"] == "formula: rate * capacity_reached"
    assert (report.rule, report.cases) == (None, ())
    with pytest.raises(ValidationError) as error:
        revisions.propose(actor=draft.author, revision=draft, reason="So.")
    assert code_of(error) == "faults"


def test_a_measure_stays_itself_and_refers_to_measures_that_there_are() -> None:
    draft = draft_of(measure())
    with pytest.raises(ValidationError) as error:
        revisions.write_draft(
            actor=draft.author, revision=draft, source={**draft.source, "id": "xixian-2022/other"}, cases=[]
        )
    assert code_of(error) == "id_changed"
    relations = [{"kind": "excludes", "of": ["nowhere/nothing"], "cite": "so"}]
    draft = revisions.write_draft(
        actor=draft.author, revision=draft, source={**draft.source, "relations": relations}, cases=draft.cases
    )
    assert [fault.code for fault in revisions.report_of(draft).faults] == ["relation_unknown"]


def test_a_proposal_says_why_and_changes_something() -> None:
    one = measure()
    draft = draft_of(one)
    with pytest.raises(ValidationError) as error:
        revisions.propose(actor=draft.author, revision=draft, reason="  ")
    assert list(error.value.error_dict) == ["reason"]
    empty = revisions.start_draft(actor=draft.author, measure=one)
    with pytest.raises(ValidationError) as error:
        revisions.propose(actor=draft.author, revision=empty, reason="So.")
    assert code_of(error) == "unchanged"


def test_who_asks_twice_for_a_draft_gets_the_untouched_one() -> None:
    one, author = measure(), make_officer()
    first = revisions.start_draft(actor=author, measure=one)
    assert revisions.start_draft(actor=author, measure=one) == first
    assert revisions.start_draft(actor=make_officer(), measure=one) != first
    revisions.write_draft(actor=author, revision=first, source=raised(first.source), cases=first.cases)
    assert revisions.start_draft(actor=author, measure=one) != first
    assert Entry.objects.filter(verb="measure.drafted", subject=first.ref).count() == 1


def test_sent_back_it_is_written_again_and_proposed_again() -> None:
    proposal = proposal_of(measure())
    with pytest.raises(ValidationError):
        revisions.send_back(actor=make_officer(), revision=proposal, remark="")
    back = revisions.send_back(actor=make_officer(), revision=proposal, remark="Which article?")
    assert (back.state, back.remark) == (RevisionState.REJECTED, "Which article?")
    with pytest.raises(ValidationError) as error:
        revisions.publish(actor=make_officer(), revision=back, now=timezone.now())
    assert code_of(error) == "state"
    again = revisions.write_draft(
        actor=back.author, revision=back, source=raised(published().source, "6000000 yuan"), cases=back.cases
    )
    assert again.state == RevisionState.DRAFT
    revisions.propose(actor=back.author, revision=again, reason="Now with the article.")


def test_a_proposal_is_taken_back_by_its_author_alone() -> None:
    proposal = proposal_of(measure())
    with pytest.raises(PermissionDenied):
        revisions.take_back(actor=make_officer(), revision=proposal)
    assert revisions.take_back(actor=proposal.author, revision=proposal).state == RevisionState.DRAFT


def test_a_proposal_on_an_older_text_is_not_published() -> None:
    one = measure()
    waiting = proposal_of(one, cap="4000000 yuan")
    publish(one)
    with pytest.raises(ValidationError) as error:
        revisions.publish(actor=make_officer(), revision=waiting, now=timezone.now())
    assert code_of(error) == "outdated"
    assert published().number == 3


def test_a_published_revision_takes_no_verb_any_more() -> None:
    one = measure()
    new = publish(one)
    for call in (
        lambda: revisions.write_draft(actor=new.author, revision=new, source=new.source, cases=[]),
        lambda: revisions.propose(actor=new.author, revision=new, reason="So."),
        lambda: revisions.discard(actor=new.author, revision=new),
        lambda: revisions.take_back(actor=new.author, revision=new),
        lambda: revisions.send_back(actor=make_officer(), revision=new, remark="No."),
        lambda: revisions.publish(actor=make_officer(), revision=new, now=timezone.now()),
    ):
        with pytest.raises(ValidationError) as error:
            call()
        assert code_of(error) == "state"


def test_a_discarded_draft_leaves_a_line_in_the_journal() -> None:
    draft = draft_of(measure())
    revisions.discard(actor=draft.author, revision=draft)
    assert not Revision.objects.filter(pk=draft.pk).exists()
    assert Entry.objects.filter(verb="measure.draft_discarded", subject=draft.ref).count() == 1


def test_a_past_decision_stands_and_replays_after_a_newer_text() -> None:
    one = measure()
    before = published()
    verdict = assess(rule_of(before), FACTS, BEFORE)
    claim = Claim.objects.create(
        organisation=make_organisation(), measure=one, revision=before, origin="application", state="approved",
        period=2026, answer=verdict.answer, amount_fen=verdict.amount, trace=trace(verdict),
    )  # fmt: skip
    publish(one)
    claim.refresh_from_db()
    again = replay(claim.trace)
    assert (again.same, again.verdict.amount) == (True, 300_000_000)
    assert claim.revision.state == RevisionState.REPLACED


def test_a_rulebooks_draft_is_taken_over_by_an_officer() -> None:
    one = measure()
    base = published()
    waiting = Revision.objects.create(
        measure=one, number=2, origin=RevisionOrigin.RULEBOOK, state=RevisionState.DRAFT, digest="1" * 64,
        source=raised(base.source), cases=base.cases, based_on=base,
    )  # fmt: skip
    author = make_officer()
    proposal = revisions.propose(actor=author, revision=waiting, reason="The rulebooks bring it.")
    with pytest.raises(PermissionDenied):
        revisions.publish(actor=author, revision=proposal, now=timezone.now())
    new = revisions.publish(actor=make_officer(), revision=proposal, now=timezone.now())
    assert (new.origin, new.author) == (RevisionOrigin.RULEBOOK, author)


def test_payment_without_application_is_switched_with_a_reason() -> None:
    officer = make_officer()
    one = measure("xian-2017/technology-centre-bonus")
    with pytest.raises(ValidationError):
        revisions.set_automatic_payment(actor=officer, measure=one, pays=True, reason=" ")
    assert revisions.set_automatic_payment(
        actor=officer, measure=one, pays=True, reason="Facts are complete."
    ).pays_automatically
    revisions.set_automatic_payment(actor=officer, measure=one, pays=True, reason="Again.")
    assert Entry.objects.filter(verb="measure.unasked_on", subject=one.ref).count() == 1
    assert not revisions.set_automatic_payment(
        actor=officer, measure=one, pays=False, reason="No budget."
    ).pays_automatically
    nothing = Measure.objects.get(key="cn/technology-sme")
    with pytest.raises(ValidationError) as error:
        revisions.set_automatic_payment(actor=officer, measure=nothing, pays=True, reason="So.")
    assert code_of(error) == "pays_nothing"
