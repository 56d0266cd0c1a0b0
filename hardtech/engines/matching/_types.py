"""What goes into the engine and what comes out: values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hardtech.engines.matching._analysis import sentences

PARTS = ("title", "keywords", "summary", "body")
"""The parts of a document and of a query, in reading order."""

LONG_TEXT = 200
"""Characters from which a text without a title is taken to open with one."""

LONGEST_TITLE = 300
"""Characters that the first sentence of a text may have to stand for its title."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text that can be found, such as an offer. `trl` is its readiness, 1 to 9, where stated."""

    id: str
    title: str = ""
    keywords: str = ""
    summary: str = ""
    body: str = ""
    trl: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, such as a need. `trl` is the least readiness asked for, 1 to 9, where stated."""

    title: str = ""
    keywords: str = ""
    summary: str = ""
    body: str = ""
    trl: int | None = None

    @classmethod
    def from_text(cls, text: str) -> Query:
        """A query from plain text; the first sentence of a long one is its title."""
        first = next(iter(sentences(text)), (0, 0))
        if len(text) < LONG_TEXT or first[1] - first[0] > LONGEST_TITLE:
            return cls(body=text)
        return cls(title=text[first[0] : first[1]], body=text[first[1] :])


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. Scores of one search compare; scores of two searches do not."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Reason:
    """A term that query and document share, in one part of the document.

    `surface` is the term as it first stands there; `score` is what it adds to the document's score and
    `share` the same as a fraction of it.
    """

    term: str
    surface: str
    part: str
    score: float
    share: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the document: `text` is `part[start:end]`, `highlights` are ranges in `text`."""

    part: str
    start: int
    end: int
    text: str
    highlights: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True, slots=True)
class Gap:
    """An important word of the query that the document lacks.

    `surface` is the word as it stands in the query's `part`; `weight` is what it is worth beside the most
    valuable term of the query, which has 1.
    """

    term: str
    surface: str
    part: str
    weight: float


@dataclass(frozen=True, slots=True)
class TrlGap:
    """The readiness asked for is more than what is offered, or what is offered is not stated (None)."""

    asked: int
    offered: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a document was found and what it lacks. The scores of `reasons` sum to `score`."""

    score: float
    reasons: tuple[Reason, ...]
    passages: tuple[Passage, ...]
    gaps: tuple[Gap, ...]
    trl_gap: TrlGap | None


class Statistics(Protocol):
    """What a score needs to know of the whole catalogue."""

    @property
    def documents(self) -> int:
        """How many documents there are."""

    @property
    def average_length(self) -> float:
        """The mean weighted length of a document, in terms; 1 for an empty catalogue."""

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many documents each term stands."""
