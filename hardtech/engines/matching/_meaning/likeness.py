"""How alike two texts are, and the score that stands for all of what a query asks.

    likeness(a, b) = Σ over t of  idf(t) · min(tf of t in a, in b)  /  Σ over t of  idf(t) · max(tf of t in a, in b)

with tf and idf of the ranking (`_text/weights.py`). This is Ruzicka's similarity (weighted Jaccard): 1 for the same words as
often, 0 where no word is shared, and the same from either side. Texts in two languages share figures and names at
most, so there each is asked as a query, with what the glossary adds to it:

    across(a, b) = (score of b for a + score of a for b) / (full score of a + full score of b)

A score beside `full_score` makes searches of different queries compare: scores themselves don't, as a long need
collects more than a short one.
"""

from __future__ import annotations

from collections import Counter

from hardtech.engines.matching._text.weights import idf, term_scores, weigh, weighted_counts
from hardtech.engines.matching._types import Document, Query, Statistics


class Likeness:
    """How alike other texts are to one, by the statistics of a catalogue, in which neither need stand."""

    def __init__(self, document: Document, statistics: Statistics) -> None:
        self._document = document
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

    def across(self, other: Document) -> float:
        """How much the two say of each other, whatever their languages: 0 nothing, 1 all. The same from either side."""
        ours, theirs = _asked(self._document), _asked(other)
        full = full_score(ours, self._statistics) + full_score(theirs, self._statistics)
        given = self._score(ours, weighted_counts(other)) + self._score(theirs, self._counts)
        return min(1.0, given / full) if full else 0.0

    def _score(self, query: Query, counts: Counter[str]) -> float:
        return sum(term_scores(weigh(query).against(self._statistics), counts).values())


def full_score(query: Query, statistics: Statistics) -> float:
    """The score of a document that says what the query says, word for word; 0 for a query without words."""
    own = Document("", query.title, query.keywords, query.summary, query.body)
    return sum(term_scores(weigh(query).against(statistics), weighted_counts(own)).values())


def _asked(document: Document) -> Query:
    return Query(document.title, document.keywords, document.summary, document.body)
