"""Weights learned from decisions: a small logistic model over features, with "text alone" as its prior.

Within one query, and for one decider, every pair of documents with different grades says which should stand first:

    P(i before j) = 1 / (1 + exp(−θ · (x_i − x_j)))

θ is the maximum a posteriori under a normal prior around the ranking that we have without learning: the text counts,
nothing else does. Few decisions change little. The pairwise likelihood is that of Burges et al., *Learning to Rank
using Gradient Descent* (2005), with a linear score; errors are Laplace's approximation.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._learning.features import LEAST_DECIDERS, OWNER_KIND

TEXT = "text"
TEXT_UNIT = 0.1
"""The text score is a share of the query's best one; the prior speaks of a tenth of it."""

TEXT_PRIOR = 0.5
"""Log odds that a tenth more of text score is worth before anything is learned."""

TEXT_FLOOR = 0.1
"""And what it is worth at least: the text never counts for nothing, and never against a match."""

PRECISION = 40.0
"""Precision of the prior on the log odds of a tenth of text, or of a feature's spread: a normal of width 0.16."""

LEAST_SPREAD = 0.05
"""A feature that hardly varies is not blown up: a week's difference in age says nothing of a year's."""

ALL = 0.999
ITERATIONS = 50
CONVERGED = 1e-10
Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Example:
    """One decision: what was decided on, by whom, when. `text` is the ranker's score as a share of the query's best.

    Grades: 0 dismissed, 1 kept, 2 led to a case, 3 led to a deal.
    """

    query: str
    document: str
    decider: str
    text: float
    features: Mapping[str, float]
    grade: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Weight:
    """By what share of its text score one more of a feature raises a document; 95 % from `low` to `high`.

    `deciders` is how many people or organisations the weight rests on; where they are too few it is 0.
    """

    name: str
    value: float
    error: float
    deciders: int

    @property
    def low(self) -> float:
        return self.value - Z95 * self.error

    @property
    def high(self) -> float:
        return self.value + Z95 * self.error


@dataclass(frozen=True, slots=True)
class RankingModel:
    """Learned weights: they raise or lower a text score by at most a third of it, all together.

    So a score is never negative, and a document with less than half of another's text score never stands before it.
    """

    LIMIT: ClassVar[float] = 1 / 3

    weights: tuple[Weight, ...]
    centres: Mapping[str, float]
    text_log_odds: float

    def parts(self, text: float, features: Mapping[str, float]) -> dict[str, float]:
        """What the text and each feature that counts add to the score; their sum is the score.

        A part is measured from what is usual for the feature, so that an ordinary document has parts near 0.
        """
        raw = {
            weight.name: weight.value * (features.get(weight.name, 0.0) - self.centres[weight.name])
            for weight in self.weights
            if weight.value
        }
        total = math.fsum(raw.values())
        bounded = self.LIMIT * math.tanh(total / self.LIMIT) / total if abs(total) > CONVERGED else 1.0
        return {TEXT: text, **{name: text * part * bounded for name, part in raw.items()}}

    def score(self, text: float, features: Mapping[str, float]) -> float:
        """The sum of `parts`."""
        return math.fsum(self.parts(text, features).values())

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `from_dict` gives the same model back."""
        return {
            "weights": [
                {
                    "name": weight.name,
                    "value": weight.value,
                    "error": weight.error,
                    "deciders": weight.deciders,
                }
                for weight in self.weights
            ],
            "centres": dict(self.centres),
            "text_log_odds": self.text_log_odds,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        weights = tuple(Weight(**row) for row in data["weights"])
        return cls(weights, dict(data["centres"]), data["text_log_odds"])


@dataclass(frozen=True, slots=True)
class Pairs:
    """Differences better − worse, a row each: first the text in units of 0.1, then the features by `names`."""

    names: tuple[str, ...]
    differences: NDArray[np.float64]
    weights: NDArray[np.float64]
    deciders: NDArray[np.int64]


def lists_of(examples: Iterable[Example]) -> dict[tuple[str, str], list[Example]]:
    """The examples by query and decider: what is compared was judged by one eye. Lists without a pair are left out."""
    lists: defaultdict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples:
        lists[example.query, example.decider].append(example)
    return {key: items for key, items in sorted(lists.items()) if len({item.grade for item in items}) > 1}


def train_ranking(
    examples: Iterable[Example], *, least_deciders: int = LEAST_DECIDERS
) -> RankingModel | None:
    """The weights that the decisions speak for. The same examples in any order give the same model.

    None where no decider judged two documents of a query differently: there is nothing to learn from.
    """
    examples = sorted(examples, key=lambda example: (example.query, example.decider, example.document))
    pairs = _pairs(examples)
    if not len(pairs.weights):
        return None
    deciders = _deciders(pairs)
    used = [index for index, count in enumerate(deciders) if count >= least_deciders]
    values = np.array([[example.features.get(name, 0.0) for name in pairs.names] for example in examples])
    centres, spreads = values.mean(axis=0), np.maximum(values.std(axis=0), LEAST_SPREAD)
    columns = pairs.differences[:, [0, *(1 + index for index in used)]]
    units = np.array([TEXT_UNIT, *spreads[used]])
    columns[:, 1:] /= units[1:]
    theta, covariance = _fit(columns, pairs.weights)
    contrast = _contrast([pairs.names[index] for index in used], centres[used]) / units
    theta, covariance = contrast @ theta, contrast @ covariance @ contrast.T
    weights = []
    for index, name in enumerate(pairs.names):
        value, error = _per_unit(theta, covariance, 1 + used.index(index)) if index in used else (0.0, 0.0)
        weights.append(Weight(name, value, error, deciders[index]))
    usual = {name: float(centre) for name, centre in zip(pairs.names, centres, strict=True)}
    return RankingModel(tuple(weights), usual, float(theta[0]))


def _pairs(examples: Sequence[Example]) -> Pairs:
    names = tuple(sorted({name for item in examples for name in item.features}))
    numbers = {decider: number for number, decider in enumerate(sorted({item.decider for item in examples}))}
    rows: list[NDArray[np.float64]] = []
    weights: list[float] = []
    deciders: list[int] = []
    for (_query, decider), items in lists_of(examples).items():
        values = np.array(
            [[item.text / TEXT_UNIT, *(item.features.get(name, 0.0) for name in names)] for item in items]
        )
        grades = np.array([item.grade for item in items])
        better, worse = np.nonzero(grades[:, None] > grades[None, :])
        rows.append(values[better] - values[worse])
        # n documents hold n − 1 comparisons, however many pairs can be made of them
        weights += [(len(items) - 1) / len(better)] * len(better)
        deciders += [numbers[decider]] * len(better)
    differences = np.concatenate(rows) if rows else np.zeros((0, 1 + len(names)))
    return Pairs(names, differences, np.array(weights), np.array(deciders, dtype=np.int64))


def _deciders(pairs: Pairs) -> list[int]:
    """For each feature how many deciders compared documents that differ in it."""
    return [len(np.unique(pairs.deciders[pairs.differences[:, 1 + i] != 0])) for i in range(len(pairs.names))]


def _fit(
    differences: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The most likely θ with the text's held at its floor or above, and the covariance around it.

    The objective is convex and there is one bound: where the free optimum breaks it, the bound one lies on it.
    """
    start = np.zeros(differences.shape[1])
    start[0] = TEXT_PRIOR
    theta, hessian = _newton(differences, weights, start, free=slice(None))
    if theta[0] < TEXT_FLOOR:
        start[0] = TEXT_FLOOR
        theta, hessian = _newton(differences, weights, start, free=slice(1, None))
    return theta, np.linalg.inv(hessian).astype(np.float64, copy=False)


