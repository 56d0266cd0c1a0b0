"""Why a document was found, and what it lacks.

A score is a sum over terms, and what a term adds is divided over the parts of the document by the weighted
occurrences there; so the reasons sum to the score, and a passage is worth what its words add.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from hardtech.engines.matching._analysis import Span, analyse_spans, sentences
from hardtech.engines.matching._gaps import GapFinder
from hardtech.engines.matching._types import (
    PARTS,
    Document,
    Explanation,
    Passage,
    Query,
    Reason,
    Statistics,
    TrlGap,
)
from hardtech.engines.matching._weights import DOCUMENT_WEIGHTS, term_scores, weigh

MOST_PASSAGES = 3
LONGEST_PASSAGE = 400
"""Characters of a passage: a longer sentence is cut where a word ends."""

LEAST_HIGHLIGHT = 0.01
"""Share of the score from which a term is highlighted; the rest would colour whole sentences."""


def explain(query: Query, document: Document, statistics: Statistics) -> Explanation:
    """Why `document` answers `query` by the statistics of its catalogue, and what it lacks.

    The score is the one that `Catalogue.search` gives this document, within rounding. To explain one query's
    many documents, make one `Explainer`.
    """
    return Explainer(query, statistics).explain(document)


class Explainer:
    """Explains documents to one query, whose own terms are looked up once."""

    def __init__(self, query: Query, statistics: Statistics) -> None:
        self._query = query
        weighed = weigh(query)
        frequencies = statistics.frequencies(weighed.terms)
        self._ranking = weighed.among(statistics)
        self._finder = GapFinder(
            query,
            {part: analyse_spans(getattr(query, part)) for part in PARTS},
            dict(zip(weighed.terms, self._ranking.values, strict=True)),
            dict(zip(weighed.terms, frequencies, strict=True)),
            statistics.documents,
        )

    def explain(self, document: Document) -> Explanation:
        """Why `document` answers the query, and what it lacks."""
        spans = {part: analyse_spans(getattr(document, part)) for part in PARTS}
        counts: dict[str, int] = defaultdict(int)
        for part in PARTS:
            for span in spans[part]:
                counts[span.term] += DOCUMENT_WEIGHTS[part]
        scores = term_scores(self._ranking, counts)
        per_count = {term: score / counts[term] for term, score in scores.items()}
        total = sum(scores.values())
        shown = {term for term, score in scores.items() if score >= LEAST_HIGHLIGHT * total}
        return Explanation(
            score=total,
            reasons=_reasons(document, spans, per_count, total),
            passages=_passages(document, spans, per_count, shown),
            gaps=self._finder.gaps(counts),
            trl_gap=trl_gap(self._query.trl, document.trl),
        )


def trl_gap(asked: int | None, offered: int | None) -> TrlGap | None:
    """What lies between the readiness asked for and the one offered; None when nothing does."""
    if asked is None or (offered is not None and offered >= asked):
        return None
    return TrlGap(asked, offered)


def _reasons(
    document: Document, spans: Mapping[str, Sequence[Span]], per_count: Mapping[str, float], total: float
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
            reasons.append(Reason(term, surface, part, score, score / total))
    return tuple(sorted(reasons, key=lambda reason: (-reason.score, PARTS.index(reason.part), reason.term)))


def _passages(
    document: Document,
    spans: Mapping[str, Sequence[Span]],
    per_count: Mapping[str, float],
    shown: Iterable[str],
) -> tuple[Passage, ...]:
    shown = frozenset(shown)
    passages = []
    for part in PARTS[2:]:
        text = getattr(document, part)
        inside = [span for span in spans[part] if span.term in per_count]
        for start, end in _pieces(text):
            words = [span for span in inside if start <= span.start and span.end <= end]
            if words:
                marks = _merged((s.start - start, s.end - start) for s in words if s.term in shown)
                score = sum(per_count[span.term] for span in words) * DOCUMENT_WEIGHTS[part]
                passages.append(Passage(part, start, end, text[start:end], marks, score))
    passages.sort(key=lambda passage: (-passage.score, PARTS.index(passage.part), passage.start))
    return tuple(passages[:MOST_PASSAGES])


def _pieces(text: str) -> Iterable[tuple[int, int]]:
    """The sentences of `text`, long ones cut into pieces, at white space where there is some."""
    for start, end in sentences(text):
        here = start
        while end - here > LONGEST_PASSAGE:
            cut = text.rfind(" ", here + LONGEST_PASSAGE // 2, here + LONGEST_PASSAGE)
            cut = cut + 1 if cut >= 0 else here + LONGEST_PASSAGE
            yield here, cut
            here = cut
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
