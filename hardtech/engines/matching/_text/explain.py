"""Why a document was found, and what it lacks.

The words' part of a score is a sum over terms, and what a term adds is divided over the parts of the document by the
weighted occurrences there; so the reasons sum to it. A passage is worth what would be lost with it: by how much the
words' part falls when the passage is taken out and the document is that much shorter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._text.analysis import TermSpan, analyse_spans, between_words, sentences
from hardtech.engines.matching._text.gaps import GapFinder
from hardtech.engines.matching._text.weights import DOCUMENT_WEIGHTS, RankingQuery, term_scores, weigh
from hardtech.engines.matching._types import (
    PARTS,
    Document,
    Explanation,
    Hit,
    Passage,
    Query,
    Reason,
    Statistics,
    TrlGap,
)

MOST_PASSAGES = 3
LONGEST_PASSAGE = 400
"""Characters of a passage: a longer sentence is cut where a word ends."""

LEAST_HIGHLIGHT = 0.01
"""Share of the score from which a term is highlighted; the rest would colour whole sentences."""


def explain(query: Query, document: Document, statistics: Statistics, hit: Hit | None = None) -> Explanation:
    """Why `document` answers `query` by the statistics of its catalogue, and what it lacks.

    `hit` is what a search for `query` found of it; without one, the score is that of the words alone. To explain
    one query's many documents, make one `Explainer`.
    """
    return Explainer(query, statistics).explain(document, hit)


class Explainer:
    """Explains documents to one query, whose own terms are looked up once."""

    def __init__(self, query: Query, statistics: Statistics) -> None:
        self._query = query
        weighed = weigh(query)
        frequencies = dict(zip(weighed.terms, statistics.frequencies(weighed.terms), strict=True))
        self._ranking = weighed.against(statistics)
        self._translation = weighed.translation
        values = zip(self._ranking.terms, self._ranking.values, strict=True)
        self._finder = GapFinder(
            query,
            {part: analyse_spans(getattr(query, part)) for part in PARTS},
            {term: value for term, value in values if term in frequencies},
            frequencies,
            statistics.documents,
            self._translation,
        )

    def explain(self, document: Document, hit: Hit | None = None) -> Explanation:
        """Why `document` answers the query, and what it lacks; `hit` is what a search found of it."""
        spans = {part: analyse_spans(getattr(document, part)) for part in PARTS}
        counts: dict[str, int] = defaultdict(int)
        for part in PARTS:
            for span in spans[part]:
                counts[span.term] += DOCUMENT_WEIGHTS[part]
        scores = term_scores(self._ranking, counts)
        total = sum(scores.values())
        if hit is None:
            hit = Hit(document.id, total)
        scale = hit.words / total if total else 0.0
        per_count = {term: scale * score / counts[term] for term, score in scores.items()}
        shown = frozenset(term for term, score in scores.items() if score >= LEAST_HIGHLIGHT * total)
        return Explanation(
            score=hit.score,
            words=scale * total,
            meaning=hit.meaning,
            company=hit.company,
            reasons=_reasons(document, spans, per_count, hit.score, self._translation.via),
            passages=_passages(document, spans, shown, Loss(self._ranking, counts, scale)),
            gaps=self._finder.gaps(counts),
            trl_gap=trl_gap(self._query.trl, document.trl),
        )


class Loss:
    """What the words of a document are worth by one ranking, and what is lost with some of them.

    `counts` are the document's weighted counts, `scale` is what a unit of the words' score adds to the whole.
    """

    def __init__(self, ranking: RankingQuery, counts: Mapping[str, int], scale: float) -> None:
        values = {
            term: value for term, value in zip(ranking.terms, ranking.values, strict=True) if term in counts
        }
        self.places = {term: place for place, term in enumerate(values)}
        self._ranking = ranking
        self._values = np.array(list(values.values()))
        self._counts = np.array([counts[term] for term in values], dtype=np.float64)
        self._length = sum(counts.values())
        self._scale = scale

    def of(self, removed: NDArray[np.float64], lengths: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is lost with weighted counts float64[n, terms by `places`] out of `lengths` float64[n]."""
        whole = self._scores(np.zeros((1, len(self.places))), np.zeros(1))
        return self._scale * (whole - self._scores(removed, lengths))

    def _scores(self, removed: NDArray[np.float64], lengths: NDArray[np.float64]) -> NDArray[np.float64]:
        k1, b = self._ranking.k1, self._ranking.b
        norms = k1 * (1 - b + b * ((self._length - lengths) / self._ranking.average_length))
        counts = self._counts - removed
        return np.asarray((self._values * (counts * (k1 + 1) / (counts + norms[:, None]))).sum(axis=1))


