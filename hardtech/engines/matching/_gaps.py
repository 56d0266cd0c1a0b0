"""Important words of a query that a document does not cover.

Every word that is absent would make a long and empty list. So a word counts only where the query leans on it:
it stands in the title or the keywords, or is repeated; it is rare among the documents; it is a word, not a
figure; and no part of it and no longer word around it is covered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hardtech.engines.matching._analysis import Span
from hardtech.engines.matching._types import PARTS, Gap, Query

MOST_GAPS = 8
LEAST_WEIGHT = 0.2
"""Least value beside the query's most valuable term."""

MOST_COMMON = 0.05
"""A term in more than this part of all documents tells little by its absence."""

LEAST_MENTIONS = 3
"""Mentions that a word needs in the running text."""

LEAST_FREQUENCY = 0.0003
"""Part of all documents that a word of the running text needs: words of procedure that a query repeats
("offeror") stand in next to none, words of the matter in some."""

_HEAD = frozenset({"title", "keywords"})


class _Candidate(NamedTuple):
    value: float
    part: str
    span: Span


def find_gaps(
    query: Query,
    spans: Mapping[str, Sequence[Span]],
    values: Mapping[str, float],
    frequencies: Mapping[str, int],
    documents: int,
    covered: Mapping[str, int],
) -> tuple[Gap, ...]:
    """The gaps, most important first.

    `spans` are the query's terms by part, `values` their weight × idf, `frequencies` in how many of
    `documents` they stand, `covered` the terms of the document.
    """
    most = max(values.values(), default=0.0)
    chosen: list[_Candidate] = []
    for candidate in _candidates(spans, values, frequencies, documents, covered):
        if len(chosen) == MOST_GAPS or candidate.value < LEAST_WEIGHT * most:
            break
        neighbours = [span for span in spans[candidate.part] if _overlap(span, candidate.span)]
        taken = any(other.part == candidate.part and _overlap(other.span, candidate.span) for other in chosen)
        if not taken and not any(span.term in covered for span in neighbours):
            chosen.append(candidate)
    return tuple(
        Gap(span.term, getattr(query, part)[span.start : span.end], part, value / most)
        for value, part, span in chosen
    )


def _candidates(
    spans: Mapping[str, Sequence[Span]],
    values: Mapping[str, float],
    frequencies: Mapping[str, int],
    documents: int,
    covered: Mapping[str, int],
) -> list[_Candidate]:
    """The query's absent and telling words, each where it first stands, most valuable first."""
    first: dict[str, tuple[str, Span]] = {}
    mentions: dict[str, int] = {}
    for part in PARTS:
        for span in spans[part]:
            first.setdefault(span.term, (part, span))
            mentions[span.term] = mentions.get(span.term, 0) + 1
    found = []
    for term, (part, span) in first.items():
        if term in covered or not any(character.isalpha() for character in term):
            continue
        if frequencies[term] > max(1.0, MOST_COMMON * documents):
            continue
        known = frequencies[term] >= max(1.0, LEAST_FREQUENCY * documents)
        if part in _HEAD or (known and mentions[term] >= LEAST_MENTIONS):
            found.append(_Candidate(values[term], part, span))
    return sorted(found, key=lambda candidate: (-candidate.value, candidate.span.term))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
