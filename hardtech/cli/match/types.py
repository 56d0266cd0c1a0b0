"""What a run gives: needs, each with its offers."""

from __future__ import annotations

from dataclasses import dataclass

from hardtech.cli.match.files import Record
from hardtech.engines.matching import Explanation, Finding


@dataclass(frozen=True, slots=True)
class RankedOffer:
    """An offer found for a need."""

    offer: Record
    explanation: Explanation
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedWithOffers:
    """A need and its offers, best first."""

    need: Record
    matches: list[RankedOffer]
