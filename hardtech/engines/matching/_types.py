"""What goes into the engine and what comes out: values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._figures.figures import Figure
from hardtech.engines.matching._text.analysis import sentences

PARTS = ("title", "keywords", "summary", "body")
"""The parts of a document and of a query, in reading order."""

LONG_TEXT = 200
"""Characters from which a text without a title is taken to open with one."""

LONGEST_TITLE = 300
"""Characters that the first sentence of a text may have to stand for its title."""


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """Where a text lies in the space of one model: float32[d], of length 1. Vectors of two models never mix."""

    model: str
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Document:
    """A text that can be found, such as an offer. `trl` is its readiness, 1 to 9, where stated."""

    id: str
    title: str = ""
    keywords: str = ""
    summary: str = ""
    body: str = ""
    trl: int | None = None
    vector: Vector | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class QueryRequirement:
    """One thing that a solution must (or should) do, with at most one figure.

    `stated`: a row of the need; its figure may stand outside `text` (then `figure.end` is 0). Otherwise it is the
    sentence `[start:end]` of the query's `part`, and the figure's places are in `text`. `product` are the terms for
    the whole thing that is wanted.
    """

    text: str
    must: bool
    figure: Figure | None = None
    stated: bool = False
    part: str = ""
    start: int = 0
    end: int = 0
    product: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, such as a need. `trl` is the least readiness asked for, 1 to 9, where stated.

    `requirements` are the rows that it states; those of its running text are found by `requirements`.
    """

    title: str = ""
    keywords: str = ""
    summary: str = ""
    body: str = ""
    trl: int | None = None
    requirements: tuple[QueryRequirement, ...] = ()
    vector: Vector | None = field(default=None, compare=False, repr=False)

    @classmethod
    def from_text(cls, text: str) -> Query:
        """A query from plain text; the first sentence of a long one is its title."""
        first = next(iter(sentences(text)), (0, 0))
        if len(text) < LONG_TEXT or first[1] - first[0] > LONGEST_TITLE:
            return cls(body=text)
        return cls(title=text[first[0] : first[1]], body=text[first[1] :])


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. Scores of one search compare; scores of two searches do not.

    The score is the sum of what its words, its meaning and its company (documents near it that were found, too)
    add. A search without vectors knows words only.
    """

    id: str
    score: float
    meaning: float = 0.0
    company: float = 0.0

    @property
    def words(self) -> float:
        return self.score - self.meaning - self.company


@dataclass(frozen=True, slots=True)
class Reason:
    """A term that query and document share, in one part of the document.

    `surface` is the term as it first stands there; `score` is what it adds to the document's score and
    `share` the same as a fraction of it. `via` is the query's own word, as it first stands there, where the term
    is its rendering in the other language: 传感器 for sensor.
    """

    term: str
    surface: str
    part: str
    score: float
    share: float
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the document: `text` is `part[start:end]`, `highlights` are ranges in `text`.

    `score` is what is lost with it: were the sentence taken out, the words' part of the score would be that much less.
    """

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
    """Why a document was found and what it lacks.

    `score` is the sum of what `words`, `meaning` and `company` (see `Hit`) add; the scores of `reasons` sum to `words`.
    """

    score: float
    words: float
    meaning: float
    company: float
    reasons: tuple[Reason, ...]
    passages: tuple[Passage, ...]
    gaps: tuple[Gap, ...]
    trl_gap: TrlGap | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a document does to one requirement, with the sentence that says so.

    `status` is met, contradicted, unclear, addressed (spoken of, without a figure to compare) or not_addressed; `code`
    is why (docs/engines/matching.md lists them). `text` is `part[start:end]` of the document, empty where nothing
    speaks of it; `marks` are the ranges of `text` that count, `figure` the figure that was compared.
    """

    requirement: QueryRequirement
    status: str
    code: str
    part: str = ""
    start: int = 0
    end: int = 0
    text: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    figure: Figure | None = None


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
