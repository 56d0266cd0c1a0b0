"""Claims read: as far as the visitor may see them, and what belongs to one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404

from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.common.refs import is_reference
from hardtech.zone.incentives.models import Claim, Clawback, Payout
from hardtech.zone.incentives.permissions import visible_claims

__all__ = ["claim_behind", "claims_seen", "find_claim", "find_clawback", "find_payout", "payouts_of"]


def claims_seen(visitor: Visitor) -> QuerySet[Claim]:
    """For lists: without the traces, which are long."""
    found = Claim.objects.filter(visible_claims(visitor)).defer("trace")
    return found.select_related("organisation", "measure", "officer__person")


def find_claim(visitor: Visitor, ref: str) -> Claim:
    """The claim with its trace. Raises `Http404` where the visitor may not know of it."""
    related = ("organisation", "measure", "revision", "officer__person", "decided_by__person", "run")
    found = Claim.objects.filter(visible_claims(visitor)).select_related(*related)
    claim = found.filter(ref=ref).first() if is_reference(ref) else None
    if claim is None:
        raise Http404
    return claim


def claim_behind(visitor: Visitor, ref: str) -> Claim | None:
    """The claim with this reference, or with the reference of one of its payouts or repayments; None where unseen."""
    which = {"PO": "payouts__ref", "CB": "payouts__clawbacks__ref"}.get(ref[:2], "ref")
    return claims_seen(visitor).filter(**{which: ref}).first()


def find_payout(visitor: Visitor, ref: str) -> Payout:
    """Raises `Http404` where the visitor may not know of its claim."""
    payout = Payout.objects.filter(ref=ref).select_related("claim").first() if is_reference(ref) else None
    if payout is None or not claims_seen(visitor).filter(pk=payout.claim_id).exists():
        raise Http404
    return payout


def find_clawback(visitor: Visitor, ref: str) -> Clawback:
    """Raises `Http404` where the visitor may not know of its claim."""
    found = Clawback.objects.select_related("payout__claim")
    clawback = found.filter(ref=ref).first() if is_reference(ref) else None
    if clawback is None or not claims_seen(visitor).filter(pk=clawback.payout.claim_id).exists():
        raise Http404
    return clawback


def payouts_of(claims: Iterable[Claim]) -> dict[int, list[Payout]]:
    """Claim id → its payouts, each with what is asked back of it. Two queries."""
    found: dict[int, list[Payout]] = {}
    rows = Payout.objects.filter(claim__in=[claim.pk for claim in claims]).prefetch_related("clawbacks")
    for payout in rows.select_related("paid_by__person").order_by("claim", "due_on", "pk"):
        found.setdefault(payout.claim_id, []).append(payout)
    return found