def trl_gap(asked: int | None, offered: int | None) -> TrlGap | None:
    """What lies between the readiness asked for and the one offered; None when nothing does."""
    if asked is None or (offered is not None and offered >= asked):
        return None
    return TrlGap(asked, offered)


def _reasons(
    document: Document,
    spans: Mapping[str, Sequence[TermSpan]],
    per_count: Mapping[str, float],
    total: float,
    via: Mapping[str, str],
) -> tuple[Reason, ...]:
    reasons = []
    for part in PARTS:
        text = getattr(document, part)
        first: dict[str, str] = {}
        occurrences: dict[str, int] = defaultdict(int)
        for span in spans[part]:
            if span.term in per_count:
                first.setdefault(span.term, text[span.start : span.end])
                occurrences[span.term] += 1
        for term, surface in first.items():
            score = per_count[term] * occurrences[term] * DOCUMENT_WEIGHTS[part]
            reasons.append(Reason(term, surface, part, score, score / total if total else 0.0, via.get(term)))
    return tuple(sorted(reasons, key=lambda reason: (-reason.score, PARTS.index(reason.part), reason.term)))


def _passages(
    document: Document, spans: Mapping[str, Sequence[TermSpan]], shown: Container[str], loss: Loss
) -> tuple[Passage, ...]:
    """The passages of the running text with which most is lost, each with what is lost."""
    passages: list[tuple[str, int, int, list[TermSpan]]] = []
    removed: list[NDArray[np.int64]] = []
    lengths: list[int] = []
    for part in PARTS[2:]:
        weight = DOCUMENT_WEIGHTS[part]
        for start, end, inside in _spread(spans[part], _pieces(getattr(document, part))):
            words = [span for span in inside if span.term in loss.places]
            if words:
                passages.append((part, start, end, words))
                places = [loss.places[span.term] for span in words]
                removed.append(weight * np.bincount(places, minlength=len(loss.places)))
                lengths.append(weight * len(inside))
    if not passages:
        return ()
    falls = loss.of(np.array(removed, dtype=np.float64), np.array(lengths, dtype=np.float64))
    best = sorted(range(len(passages)), key=lambda place: -falls[place])[:MOST_PASSAGES]
    return tuple(
        _passage(getattr(document, passages[place][0]), *passages[place], shown, float(falls[place]))
        for place in best
        if falls[place] > 0
    )


def _passage(
    text: str, part: str, start: int, end: int, words: Sequence[TermSpan], shown: Container[str], score: float
) -> Passage:
    marks = _merged((span.start - start, span.end - start) for span in words if span.term in shown)
    return Passage(part, start, end, text[start:end], marks, score)


def _spread(
    spans: Sequence[TermSpan], pieces: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int, list[TermSpan]]]:
    """Each piece of a text with the spans in it. Both come in order of place, and no span crosses an end."""
    here = 0
    for start, end in pieces:
        first = here
        while here < len(spans) and spans[here].start < end:
            here += 1
        yield start, end, list(spans[first:here])


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of `text`, long ones cut into pieces where that cuts no word."""
    for start, end in sentences(text):
        here = start
        while end - here > LONGEST_PASSAGE:
            within = list(between_words(text, here + LONGEST_PASSAGE // 2, here + LONGEST_PASSAGE))
            cut = within[-1] if within else next(between_words(text, here + LONGEST_PASSAGE, end), end)
            yield here, cut
            here = cut
        if here < end:
            yield here, end


def _merged(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges in ascending order, those that touch or overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
