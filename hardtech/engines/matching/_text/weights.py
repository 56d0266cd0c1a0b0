"""The formula: BM25 whose saturation follows the length of the query.

    score(q, d) = Σ over t of  w(q, t) · idf(t) · tf · (k1 + 1) / (tf + k1 · (1 − b + b · |d| / mean |d|))

    idf(t)  = ln(1 + (N − df + 0.5) / (df + 0.5))
    tf      = Σ over parts of the document of  weight of the part × occurrences of t
    |d|     = Σ of tf over all terms of d
    w(q, t) = (Σ over parts of the query of  weight of the part × occurrences of t) ** 0.85
    Terms in the other language, added by the glossary: see `_text/translation.py`.

So that a sum is the same in any order, it is made of whole grains, 2⁻⁴⁰ of the sum of w · idf or a little more:

    norm        = k1 · (1 − b + b · |d| / mean |d|)
    m           = tf · (1 + norm) / (tf + norm), at most 4096
    score(q, d) = grain · (k1 + 1) / (1 + norm) · Σ over t of  round(round(w · idf / grain) · m)

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
weighted parts of BM25F. The idf is Lucene's, never negative. What is ours, and measured in
docs/engines/matching.md: `w`, and k1 and b as functions of the query's length.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._text.analysis import analyse, analyse_spans
from hardtech.engines.matching._text.translation import NOTHING, Translation, translate
from hardtech.engines.matching._types import PARTS, Document, Query, Statistics

Floats = TypeVar("Floats", float, NDArray[np.float64])

DOCUMENT_WEIGHTS = {"title": 2, "keywords": 1, "summary": 1, "body": 1}
QUERY_WEIGHTS = {"title": 3, "keywords": 2, "summary": 1, "body": 1}
REPEATED = 0.85
"""Exponent on a query term's count: the tenth mention says less than the first."""

GRAINS = 40
MOST_FACTOR = 4096.0
"""So many bits for the values of a query, and so much for m: their product is a number that floats hold to the last
bit. Only a document a thousand times as long as the mean comes near the second."""

SHORT_K1, LONG_K1 = 1.2, 3.5
SHORT_B, LONG_B = 0.6, 0.95
HALF_LENGTH = 40
"""Terms of a query that stands half-way between short and long."""


@dataclass(frozen=True, slots=True)
class WeighedQuery:
    """A query's terms in ascending order, with w(q, t) and how often each is mentioned; and its translation."""

    terms: tuple[str, ...]
    weights: tuple[float, ...]
    mentions: tuple[int, ...]
    translation: Translation = NOTHING

    def against(self, statistics: Statistics) -> RankingQuery:
        """The query against the documents that `statistics` describes.

        Only mentions of terms that stand in some document make its length, so a word that no document has
        changes nothing.
        """
        documents = statistics.documents
        asked = tuple(sorted((*self.terms, *self.translation.counts)))
        known = dict(zip(asked, statistics.frequencies(asked), strict=True))
        values = {
            term: weight * idf(documents, known[term])
            for term, weight in zip(self.terms, self.weights, strict=True)
        }
        for term, frequency in self.translation.frequencies(known).items():
            weight = self.translation.counts[term] ** REPEATED
            values[term] = weight * idf(documents, min(frequency, documents))
        mentioned = zip(self.terms, self.mentions, strict=True)
        length = sum(mentions for term, mentions in mentioned if known[term]) + self.translation.length(known)
        k1, b = parameters(length)
        terms = tuple(sorted(values))
        grain = 2.0 ** (math.frexp(sum(values[term] for term in terms if known[term]))[1] - GRAINS)
        return RankingQuery(
            terms, tuple(values[term] for term in terms), k1, b, statistics.average_length, length, grain
        )


@dataclass(frozen=True, slots=True)
class RankingQuery:
    """All that a score needs to know of query and catalogue: so every part of a catalogue scores alike.

    Terms in ascending order, w(q, t) · idf(t) of each, k1, b and the mean length of a document; the query's length in
    mentions of known terms, which only a search by meaning, too, asks for; and the grain that scores are made of.
    """

    terms: tuple[str, ...]
    values: tuple[float, ...]
    k1: float
    b: float
    average_length: float
    length: int
    grain: float

    def whole_values(self) -> NDArray[np.float64]:
        """The values in grains, rounded."""
        return np.asarray(np.rint(np.array(self.values, dtype=np.float64) / self.grain))

    def norm(self, length: Floats) -> Floats:
        """k1 · (1 − b + b · |d| / mean |d|)"""
        return self.k1 * (1.0 - self.b + self.b * (length / self.average_length))

    def scale(self, norm: Floats) -> Floats:
        """What a grain is worth in a document with this norm."""
        return (self.k1 + 1.0) / (1.0 + norm) * self.grain


def weigh(query: Query) -> WeighedQuery:
    """The terms of `query`, weighed, and those that the glossary adds in the other language."""
    weighted: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    texts = [
        (text, analyse_spans(text), QUERY_WEIGHTS[part]) for part in PARTS if (text := getattr(query, part))
    ]
    for _, spans, weight in texts:
        for span in spans:
            weighted[span.term] += weight
            mentions[span.term] += 1
    terms = tuple(sorted(weighted))
    return WeighedQuery(
        terms,
        tuple(weighted[term] ** REPEATED for term in terms),
        tuple(mentions[term] for term in terms),
        translate(texts, weighted),
    )


def parameters(length: int) -> tuple[float, float]:
    """k1 and b for a query of `length` mentions: rising smoothly, half-way at `HALF_LENGTH`."""
    longness = length**2 / (length**2 + HALF_LENGTH**2)
    return SHORT_K1 + (LONG_K1 - SHORT_K1) * longness, SHORT_B + (LONG_B - SHORT_B) * longness


def weighted_counts(document: Document) -> Counter[str]:
    """tf of every term of `document`; their sum is its length."""
    counts: Counter[str] = Counter()
    for part in PARTS:
        for term in analyse(getattr(document, part)):
            counts[term] += DOCUMENT_WEIGHTS[part]
    return counts


def idf(documents: int, frequency: int) -> float:
    """How telling a term is that stands in `frequency` of `documents`."""
    return math.log1p((documents - frequency + 0.5) / (frequency + 0.5))


def term_scores(query: RankingQuery, counts: Mapping[str, int]) -> dict[str, float]:
    """What each shared term adds to the score of a document with these `counts`: the formula, in grains."""
    norm = query.norm(float(sum(counts.values())))
    scale = query.scale(norm)
    return {
        term: round(whole * min(counts[term] * (1.0 + norm) / (counts[term] + norm), MOST_FACTOR)) * scale
        for term, whole in zip(query.terms, query.whole_values().tolist(), strict=True)
        if term in counts
    }


def mean_length(total: int, documents: int) -> float:
    """The mean length of documents of `total` terms; 1 where there are none, so that nothing divides by 0."""
    return total / documents if total else 1.0
