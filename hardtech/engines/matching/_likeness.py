"""How alike two texts are, and the score that stands for all of what a query asks.

    likeness(a, b) = Σ over t of  idf(t) · min(tf of t in a, in b)  /  Σ over t of  idf(t) · max(tf of t in a, in b)

with tf and idf of the ranking (`_weights`). This is Ruzicka's similarity (weighted Jaccard): 1 for the same words as
often, 0 where no word is shared, and the same from either side. A score beside `full_score` makes searches of
different queries compare: scores themselves don't, as a long need collects more than a short one.
"""

from __future__ import annotations

from hardtech.engines.matching._types import PARTS, Document, Query, Statistics
from hardtech.engines.matching._weights import idf, term_scores, weigh, weighted_counts


class Likeness:
    """How alike other texts are to one, by the statistics of a catalogue, in which neither need stand."""

    def __init__(self, document: Document, statistics: Statistics) -> None:
        self._counts = weighted_counts(document)
        self._statistics = statistics

    def of(self, other: Document) -> float:
        """From 0, no word shared, to 1, the same words as often. Two empty texts have nothing alike: 0."""
        counts = weighted_counts(other)
        terms = sorted(self._counts.keys() | counts.keys())
        shared = either = 0.0
        for term, frequency in zip(terms, self._statistics.frequencies(terms), strict=True):
            weight = idf(self._statistics.documents, frequency)
            shared += weight * min(self._counts[term], counts[term])
            either += weight * max(self._counts[term], counts[term])
        return shared / either if either else 0.0


def full_score(query: Query, statistics: Statistics) -> float:
    """The score of a document that says what the query says, word for word; 0 for a query without words."""
    own = Document("", **{part: getattr(query, part) for part in PARTS})
    return sum(term_scores(weigh(query).among(statistics), weighted_counts(own)).values())
