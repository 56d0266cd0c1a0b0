"""Important words of a query that a document does not cover.

Every word that is absent would make a long and empty list. So a word counts only where the query leans on it:
it stands in the title or the keywords, or is repeated; it is rare among the documents; it is a word, not a
figure; and no part of it and no longer word around it is covered.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from hardtech.engines.matching._text.analysis import TermSpan
from hardtech.engines.matching._text.glossary import is_han
from hardtech.engines.matching._text.translation import Translation
from hardtech.engines.matching._types import PARTS, Gap, Query

MOST_GAPS = 8
LEAST_WEIGHT = 0.2
"""Least value beside the query's most valuable term."""

MOST_COMMON = 0.05
"""A term in more than this part of all documents says little by its absence."""

LEAST_MENTIONS = 3
"""Mentions that a word needs in the running text."""

LEAST_FREQUENCY = 0.0003
"""Part of all documents that a word of the running text needs: words of procedure that a query repeats
("offeror") stand in next to none, words of the matter in some."""

LEAST_CHINESE = 0.2
"""Part of a document's words in Han characters from which it is taken for Chinese."""

_HEAD = frozenset({"title", "keywords"})


_NEAR = 32
"""Spans to each side among which those that overlap a span are: the parts of one word, or the words inside one."""


class _GapCandidate(NamedTuple):
    value: float
    part: str
    place: int  # of the span among the part's
    span: TermSpan


class GapFinder:
    """Finds what documents lack of one query, whose own words are sifted once.

    `spans` are the query's terms by part, `values` their weight × idf, `frequencies` in how many of `documents`
    they stand.
    """

    def __init__(
        self,
        query: Query,
        spans: Mapping[str, Sequence[TermSpan]],
        values: Mapping[str, float],
        frequencies: Mapping[str, int],
        documents: int,
        translation: Translation,
    ) -> None:
        self._query = query
        self._translation = translation
        self._translated = {word for phrase in translation.phrases for word in phrase.words}
        self._spans = spans
        self._most = max(values.values(), default=0.0)
        self._candidates = [
            candidate
            for candidate in _telling(spans, values, frequencies, documents)
            if candidate.value >= LEAST_WEIGHT * self._most
        ]

    def gaps(self, counts: Mapping[str, int]) -> tuple[Gap, ...]:
        """The gaps of a document that has the terms `counts`, most important first.

        A word that the document names in the other language is none, nor is one of the other language that the
        glossary does not know: nobody knows whether the document covers it.
        """
        covered = counts.keys() | self._translation.covered(counts)
        chinese = _is_chinese(counts)
        chosen: list[_GapCandidate] = []
        for candidate in self._candidates:
            if len(chosen) == MOST_GAPS:
                break
            if is_han(candidate.span.term) != chinese and not self._known(candidate):
                continue
            if not self._met(candidate, covered) and not any(
                _same_word(candidate, other) for other in chosen
            ):
                chosen.append(candidate)
        return tuple(
            Gap(span.term, getattr(self._query, part)[span.start : span.end], part, value / self._most)
            for value, part, _, span in chosen
        )

    def _met(self, candidate: _GapCandidate, covered: Container[str]) -> bool:
        """Whether the word, a part of it or a longer word around it is covered."""
        return any(span.term in covered for span in self._around(candidate))

    def _known(self, candidate: _GapCandidate) -> bool:
        """Whether the glossary knows the word, a part of it or a longer word around it."""
        return any(span.term in self._translated for span in self._around(candidate))

    def _around(self, candidate: _GapCandidate) -> Iterator[TermSpan]:
        """The spans that overlap the candidate's, itself among them."""
        near = self._spans[candidate.part][max(0, candidate.place - _NEAR) : candidate.place + _NEAR + 1]
        return (span for span in near if _overlap(span, candidate.span))


def _telling(
    spans: Mapping[str, Sequence[TermSpan]],
    values: Mapping[str, float],
    frequencies: Mapping[str, int],
    documents: int,
) -> list[_GapCandidate]:
    """The query's telling words, each where it first stands, most valuable first."""
    first: dict[str, _GapCandidate] = {}
    mentions: dict[str, int] = {}
    for part in PARTS:
        for place, span in enumerate(spans[part]):
            if span.term not in first:
                first[span.term] = _GapCandidate(values[span.term], part, place, span)
            mentions[span.term] = mentions.get(span.term, 0) + 1
    candidates = []
    for term, candidate in first.items():
        common = frequencies[term] > max(1.0, MOST_COMMON * documents)
        if common or not any(character.isalpha() for character in term):
            continue
        known = frequencies[term] >= max(1.0, LEAST_FREQUENCY * documents)
        if candidate.part in _HEAD or (known and mentions[term] >= LEAST_MENTIONS):
            candidates.append(candidate)
    return sorted(
        candidates,
        key=lambda candidate: (
            -candidate.value,
            candidate.span.start - candidate.span.end,
            candidate.span.term,
        ),
    )


def _same_word(first: _GapCandidate, second: _GapCandidate) -> bool:
    return first.part == second.part and _overlap(first.span, second.span)


def _overlap(first: TermSpan, second: TermSpan) -> bool:
    return first.start < second.end and second.start < first.end


def _is_chinese(counts: Mapping[str, int]) -> bool:
    return sum(count for term, count in counts.items() if is_han(term)) > LEAST_CHINESE * sum(counts.values())
