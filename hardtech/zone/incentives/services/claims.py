"""The life of a claim: submitted → returned and submitted again → approved, refused or withdrawn.

Each verb locks, guards, writes, and tells the journal, in one transaction. The journal holds the digest of the trace that
a claim was filed and decided on; the trace itself stays with the claim.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hardtech.base.money import Bare
from hardtech.engines.rules import Verdict
from hardtech.zone.accounts.models import User
from hardtech.zone.incentives import permissions
from hardtech.zone.incentives.choices import CLOSED_CLAIMS, Answer, ClaimOrigin, ClaimState, NoticeKind
from hardtech.zone.incentives.claim_verdict import TracedVerdict, checked_facts, judge_claim, subject_facts_of
from hardtech.zone.incentives.deadlines import decision_due
from hardtech.zone.incentives.models import Claim, Liaison
from hardtech.zone.incentives.notices import note_members, note_one
from hardtech.zone.incentives.services.payouts import schedule_payouts
from hardtech.zone.incentives.validators import checked_evidence, needed
from hardtech.zone.incentives.wording.claims import not_claimable
from hardtech.zone.journal import services as journal
from hardtech.zone.measures.choices import RevisionState
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.rulebook import ORGANISATION, rule_of
from hardtech.zone.registry.models import Organisation

__all__ = [
    "day_of",
    "decide",
    "filed_on",
    "in_state",
    "locked",
    "resubmit",
    "return_claim",
    "submit",
    "take_verdict",
    "verdict_data",
    "withdraw",
]


@transaction.atomic
def submit(
    *,
    actor: User,
    organisation: Organisation,
    measure: Measure,
    now: datetime.datetime,
    subject: str = "",
    subject_facts: Mapping[str, object] | None = None,
    evidence: Sequence[Mapping[str, Any]] = (),
    statement: str = "",
    bare: Bare = Bare.FEN,
) -> Claim:
    """File a claim: judged at once, also where the answer is still open. Raises `ValidationError` naming each remedy."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not permissions.may_claim(actor, organisation):
        raise PermissionDenied
    on = day_of(now)
    claim = Claim(
        organisation=organisation,
        measure=measure,
        revision=_revision_in_force(measure),
        origin=ClaimOrigin.APPLICATION,
        state=ClaimState.SUBMITTED,
        period=on.year,
        submitted_by=actor,
        submitted_at=now,
        due_on=decision_due(on),
        officer=_liaison_officer(organisation),
    )
    _take_content(
        claim,
        subject=subject,
        subject_facts=subject_facts,
        evidence=evidence,
        statement=statement,
        bare=bare,
    )
    _refuse_second(claim)
    judged = judge_claim(claim, on)
    if problem := not_claimable(judged.verdict):
        raise ValidationError(problem, code="not_claimable")
    _refuse_unexplained(claim, judged.verdict)
    take_verdict(claim, judged)
    claim.save()
    note_one(NoticeKind.CLAIM_SUBMITTED, claim.officer, claim.ref, on)
    journal.record(
        actor=actor,
        verb="claim.submitted",
        subject=claim,
        about=[organisation],
        data=verdict_data(claim, on),
    )
    return claim


@transaction.atomic
def resubmit(
    *,
    actor: User,
    claim: Claim,
    now: datetime.datetime,
    subject_facts: Mapping[str, object] | None = None,
    evidence: Sequence[Mapping[str, Any]] | None = None,
    statement: str | None = None,
) -> Claim:
    """Answer the officer's questions. The day of the first submission goes on to count; the time to decide begins anew."""
    current = locked(claim)
    if not permissions.may_answer(actor, current):
        raise PermissionDenied
    in_state(current, ClaimState.RETURNED)
    _take_content(
        current,
        subject=current.subject,
        subject_facts=current.subject_facts if subject_facts is None else subject_facts,
        evidence=current.evidence if evidence is None else evidence,
        statement=current.statement if statement is None else statement,
    )
    on = filed_on(current)
    judged = judge_claim(current, on)
    _refuse_unexplained(current, judged.verdict)
    take_verdict(current, judged)
    current.state, current.due_on = ClaimState.SUBMITTED, decision_due(day_of(now))
    current.save()
    note_one(NoticeKind.CLAIM_SUBMITTED, current.officer, current.ref, day_of(now))
    journal.record(
        actor=actor,
        verb="claim.resubmitted",
        subject=current,
        about=[current.organisation],
        data=verdict_data(current, on),
    )
    return current


@transaction.atomic
def return_claim(*, actor: User, claim: Claim, question: str, now: datetime.datetime) -> Claim:
    """Ask the organisation; the time to decide stands still until it answers."""
    current = locked(claim)
    if not permissions.may_review(actor, current):
        raise PermissionDenied
    in_state(current, ClaimState.SUBMITTED)
    current.question = needed("question", question, _("Say what the organisation has to add or explain."))
    current.state, current.due_on = ClaimState.RETURNED, None
    current.save()
    note_members(NoticeKind.CLAIM_RETURNED, current.organisation_id, current.ref, day_of(now))
    journal.record(actor=actor, verb="claim.returned", subject=current, about=[current.organisation])
    return current


@transaction.atomic
def withdraw(*, actor: User, claim: Claim) -> Claim:
    """Take the claim back, as long as nothing is decided."""
    current = locked(claim)
    if not permissions.may_answer(actor, current):
        raise PermissionDenied
    in_state(current, ClaimState.SUBMITTED, ClaimState.RETURNED)
    current.state, current.due_on = ClaimState.WITHDRAWN, None
    current.save()
    journal.record(actor=actor, verb="claim.withdrawn", subject=current, about=[current.organisation])
    return current


