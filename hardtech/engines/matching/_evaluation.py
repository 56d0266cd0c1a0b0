"""How good a ranking is, by the definitions of trec_eval (https://github.com/usnistgov/trec_eval)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over the judged queries, each between 0 and 1."""

    ndcg_at_10: float
    recall_at_100: float
    mrr: float
    queries: int


def evaluate(rankings: Mapping[str, Sequence[str]], judgements: Mapping[str, Mapping[str, int]]) -> Measures:
    """The measures of `rankings` (document ids, best first) against `judgements` (grade by document).

    Queries without a relevant document do not count; a judged query without a ranking has found nothing.
    MRR looks as deep as the ranking goes.
    """
    judged = {query: grades for query, grades in judgements.items() if any(g > 0 for g in grades.values())}
    pairs = [(rankings.get(query, ()), grades) for query, grades in judged.items()]

    def mean(values: Sequence[float]) -> float:
        return math.fsum(values) / len(values) if values else 0.0

    return Measures(
        ndcg_at_10=mean([ndcg(ranked, grades, 10) for ranked, grades in pairs]),
        recall_at_100=mean([recall(ranked, grades, 100) for ranked, grades in pairs]),
        mrr=mean([reciprocal_rank(ranked, grades) for ranked, grades in pairs]),
        queries=len(pairs),
    )


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Normalised discounted cumulative gain of the first `depth`: grade over log2(rank + 1)."""
    best = _gain(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth])
    return _gain([max(grades.get(id_, 0), 0) for id_ in ranked[:depth]]) / best if best else 0.0


def recall(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """The part of the relevant documents that stands among the first `depth`."""
    relevant = {id_ for id_, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranked[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """One divided by the rank of the first relevant document; 0 where there is none."""
    return next((1 / rank for rank, id_ in enumerate(ranked, start=1) if grades.get(id_, 0) > 0), 0.0)


def _gain(grades: Sequence[int]) -> float:
    return math.fsum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))
