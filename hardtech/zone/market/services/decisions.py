"""Keeping and dismissing matches."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hardtech.zone.accounts.models import User
from hardtech.zone.journal import services as journal
from hardtech.zone.market import permissions
from hardtech.zone.market.choices import DismissalReason, MatchVerdict, Side
from hardtech.zone.market.models import Decision, Need, Offer

__all__ = ["decide", "undo"]


@transaction.atomic
def decide(
    *,
    actor: User,
    need: Need,
    offer: Offer,
    side: Side,
    verdict: MatchVerdict,
    reason: DismissalReason | str = "",
    note: str = "",
) -> Decision:
    """Keep or dismiss a match for one side. A dismissal says why; deciding again replaces the decision."""
    if not permissions.may_decide(actor, need, offer, side):
        raise PermissionDenied
    decision = _standing(need, offer, side)
    decision = decision or Decision(need=need, offer=offer, side=side)
    decision.verdict, decision.decided_by = verdict, actor
    decision.reason = reason if verdict == MatchVerdict.DISMISSED else ""
    decision.note = note.strip()
    decision.full_clean(validate_unique=False)
    decision.save()
    _tell(actor, decision, verdict.value)
    return decision


@transaction.atomic
def undo(*, actor: User, need: Need, offer: Offer, side: Side) -> bool:
    """Take a decision back; False when there was none."""
    if not permissions.may_decide(actor, need, offer, side):
        raise PermissionDenied
    decision = _standing(need, offer, side)
    if decision is None:
        return False
    _tell(actor, decision, "undecided")
    decision.delete()
    return True


def _standing(need: Need, offer: Offer, side: Side) -> Decision | None:
    """The decision so far. Who decides on the same need at the same moment waits: a first decision has no row to lock."""
    Need.objects.select_for_update(of=("self",), no_key=True).get(pk=need.pk)
    return Decision.objects.filter(need=need, offer=offer, side=side).first()


def _tell(actor: User, decision: Decision, verb: str) -> None:
    journal.record(
        actor=actor,
        verb=f"match.{verb}",
        subject=decision.need,
        about=[decision.offer],
        data={"side": str(decision.side), "reason": str(decision.reason)},
    )