@transaction.atomic
def decide(
    *,
    actor: User,
    claim: Claim,
    approve: bool,
    reason: str,
    now: datetime.datetime,
    rulings: Mapping[str, object] | None = None,
    bare: Bare = Bare.FEN,
) -> Claim:
    """Approve or refuse, on the verdict of the day of submission; `rulings` are what the officer judges, by fact.

    The amount is the verdict's, to the fen. What the rules do not answer with yes can only be refused, or returned.
    """
    current = locked(claim)
    if not permissions.may_review(actor, current):
        raise PermissionDenied
    in_state(current, ClaimState.SUBMITTED)
    current.reason = needed("reason", reason, _("Give the reason: the organisation reads it."))
    judged_facts = {name: fact for name, fact in rule_of(current.revision).facts.items() if fact.judged}
    current.rulings = checked_facts(judged_facts, rulings or {}, bare)
    on = filed_on(current)
    judged = judge_claim(current, on, officer=actor)
    if approve and judged.verdict.answer != Answer.YES:
        raise ValidationError(_not_approvable(judged.verdict), code="not_entitled")
    take_verdict(current, judged)
    current.state = ClaimState.APPROVED if approve else ClaimState.REFUSED
    current.decided_by, current.decided_at, current.due_on = actor, now, None
    current.save()
    if approve:
        schedule_payouts(current, judged.verdict, day_of(now))
    note_members(NoticeKind.CLAIM_DECIDED, current.organisation_id, current.ref, day_of(now))
    journal.record(
        actor=actor,
        verb="claim.approved" if approve else "claim.refused",
        subject=current,
        about=[current.organisation],
        data=verdict_data(current, on),
    )
    return current


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day on the zone's own calendar."""
    return timezone.localdate(moment)


def filed_on(claim: Claim) -> datetime.date:
    """The day by which a claim is judged: that of its first submission, so that later texts do not touch it."""
    if claim.submitted_at is None:
        raise ValueError(f"{claim.ref} was never submitted")
    return day_of(claim.submitted_at)


def locked(claim: Claim) -> Claim:
    """The claim as it stands now, for this transaction alone to change."""
    related = ("organisation", "measure", "revision", "officer")
    return Claim.objects.select_for_update(of=("self",)).select_related(*related).get(pk=claim.pk)


def take_verdict(claim: Claim, judged: TracedVerdict) -> None:
    claim.answer, claim.amount_fen = judged.verdict.answer, judged.verdict.amount
    claim.trace, claim.trace_sha256 = judged.trace, judged.digest


def verdict_data(claim: Claim, on: datetime.date) -> dict[str, Any]:
    """What the journal is told of a verdict: enough to prove the trace, without the facts in it."""
    return {
        "measure": claim.measure.key,
        "revision": claim.revision.ref,
        "day": on,
        "answer": claim.answer,
        "trace_sha256": claim.trace_sha256,
    }


def _revision_in_force(measure: Measure) -> Revision:
    if not measure.takes_claims:
        raise ValidationError(
            _("Another authority decides on this measure; its page names the source."),
            code="not_claimable",
        )
    found = Revision.objects.filter(measure=measure, state=RevisionState.PUBLISHED).first()
    if found is None:
        raise ValidationError(_("This measure is not in force."), code="not_claimable")
    return found


def _liaison_officer(organisation: Organisation) -> User | None:
    found = Liaison.objects.filter(organisation=organisation, officer__is_active=True)
    liaison = found.select_related("officer").first()
    return liaison.officer if liaison else None


def _take_content(
    claim: Claim,
    *,
    subject: str,
    subject_facts: Mapping[str, object] | None,
    evidence: Sequence[Mapping[str, Any]],
    statement: str,
    bare: Bare = Bare.FEN,
) -> None:
    rule = rule_of(claim.revision)
    subject = "" if rule.subject == ORGANISATION else subject.strip()
    if rule.subject != ORGANISATION:
        needed("subject", subject, _("Name the project, person or contract that the claim is for."))
    claim.subject, claim.statement = subject, statement.strip()
    claim.clean_fields(exclude={field.name for field in Claim._meta.fields} - {"subject", "statement"})
    claim.subject_facts = checked_facts(subject_facts_of(rule), subject_facts or {}, bare)
    claim.evidence = checked_evidence(evidence)


def _refuse_second(claim: Claim) -> None:
    same = Claim.objects.filter(
        organisation=claim.organisation, measure=claim.measure, period=claim.period, subject=claim.subject
    )
    other = same.exclude(state__in=CLOSED_CLAIMS).first()
    if other is None:
        return
    if other.state == ClaimState.PROPOSED:  # of which the organisation does not know yet
        other.state, other.reason = ClaimState.DISMISSED, _("The organisation filed a claim of its own.")
        other.save()
        return
    raise ValidationError(
        _("For %(year)s there is a claim on this measure already: %(ref)s.")
        % {"year": claim.period, "ref": other.ref},
        code="second_claim",
    )


def _refuse_unexplained(claim: Claim, verdict: Verdict) -> None:
    if verdict.answer == Answer.NO and not claim.statement:
        raise ValidationError(
            {
                "statement": ValidationError(
                    _("By the facts on file the answer is no. Say why it should be another."),
                    code="unexplained",
                )
            }
        )


def _not_approvable(verdict: Verdict) -> str:
    if verdict.rulings:
        return _("Enter your judgement on what the rules leave to you first.")
    if verdict.missing:
        return _("Facts are still missing: return the claim with questions, or refuse it.")
    return _("By the rules the answer is not yes: return the claim with questions, or refuse it.")


def in_state(claim: Claim, *states: ClaimState) -> None:
    if claim.state not in states:
        raise ValidationError(
            _("The claim is in another state by now: %(state)s.") % {"state": claim.get_state_display()},
            code="status",
        )
