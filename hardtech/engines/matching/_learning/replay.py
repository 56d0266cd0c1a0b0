"""Is a learned ranking better than the default one? Asked of decisions that it has not seen.

Replay in the order of time: learn from the first 25, 40, 55, 70 and 85 % of the decisions, judge on the 15 % that follow.
What is compared is, within one query and for one decider, the order of what was decided on. A model passes when
nDCG@10 rises by more than chance explains (sign-flip permutation test over these lists, one-sided).
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._evaluation import ndcg
from hardtech.engines.matching._learning.ranking import Example, RankingModel, lists_of, train_ranking

DEPTH = 10
FIRST_SHARE = 0.25
BLOCKS = 5
DRAWS = 4_000
"""Permutations, and samples of the bootstrap."""

DRAFTS = 20
"""Interleavings of each list."""

Doubt = Literal["decisions", "deciders", "one_decider", "lists", "gain", "chance", "concentration"]
"""Why a model may not be switched on: too few decisions, deciders or lists to judge by; one decider has most of them;
the gain is too small; chance may explain it; it gives too much to few owners."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a model has to show before it may be switched on."""

    decisions: int = 100
    deciders: int = 5
    largest_share: float = 0.5
    lists: int = 15
    gain: float = 0.01
    level: float = 0.01


@dataclass(frozen=True, slots=True)
class Duel:
    """Team-draft interleaving: how often the learned ranking's picks were the better ones, the default's, or neither."""

    wins: int
    losses: int
    ties: int