def _newton(
    differences: NDArray[np.float64], weights: NDArray[np.float64], start: NDArray[np.float64], *, free: slice
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Newton's steps, halved until they do not climb, over the coordinates that are `free`."""
    centre = np.zeros(len(start))
    centre[0] = TEXT_PRIOR

    def loss(theta: NDArray[np.float64]) -> float:
        likelihood = float(weights @ np.logaddexp(0.0, -(differences @ theta)))
        return likelihood + 0.5 * PRECISION * float(np.sum((theta - centre) ** 2))

    theta, value = start.copy(), loss(start)
    for _ in range(ITERATIONS):
        doubt = 1.0 / (1.0 + np.exp(np.clip(differences @ theta, -500, 500)))
        gradient = PRECISION * (theta - centre) - differences.T @ (weights * doubt)
        hessian = (differences.T * (weights * doubt * (1 - doubt))) @ differences + PRECISION * np.eye(
            len(theta)
        )
        step = np.zeros(len(theta))
        step[free] = np.linalg.solve(hessian[free, free], gradient[free])
        size = 1.0
        while loss(theta - size * step) > value and size > CONVERGED:
            size /= 2
        theta = theta - size * step
        value = loss(theta)
        if float(np.abs(size * step).max(initial=0.0)) < CONVERGED:
            break
    return theta, hessian


def _contrast(names: Sequence[str], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """The matrix that centres kinds of owners on their mean: of what is one or the other, only differences are seen."""
    matrix = np.eye(1 + len(names))
    kinds = [1 + place for place, name in enumerate(names) if name.startswith(OWNER_KIND)]
    weights = shares[[place - 1 for place in kinds]]
    if weights.sum() > ALL:  # else there are owners of no kind, to compare with
        matrix[np.ix_(kinds, kinds)] -= weights / weights.sum()
    return matrix


def _per_unit(theta: NDArray[np.float64], covariance: NDArray[np.float64], place: int) -> tuple[float, float]:
    """A weight for one unit of the feature beside a whole text score, and its error by the delta method."""
    ratio = theta[place] / theta[0]
    variance = covariance[place, place] - 2 * ratio * covariance[place, 0] + ratio**2 * covariance[0, 0]
    return float(ratio), float(math.sqrt(max(variance, 0.0)) / theta[0])
