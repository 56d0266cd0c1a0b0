"""Needs, offers and decisions with a planted preference, and versions of a ranking, for the tests of learning."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from hardtech.engines.matching import (
    Duel,
    Exposure,
    Judgement,
    OwnerExposure,
    RankingModel,
    Replay,
    Weight,
)
from hardtech.zone.accounts.models import User
from hardtech.zone.market.choices import DismissalReason, MatchVerdict, RankingStatus, Side
from hardtech.zone.market.learning.stored import stored
from hardtech.zone.market.models import Need, Offer, RankingVersion
from hardtech.zone.market.services import decisions
from tests.factories import make_member, make_need, make_offer, make_organisation

TEXT = (
    "A valve for liquid hydrogen that closes within ten milliseconds and leaks nothing at twenty kelvin. " * 3
)


@dataclass
class Market:
    """Six organisations that need valves, some owners that offer them at every level of readiness."""

    needs: list[Need]
    offers: list[Offer]
    members: dict[int, User]

    def decide(self, need: Need, offer: Offer, *, kept: bool, **values: Any) -> None:
        """For the need's side."""
        values = {"reason": DismissalReason.READINESS, **values} if not kept else values
        decisions.decide(
            actor=self.members[need.owner_id],
            need=need,
            offer=offer,
            side=Side.NEED,
            verdict=MatchVerdict.KEPT if kept else MatchVerdict.DISMISSED,
            **values,
        )

    def decide_all(self, keeps: Callable[[Offer], bool], seed: int = 1) -> None:
        """Each need looks at six offers and dismisses what it does not keep."""
        draw = random.Random(seed)
        for need in self.needs:
            for offer in draw.sample(self.offers, 6):
                self.decide(need, offer, kept=keeps(offer))


def mature(offer: Offer) -> bool:
    return (offer.trl or 0) >= 6


def immature(offer: Offer) -> bool:
    return not mature(offer)


def make_market(needs: int = 24, offers: int = 18) -> Market:
    owners = [make_organisation(province="Shaanxi") for _ in range(6)]
    members = {owner.pk: make_member(owner) for owner in owners}
    content = {"description": TEXT, "keywords": ["valve", "hydrogen"]}
    asked = [
        make_need("published", owner=owners[i % 6], title=f"Cryogenic valve {i}", **content)
        for i in range(needs)
    ]
    offered = [
        make_offer("published", title=f"Fast valve, model {i}", trl=1 + i % 9, **content)
        for i in range(offers)
    ]
    return Market(asked, offered, members)


def make_version(
    status: str = RankingStatus.CANDIDATE,
    weights: dict[str, float] | None = None,
    *,
    doubts: tuple[str, ...] = (),
    **values: Any,
) -> RankingVersion:
    """A version that weighs what is asked; by default demonstrated technologies."""
    told = {"trl_demonstrated": 0.3} if weights is None else weights
    model = RankingModel(
        tuple(Weight(name, value, 0.02, 8) for name, value in told.items()), dict.fromkeys(told, 0.0), 5.0
    )
    replay = Replay(40, 0.71, 0.78, 0.6, 0.7, 0.03, 0.11, 0.0002, 0.9998, Duel(500, 200, 100))
    judgement = Judgement(240, 8, 0.2, replay, ())
    owners = (OwnerExposure(make_organisation().ref, 0.4, 0.42, 0.4),)
    exposure = Exposure(owners, 0.3, 0.31, 0.4, 0.42, 0.5, 0.49)
    on = {"on_at": timezone.now(), "on_reason": "It stood its test."} if status == RankingStatus.ON else {}
    return RankingVersion.objects.create(
        status=status,
        trained_at=timezone.now(),
        horizon=1,
        model=model.as_dict(),
        past={"owners": {}, "offers": {}},
        doubts=list(doubts),
        **stored(judgement, exposure),
        **on,
        **values,
    )
