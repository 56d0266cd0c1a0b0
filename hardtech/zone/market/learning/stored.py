"""A learned ranking as the database keeps it, and as the engine knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hardtech.engines.matching import (
    Duel,
    Exposure,
    History,
    Judgement,
    OwnerExposure,
    RankingModel,
    Replay,
)
from hardtech.zone.market.choices import RankingStatus
from hardtech.zone.market.models import RankingVersion

__all__ = ["Learned", "exposure_of", "in_force", "judgement_of", "learned", "model_of", "past_of", "stored"]

OWNERS_KEPT = 50
"""Of the owners' exposure the most shown are kept with a version."""

PAST_DIGITS = 2
"""Rates of the past are rounded, so that no single decision can be told from two versions."""


@dataclass(frozen=True)
class Learned:
    """A version ready to rank: its model, and the rates of owners and offers as they stood when it was trained."""

    ref: str
    model: RankingModel
    owners: Mapping[str, float]
    offers: Mapping[str, float]


def in_force() -> Learned | None:
    """The learned ranking that is on; None: the default one serves."""
    version = RankingVersion.objects.filter(status=RankingStatus.ON).only("ref", "model", "past").first()
    return learned(version) if version is not None else None


def learned(version: RankingVersion) -> Learned:
    past = version.past
    return Learned(version.ref, model_of(version), past["owners"], past["offers"])


def model_of(version: RankingVersion) -> RankingModel:
    return RankingModel.from_dict(version.model)


def past_of(history: History) -> dict[str, dict[str, float]]:
    """Rates that rest on enough deciders, rounded."""
    owners, offers = history.tables()
    return {"owners": _rounded(owners), "offers": _rounded(offers)}


def stored(judgement: Judgement, exposure: Exposure) -> dict[str, Any]:
    """The columns that hold what was found out about a candidate."""
    told = asdict(exposure)
    told["owners"] = told["owners"][:OWNERS_KEPT]
    return {"judgement": asdict(judgement), "exposure": told}


def judgement_of(version: RankingVersion) -> Judgement:
    data = version.judgement
    replay = data["replay"]
    compared = Replay(**{**replay, "duel": Duel(**replay["duel"])})
    return Judgement(**{**data, "replay": compared, "doubts": tuple(data["doubts"])})


def exposure_of(version: RankingVersion) -> Exposure:
    owners = tuple(OwnerExposure(**one) for one in version.exposure["owners"])
    return Exposure(**{**version.exposure, "owners": owners})


def _rounded(rates: Mapping[str, float]) -> dict[str, float]:
    return {key: round(rate, PAST_DIGITS) for key, rate in rates.items()}
