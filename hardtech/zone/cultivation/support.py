"""What an organisation was paid so far, by the tier that it held at the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.ladder import highest
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.rungs import is_valid
from hardtech.zone.incentives.choices import ClawbackState, PayoutState
from hardtech.zone.incentives.models import Clawback, Payout
from hardtech.zone.registry.models import Organisation

__all__ = ["Stage", "support_by_stage"]


@dataclass(slots=True)
class Stage:
    """Sums in fen of one stage; `tier` is None for the time before the first certificate."""

    tier: Tier | None
    payouts: list[Payout] = field(default_factory=list)
    paid: Decimal = Decimal(0)
    repaid: Decimal = Decimal(0)


def support_by_stage(organisation: Organisation, certificates: Sequence[Certificate]) -> list[Stage]:
    """The stages with payouts, in ascending order; what was paid back is told beside what was paid. Two queries."""
    payouts = (
        Payout.objects.filter(claim__organisation=organisation, state=PayoutState.PAID)
        .select_related("claim__measure")
        .order_by("paid_on", "pk")
    )
    repaid: dict[int, Decimal] = {}
    returned = Clawback.objects.filter(payout__claim__organisation=organisation, state=ClawbackState.REPAID)
    for payout_id, amount in returned.values_list("payout_id", "amount_fen"):
        repaid[payout_id] = repaid.get(payout_id, Decimal(0)) + amount
    stages: dict[Tier | None, Stage] = {}
    for payout in payouts:
        day = payout.paid_on
        held = {one.tier for one in certificates if day is not None and is_valid(one, day)}
        stage = stages.setdefault(highest(held), Stage(highest(held)))
        stage.payouts.append(payout)
        stage.paid += payout.amount_fen
        stage.repaid += repaid.get(payout.pk, Decimal(0))
    order: list[Tier | None] = [None, *Tier]
    return sorted(stages.values(), key=lambda stage: order.index(stage.tier))
