"""Who is shown: the attention that a ranking gives to each owner, before and after learning.

A place is worth 1 / log2(rank + 1), as nDCG discounts it. An owner's exposure is its share of the attention that all
rankings give; its merit is its share of the text scores of the same documents (Singh and Joachims, *Fairness of
Exposure in Rankings*, 2018). Learning may not give much more to few.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

DEPTH = 10

MOST_MORE_GINI = 0.05
"""By how much the Gini coefficient of exposure may rise."""

MOST_MORE_TOP = 0.05
"""By how much the share of the owner shown most may rise."""

LEAST_NEWCOMERS = 0.9
"""What owners on whom nothing was decided yet keep at least of their exposure."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A document in a ranking: its owner and its text score as a share of the query's best."""

    owner: str
    text: float


@dataclass(frozen=True, slots=True)
class OwnerExposure:
    """Shares of all exposure by the default ranking and by the learned one, and of all merit."""

    owner: str
    default: float
    learned: float
    merit: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """The owners, the most shown first, and how unequal the rankings are: 0 all alike, 1 one has everything.

    `newcomers_…`: the share of owners on whom nothing was decided.
    """

    owners: tuple[OwnerExposure, ...]
    gini_default: float
    gini_learned: float
    top_default: float
    top_learned: float
    newcomers_default: float
    newcomers_learned: float

    @property
    def concentrates(self) -> bool:
        """True where learning gives more to few, or less to newcomers, than is allowed."""
        return (
            self.gini_learned > self.gini_default + MOST_MORE_GINI
            or self.top_learned > self.top_default + MOST_MORE_TOP
            or self.newcomers_learned < self.newcomers_default * LEAST_NEWCOMERS
        )


def exposure(
    rankings: Iterable[tuple[Sequence[Shown], Sequence[Shown]]], *, known: frozenset[str] = frozenset()
) -> Exposure:
    """The exposure of owners over pairs of rankings of the same documents: the default one and the learned one.

    `known` are the owners on whom something was decided; all others are newcomers.
    """
    default: defaultdict[str, float] = defaultdict(float)
    learned: defaultdict[str, float] = defaultdict(float)
    merit: defaultdict[str, float] = defaultdict(float)
    for before, after in rankings:
        for attention, ranking in ((default, before), (learned, after)):
            for rank, shown in enumerate(ranking[:DEPTH], start=1):
                attention[shown.owner] += 1 / math.log2(rank + 1)
        for shown in before:
            merit[shown.owner] += shown.text
    shares = [_shares(sums, merit) for sums in (default, learned, merit)]
    owners = [OwnerExposure(owner, *(share[owner] for share in shares)) for owner in sorted(merit)]
    owners.sort(key=lambda owner: -owner.default)
    newcomers = [owner for owner in owners if owner.owner not in known]
    return Exposure(
        owners=tuple(owners),
        gini_default=gini(owner.default for owner in owners),
        gini_learned=gini(owner.learned for owner in owners),
        top_default=max((owner.default for owner in owners), default=0.0),
        top_learned=max((owner.learned for owner in owners), default=0.0),
        newcomers_default=math.fsum(owner.default for owner in newcomers),
        newcomers_learned=math.fsum(owner.learned for owner in newcomers),
    )


def gini(values: Iterable[float]) -> float:
    """The Gini coefficient of values that are not negative: half the mean difference over the mean; 0 for none."""
    ordered = np.sort(np.array(list(values), dtype=np.float64))
    total = float(ordered.sum())
    if total <= 0:
        return 0.0
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * total))


def _shares(values: Mapping[str, float], owners: Iterable[str]) -> dict[str, float]:
    total = math.fsum(values.values()) or 1.0
    return {owner: values.get(owner, 0.0) / total for owner in owners}
