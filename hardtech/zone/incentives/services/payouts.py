"""Money that follows a decision: parts with their days, paid by a second officer, and asked back where that is due."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hardtech.engines.rules import Verdict
from hardtech.zone.accounts.models import User
from hardtech.zone.common.money import money
from hardtech.zone.common.refs import assign_refs
from hardtech.zone.incentives import permissions
from hardtech.zone.incentives.choices import ClawbackState, PayoutState
from hardtech.zone.incentives.deadlines import payment_due
from hardtech.zone.incentives.models import Claim, Clawback, Payout
from hardtech.zone.incentives.schedule import parts_of
from hardtech.zone.incentives.validators import needed
from hardtech.zone.journal import services as journal

__all__ = [
    "cancel_payout",
    "demand_back",
    "left_to_demand",
    "mark_paid",
    "reach_milestone",
    "schedule_payouts",
    "settle",
]

LONGEST_REFERENCE = 120


def schedule_payouts(claim: Claim, verdict: Verdict, decided: datetime.date) -> list[Payout]:
    """Part of a decision: the parts of what it grants. The caller's transaction and journal entry hold them."""
    payouts = [
        Payout(
            claim=claim,
            part=part.id,
            title_en=part.title_en,
            title_zh=part.title_zh,
            amount_fen=part.amount,
            due_on=part.due_on,
            state=PayoutState.SCHEDULED,
        )
        for part in parts_of(verdict, decided)
    ]
    assign_refs(Payout, payouts)
    return Payout.objects.bulk_create(payouts)


@transaction.atomic
def reach_milestone(*, actor: User, payout: Payout, on: datetime.date) -> Payout:
    """What the part waits for has happened: from `on` the zone's time to pay runs."""
    current = _locked(payout)
    if not permissions.may_review(actor, current.claim):
        raise PermissionDenied
    _scheduled(current)
    if current.due_on is not None:
        raise ValidationError(_("This part has its day already."), code="status")
    current.due_on = payment_due(on)
    current.save()
    _record(actor, "payout.milestone_reached", current, {"day": on, "due_on": current.due_on})
    return current


@transaction.atomic
def mark_paid(
    *, actor: User, payout: Payout, reference: str, on: datetime.date, today: datetime.date
) -> Payout:
    """The transfer was made on `on`. Who decided on the claim does not confirm its payment."""
    current = _locked(payout)
    if not permissions.may_pay(actor, current):
        raise PermissionDenied
    _scheduled(current)
    if current.due_on is None:
        raise ValidationError(_("Its milestone is not reached yet; confirm that first."), code="milestone")
    if on > today:
        raise ValidationError({"paid_on": ValidationError(_("This day is not yet over."), code="future")})
    text = needed("reference", reference, _("Give the reference of the transfer."))
    if len(text) > LONGEST_REFERENCE:
        raise ValidationError({"reference": ValidationError(_("At most 120 characters."), code="max_length")})
    current.state, current.paid_on, current.paid_by, current.reference = PayoutState.PAID, on, actor, text
    current.save()
    _record(actor, "payout.paid", current, {"day": on})
    return current


@transaction.atomic
def cancel_payout(*, actor: User, payout: Payout, reason: str) -> Payout:
    """The part will not be paid; the others stay."""
    current = _locked(payout)
    if not permissions.may_review(actor, current.claim):
        raise PermissionDenied
    _scheduled(current)
    current.reason = needed("reason", reason, _("Give the reason: the organisation reads it."))
    current.state = PayoutState.CANCELLED
    current.save()
    _record(actor, "payout.cancelled", current, {})
    return current


@transaction.atomic
def demand_back(
    *, actor: User, payout: Payout, amount_fen: int, reason: str, due_on: datetime.date, today: datetime.date
) -> Clawback:
    """Ask paid money back: never more than was paid and not asked back before."""
    current = _locked(payout)
    if not permissions.may_review(actor, current.claim):
        raise PermissionDenied
    if current.state != PayoutState.PAID:
        raise ValidationError(_("Only what was paid can be asked back."), code="status")
    left = left_to_demand(current)
    if not 0 < amount_fen <= left:
        problem = _("Between 0.01 yuan and %(left)s can be asked back.") % {"left": money(left)}
        raise ValidationError({"amount": ValidationError(problem, code="out_of_range")})
    if due_on < today:
        raise ValidationError({"due_on": ValidationError(_("This day is past."), code="past")})
    clawback = Clawback(
        payout=current,
        amount_fen=amount_fen,
        reason=needed("reason", reason, _("Give the reason: the organisation reads it.")),
        state=ClawbackState.DEMANDED,
        due_on=due_on,
        demanded_by=actor,
    )
    clawback.save()
    _record(actor, "clawback.demanded", clawback, {"due_on": due_on})
    return clawback


@transaction.atomic
def settle(
    *, actor: User, clawback: Clawback, state: ClawbackState, remark: str, on: datetime.date
) -> Clawback:
    """It was paid back, or it is waived for a reason."""
    payout = _locked(clawback.payout)
    current = Clawback.objects.get(pk=clawback.pk)
    current.payout = payout
    if not permissions.may_review(actor, current.payout.claim):
        raise PermissionDenied
    if current.state != ClawbackState.DEMANDED:
        raise ValidationError(_("This is settled already."), code="status")
    remark = remark.strip()
    if state == ClawbackState.WAIVED:
        remark = needed("remark", remark, _("Give the reason: the organisation reads it."))
    current.state, current.settled_on, current.remark = state, on, remark
    current.save()
    verb = "clawback.waived" if state == ClawbackState.WAIVED else "clawback.repaid"
    _record(actor, verb, current, {"day": on})
    return current


def left_to_demand(payout: Payout) -> int:
    """Fen of a paid part that can still be asked back; what was waived can be asked for again."""
    asked = [one.amount_fen for one in payout.clawbacks.all() if one.state != ClawbackState.WAIVED]
    return int(payout.amount_fen - sum(asked))


def _locked(payout: Payout) -> Payout:
    """The payout, its claim locked first: everything about one claim's money stands in one line."""
    Claim.objects.select_for_update(no_key=True).get(pk=payout.claim_id)
    return Payout.objects.select_related("claim__organisation").get(pk=payout.pk)


def _scheduled(payout: Payout) -> None:
    if payout.state != PayoutState.SCHEDULED:
        raise ValidationError(
            _("This part is in another state by now: %(state)s.") % {"state": payout.get_state_display()},
            code="status",
        )


def _record(actor: User, verb: str, subject: Payout | Clawback, data: dict[str, Any]) -> None:
    """On the claim's timeline and the organisation's."""
    payout = subject if isinstance(subject, Payout) else subject.payout
    journal.record(
        actor=actor, verb=verb, subject=subject, about=[payout.claim, payout.claim.organisation], data=data
    )