@dataclass(frozen=True, slots=True)
class Replay:
    """A learned ranking beside the default one on the same lists.

    `low` to `high` holds the gain in nDCG@10 with 95 % confidence (bootstrap over lists); `p_better` and `p_worse` are
    the one-sided chances of a gain or loss as large as this one if there were no difference.
    """

    lists: int
    ndcg_default: float
    ndcg_learned: float
    accuracy_default: float
    accuracy_learned: float
    low: float
    high: float
    p_better: float
    p_worse: float
    duel: Duel

    @property
    def gain(self) -> float:
        return self.ndcg_learned - self.ndcg_default


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the replay found; without `doubts` the model may be switched on."""

    decisions: int
    deciders: int
    largest_share: float
    replay: Replay
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    """One list under both rankings: documents best first, and their grades."""

    default: list[str]
    learned: list[str]
    grades: Mapping[str, int]


def judge_ranking(examples: Iterable[Example], *, seed: int, gate: Gate | None = None) -> Judgement:
    """Replay `examples` and say whether a model trained on them may be switched on. The same seed, the same judgement.

    One decider's decision on a pair counts once: hand in the last.
    """
    gate = gate or Gate()
    ordered = sorted(
        examples, key=lambda example: (example.at, example.query, example.document, example.decider)
    )
    cases: list[_Case] = []
    for block in range(BLOCKS):
        seen, judged = _blocks(ordered, block)
        cases += _cases(train_ranking(seen), judged)
    counts = Counter(example.decider for example in ordered)
    largest = max(counts.values(), default=0) / max(len(ordered), 1)
    judgement = Judgement(len(ordered), len(counts), largest, _compared(cases, seed))
    return dataclasses.replace(judgement, doubts=_doubts(judgement, gate))


def replay(model: RankingModel | None, examples: Iterable[Example], *, seed: int) -> Replay:
    """A model in force beside the default ranking, on decisions that came after it was trained."""
    return _compared(_cases(model, examples), seed)


def interleave(
    first: Sequence[str], second: Sequence[str], depth: int, generator: np.random.Generator
) -> list[tuple[str, int]]:
    """Team-draft interleaving (Radlinski, Kurup and Joachims, 2008): each document with the team that picked it, 0 or 1.

    In each round a coin says which team picks first; each picks its best document that is not yet there.
    """
    teams = (list(first), list(second))
    picked: dict[str, int] = {}
    while len(picked) < depth:
        before = len(picked)
        for team in ((0, 1), (1, 0))[int(generator.integers(2))]:
            pick = next((id_ for id_ in teams[team] if id_ not in picked), None)
            if pick is not None and len(picked) < depth:
                picked[pick] = team
        if len(picked) == before:
            break
    return list(picked.items())


def _blocks(ordered: Sequence[Example], block: int) -> tuple[Sequence[Example], Sequence[Example]]:
    size = (1 - FIRST_SHARE) / BLOCKS
    start, end = (round(len(ordered) * (FIRST_SHARE + size * step)) for step in (block, block + 1))
    return ordered[:start], ordered[start:end]


def _cases(model: RankingModel | None, examples: Iterable[Example]) -> list[_Case]:
    cases = []
    for items in lists_of(examples).values():
        default = sorted(items, key=lambda item: (-item.text, item.document))
        learned = default
        if model is not None:
            learned = sorted(default, key=lambda item: -model.score(item.text, item.features))
        grades = {item.document: item.grade for item in items}
        cases.append(_Case([item.document for item in default], [item.document for item in learned], grades))
    return cases


def _compared(cases: Sequence[_Case], seed: int) -> Replay:
    generator = np.random.default_rng(seed)
    default = np.array([ndcg(case.default, case.grades, DEPTH) for case in cases])
    learned = np.array([ndcg(case.learned, case.grades, DEPTH) for case in cases])
    gains = learned - default
    low, high = _interval(gains, generator)
    return Replay(
        lists=len(cases),
        ndcg_default=_mean(default),
        ndcg_learned=_mean(learned),
        accuracy_default=_mean([_accuracy(case.default, case.grades) for case in cases]),
        accuracy_learned=_mean([_accuracy(case.learned, case.grades) for case in cases]),
        low=low,
        high=high,
        p_better=_chance(gains, generator),
        p_worse=_chance(-gains, generator),
        duel=_duel(cases, generator),
    )


def _mean(values: Sequence[float] | NDArray[np.float64]) -> float:
    return math.fsum(values) / len(values) if len(values) else 0.0


def _accuracy(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """The share of pairs with different grades whose better document stands first."""
    order = np.array([grades[id_] for id_ in ranked])
    above, below = np.triu_indices(len(order), 1)
    right = int(np.count_nonzero(order[above] > order[below]))
    return right / int(np.count_nonzero(order[above] != order[below]))


def _interval(gains: NDArray[np.float64], generator: np.random.Generator) -> tuple[float, float]:
    if not len(gains):
        return 0.0, 0.0
    drawn = generator.integers(len(gains), size=(DRAWS, len(gains)))
    low, high = np.quantile(gains[drawn].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def _chance(gains: NDArray[np.float64], generator: np.random.Generator) -> float:
    """How often random signs would sum to as much; counting the case itself, so that it is never 0."""
    decided = gains[gains != 0]
    signs = generator.integers(2, size=(DRAWS, len(decided)), dtype=np.int8) * 2.0 - 1.0
    reached = np.count_nonzero(signs @ decided >= decided.sum() - 1e-12)
    return float((reached + 1) / (DRAWS + 1))


def _duel(cases: Iterable[_Case], generator: np.random.Generator) -> Duel:
    """Only the first half of a list is dealt: of the whole, each team would bring everything in the end."""
    wins = losses = ties = 0
    for case in cases:
        depth = math.ceil(len(case.default) / 2)
        for _ in range(DRAFTS):
            credit = [0, 0]
            for id_, team in interleave(case.default, case.learned, depth, generator):
                credit[team] += case.grades[id_]
            wins += credit[1] > credit[0]
            losses += credit[1] < credit[0]
            ties += credit[1] == credit[0]
    return Duel(wins, losses, ties)


def _doubts(judgement: Judgement, gate: Gate) -> tuple[Doubt, ...]:
    compared = judgement.replay
    raised: dict[Doubt, bool] = {
        "decisions": judgement.decisions < gate.decisions,
        "deciders": judgement.deciders < gate.deciders,
        "one_decider": judgement.largest_share > gate.largest_share,
        "lists": compared.lists < gate.lists,
        "gain": compared.gain < gate.gain,
        "chance": compared.p_better > gate.level,
    }
    return tuple(doubt for doubt, stands in raised.items() if stands)
