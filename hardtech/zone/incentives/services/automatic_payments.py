"""Payment without application: the nightly run proposes, an officer confirms in one step, the organisation is told.

Until an officer confirms it, a proposal is the zone's own idea: the organisation sees nothing of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hardtech.zone.accounts.models import User
from hardtech.zone.common.money import money
from hardtech.zone.common.refs import assign_refs
from hardtech.zone.incentives import permissions
from hardtech.zone.incentives.choices import Answer, ClaimOrigin, ClaimState, NoticeKind
from hardtech.zone.incentives.claim_verdict import judge_claim
from hardtech.zone.incentives.models import Assessment, Claim, Liaison, Run
from hardtech.zone.incentives.notices import note_members
from hardtech.zone.incentives.services.claims import day_of, in_state, locked, take_verdict, verdict_data
from hardtech.zone.incentives.services.payouts import schedule_payouts
from hardtech.zone.incentives.validators import needed
from hardtech.zone.journal import services as journal
from hardtech.zone.measures.choices import RevisionState
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.rulebook import ORGANISATION, current_rulebook

__all__ = ["Confirmed", "confirm", "confirm_each", "dismiss", "propose_payments"]

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of confirming several: those paid, and why each of the others is not."""

    claims: list[Claim]
    refused: list[tuple[Claim, str]]


@transaction.atomic
def propose_payments(run: Run, now: datetime.datetime) -> int:
    """Propose what `run` found due without application; how many proposals are new. Run again, it changes nothing.

    A proposal whose amount changed follows it; one that is no longer due is dismissed. The assessments of `run` must be
    stored before.
    """
    entitled = {(one.organisation_id, one.measure_id): one for one in _entitlements()}
    period = run.on.year
    waiting = Claim.objects.select_for_update(of=("self",)).filter(
        origin=ClaimOrigin.AUTOMATIC, state=ClaimState.PROPOSED
    )
    outdated, changed = [], []
    for claim in waiting.defer("trace"):
        found = entitled.get((claim.organisation_id, claim.measure_id))
        if found is None or claim.period != period:
            outdated.append(claim)
        elif claim.amount_fen != found.amount_fen or claim.revision_id != found.revision_id:
            claim.amount_fen, claim.revision_id, claim.run = found.amount_fen, found.revision_id, run
            changed.append(claim)
    _dismiss_outdated(outdated)
    Claim.objects.bulk_update(changed, ["amount_fen", "revision", "run"], batch_size=BATCH)
    new = _new_proposals(entitled, run, period)
    if new or outdated or changed:
        journal.record(
            actor=None,
            verb="claims.proposed",
            subject=run,
            data={"number": new, "changed": len(changed), "no_longer_due": len(outdated)},
        )
    return new


@transaction.atomic
def confirm(*, actor: User, claim: Claim, now: datetime.datetime) -> Claim:
    """Grant it: the whole verdict is made and kept now. Refused where it no longer comes to what was proposed."""
    current = locked(claim)
    if not permissions.may_review(actor, current):
        raise PermissionDenied
    in_state(current, ClaimState.PROPOSED)
    current.revision = Revision.objects.get(measure=current.measure, state=RevisionState.PUBLISHED)
    on = day_of(now)
    judged = judge_claim(current, on, officer=actor)
    if judged.verdict.answer != Answer.YES or judged.verdict.amount != current.amount_fen:
        raise ValidationError(_changed(current, judged.verdict.amount), code="changed")
    take_verdict(current, judged)
    current.state, current.decided_by, current.decided_at = ClaimState.APPROVED, actor, now
    current.save()
    schedule_payouts(current, judged.verdict, on)
    note_members(NoticeKind.CLAIM_CONFIRMED, current.organisation_id, current.ref, on)
    journal.record(
        actor=actor,
        verb="claim.confirmed",
        subject=current,
        about=[current.organisation],
        data=verdict_data(current, on),
    )
    return current


def confirm_each(*, actor: User, claims: Iterable[Claim], now: datetime.datetime) -> Confirmed:
    """Each by itself, so that one that changed meanwhile holds up no other."""
    done = Confirmed([], [])
    for claim in claims:
        try:
            done.claims.append(confirm(actor=actor, claim=claim, now=now))
        except ValidationError as error:
            done.refused.append((claim, " ".join(error.messages)))
    return done


@transaction.atomic
def dismiss(*, actor: User, claim: Claim, reason: str, now: datetime.datetime) -> Claim:
    """Do not pay it. The organisation learns nothing, and may claim by itself."""
    current = locked(claim)
    if not permissions.may_review(actor, current):
        raise PermissionDenied
    in_state(current, ClaimState.PROPOSED)
    current.reason = needed("reason", reason, _("Give the reason: other officers read it."))
    current.state, current.decided_by, current.decided_at = ClaimState.DISMISSED, actor, now
    current.save()
    journal.record(actor=actor, verb="claim.dismissed", subject=current)
    return current


def _entitlements() -> list[Assessment]:
    """What residents are owed by the measures that are paid without application, as last assessed by the text in force."""
    rulebook = current_rulebook()
    offered = Measure.objects.filter(pays_automatically=True, takes_claims=True)
    keys = [key for key in offered.values_list("key", flat=True) if key in rulebook]
    paid = [key for key in keys if rulebook[key].subject == ORGANISATION]
    return list(
        Assessment.objects.filter(
            measure__key__in=paid,
            answer=Answer.YES,
            amount_fen__gt=0,
            organisation__residence__isnull=False,
            revision__state=RevisionState.PUBLISHED,
        ).only("organisation_id", "measure_id", "revision_id", "amount_fen")
    )


def _new_proposals(entitled: dict[tuple[int, int], Assessment], run: Run, period: int) -> int:
    measures = {measure for _organisation, measure in entitled}
    claimed = set(
        Claim.objects.filter(period=period, measure__in=measures).values_list("organisation_id", "measure_id")
    )
    fresh = [found for pair, found in entitled.items() if pair not in claimed]
    officers = dict(
        Liaison.objects.filter(officer__is_active=True).values_list("organisation_id", "officer_id")
    )
    claims = [
        Claim(
            organisation_id=found.organisation_id,
            measure_id=found.measure_id,
            revision_id=found.revision_id,
            origin=ClaimOrigin.AUTOMATIC,
            state=ClaimState.PROPOSED,
            period=period,
            answer=Answer.YES,
            amount_fen=found.amount_fen,
            officer_id=officers.get(found.organisation_id),
            run=run,
        )
        for found in fresh
    ]
    assign_refs(Claim, claims)
    Claim.objects.bulk_create(claims, batch_size=BATCH, ignore_conflicts=True)
    return Claim.objects.filter(ref__in=[claim.ref for claim in claims]).count() if claims else 0


def _dismiss_outdated(claims: list[Claim]) -> None:
    """By nobody, without a reason: the page says why, in the reader's language."""
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(state=ClaimState.DISMISSED)


def _changed(claim: Claim, amount: int | None) -> str:
    data = {"before": money(claim.amount_fen), "now": money(amount or 0)}
    return (
        _(
            "The facts changed: %(before)s were proposed, and today it comes to %(now)s. The next run proposes anew."
        )
        % data
    )
