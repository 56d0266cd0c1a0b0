"""The rule of the ladder: which tier comes next. Values in, values out.

Two branches lead up from the technology-based SME: the high-tech enterprise, and the innovative SME with the specialised
and innovative SME (SRDI) and the little giant above it. Gazelle, unicorn and a listing are titles beside the ladder.
"""

from __future__ import annotations

from collections.abc import Collection

from hardtech.zone.cultivation.choices import RUNGS, Tier

__all__ = ["aims", "highest"]

Group = tuple[Tier, ...]


def highest(held: Collection[str]) -> Tier | None:
    """The highest rung among the tiers held; titles beside the ladder do not count."""
    return next((tier for tier in reversed(RUNGS) if tier in held), None)


def aims(held: Collection[str]) -> tuple[Group, ...]:
    """Groups of tiers to aim at next: the nearest of the first group; of the next one where none of it can be reached.

    | held | next |
    |---|---|
    | nothing | technology SME; where that is closed (too large, say), the nearer of innovative SME and high-tech |
    | technology SME | the nearer of innovative SME and high-tech enterprise |
    | high-tech alone | innovative SME, which the certificate confirms directly |
    | innovative SME, or both technology SME and high-tech | SRDI; the second with innovative SME in reserve |
    | SRDI | little giant |
    | little giant | nothing: the top |
    """
    if Tier.LITTLE_GIANT in held:
        return ()
    if Tier.SRDI_SME in held:
        return ((Tier.LITTLE_GIANT,),)
    if Tier.INNOVATIVE_SME in held:
        return ((Tier.SRDI_SME,),)
    if Tier.HIGH_TECH in held:
        known = Tier.TECHNOLOGY_SME in held
        return ((Tier.SRDI_SME,), (Tier.INNOVATIVE_SME,)) if known else ((Tier.INNOVATIVE_SME,),)
    branches = (Tier.INNOVATIVE_SME, Tier.HIGH_TECH)
    return (branches,) if Tier.TECHNOLOGY_SME in held else ((Tier.TECHNOLOGY_SME,), branches)
