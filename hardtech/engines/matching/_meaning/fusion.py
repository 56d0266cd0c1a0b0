"""Words and meaning become one score.

    s(d)     = (1 − w) · lex(d) / σ(lex)  +  w · (cos(d) − μ(cos)) / σ(cos)    over the candidates C
    score(d) = (1 − λ) · s(d)  +  λ · Σ over n near d of  a(d, n) · s(n)    for the best M, else s(d)

    C        the 1,000 best by words and the 1,000 nearest in meaning
    μ, σ     mean and standard deviation over C: z-scores, but that words count from 0, as nothing shared is 0
    w        what meaning counts: half for a short query, less for a long one
    a(d, n)  cos(d, n) over the sum of those of d's 10 nearest among the M: what is found together belongs together

Z-scores over the top of both lists are Lee's CombSUM with standard scores (*Analyses of Multiple Evidence
Combination*, SIGIR 1997); lending score to near neighbours is Diaz's *Regularizing ad hoc retrieval scores* (CIKM
2005). A document without a vector is judged by its words: its place in meaning is taken to be its place in words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CANDIDATES = 1_000
"""How many of the best by words, and how many of the nearest in meaning, are looked at."""

SHORT_SHARE, LONG_SHARE = 0.5, 0.3
HALF_LENGTH = 200
"""Mentions of a query that stands half-way between short and long: a vector has no more room for more words."""

LENT = 0.4
LENDERS = 10
BLOCK = 50

FAR = 0.3
"""Cosine below which a document that shares no word with the query is no hit."""

SAME = 1e-9
"""Deviation beside the mean below which values differ by rounding alone."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a score is made of, one number for each candidate; their sum is the score."""

    words: Floats
    meaning: Floats
    company: Floats

    @property
    def score(self) -> Floats:
        return self.words + self.meaning + self.company


def share_of_meaning(length: int) -> float:
    """What meaning counts for a query of `length` mentions of known terms, from 0 to 1."""
    longness = length**2 / (length**2 + HALF_LENGTH**2)
    return SHORT_SHARE + (LONG_SHARE - SHORT_SHARE) * longness


def add(words: Floats, cosines: Floats, share: float) -> tuple[Floats, Floats]:
    """The two summands of s for candidates with these scores by words and cosines (not a number: no vector).

    What lies further than most in meaning has less than 0 of it.
    """
    known = ~np.isnan(cosines)
    spread_of_words = _spread(words)
    middle, spread = _middle(cosines[known]), _spread(cosines[known])
    standing = (words - _middle(words)) / spread_of_words
    taken = np.where(known, cosines, middle + standing * spread)
    return (1 - share) * words / spread_of_words, share * (taken - middle) / spread


def lend(words: Floats, meaning: Floats, likeness: Floats) -> Parts:
    """Score lent between near neighbours, of which `likeness` (n × n) holds the cosines; 0 where there is none.

    Who has no neighbour keeps its own.
    """
    own = words + meaning
    weights = np.clip(likeness, 0.0, None)
    np.fill_diagonal(weights, 0.0)
    if len(own) > LENDERS:
        order = np.argsort(-weights, axis=1, kind="stable")
        np.put_along_axis(weights, order[:, LENDERS:], 0.0, axis=1)
    total = weights.sum(axis=1)
    lone = total == 0
    lent = np.where(lone, 0.0, LENT)
    company = lent * ((weights / np.where(lone, 1.0, total)[:, None]) * own[None, :]).sum(axis=1)
    return Parts((1 - lent) * words, (1 - lent) * meaning, company)


def share_of_best(score: float, best: float) -> float:
    """A score beside the best one of its search, from 0 to 1; a score below 0 has no share."""
    return max(score, 0.0) / best if best > 0 else 0.0


def _middle(values: Floats) -> float:
    """The mean, rounded once: the same in whatever order the values come."""
    return math.fsum(values.tolist()) / len(values) if len(values) else 0.0


def _spread(values: Floats) -> float:
    """The standard deviation, rounded once; 1 where all values are the same within rounding."""
    middle = _middle(values)
    deviation = math.sqrt(_middle(np.square(values - middle)))
    return deviation if deviation > SAME * abs(middle) else 1.0
