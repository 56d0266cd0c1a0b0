"""The names of the glossary that stand in a text.

A text is read from left to right and the longest name wins, so 固态电池 is one phrase, not 固态 and 电池;
a name ends where a word ends, so 人机 is not found in 无人机.

Names are compared as they are written first, then by their stems: "train" and "training" share a stem and nothing
else, "trains" may be either.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from hardtech.engines.matching._text.analysis import (
    HAN_RUN,
    LONGEST_TEXT,
    MOST_JOINED,
    TermSpan,
    analyse_spans,
)
from hardtech.engines.matching._text.glossary_rows import read_glossary

WIDEST_GAP = 12
"""Characters between two words of one name: function words and spaces, no punctuation."""

_HYPHEN = re.compile("[-\u00ad\u2010\u2011\uff0d]")
_BREAK = re.compile(r"[^\w\s'\u2019\-\u00ad\u2010\u2011\uff0d/]")

Words = tuple[str, ...]
"""Terms of a name in reading order, as `analyse` gives them, without those inside a longer word."""


class Phrase(NamedTuple):
    """A name that stands in a text, and its renderings in the other language: one concept."""

    words: Words
    renderings: tuple[Words, ...]

    def frequency(self, frequencies: Mapping[str, int]) -> int:
        """In how many documents the concept stands, in either language, at most (Pirkola 1998)."""
        names = (self.words, *self.renderings)
        return sum(min(frequencies.get(word, 0) for word in words) for words in names)

    def rendered(self, terms: Container[str]) -> bool:
        """Whether all words of some rendering are among `terms`."""
        return any(all(word in terms for word in words) for words in self.renderings)


class PhraseSpan(NamedTuple):
    """A phrase and the characters `text[start:end]` that name it."""

    phrase: Phrase
    start: int
    end: int


def find_phrases(text: str, spans: Sequence[TermSpan]) -> list[PhraseSpan]:
    """The phrases of `text` in reading order; they do not overlap. `spans` are `analyse_spans(text)`."""
    names = _names()
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    starts = [span.start for span in ordered]
    runs = [run.span() for run in HAN_RUN.finditer(text, 0, LONGEST_TEXT)]
    atoms = _atoms(text, ordered, runs)
    edges = _edges(ordered, runs)
    phrases = []
    free = 0
    for here, atom in enumerate(atoms):
        begun = names.get(atom.term)
        if begun is None or atom.start < free or atom.start not in edges:
            continue
        match = _longest(text, atoms, here, edges, *begun)
        if match is None:
            continue
        free, renderings = match
        inside = ordered[bisect_left(starts, atom.start) : bisect_left(starts, free)]
        if words := outermost([span for span in inside if span.end <= free]):
            phrases.append(PhraseSpan(Phrase(words, renderings), atom.start, free))
    return phrases


def is_han(term: str) -> bool:
    """Whether a term is Chinese."""
    return HAN_RUN.match(term) is not None


def outermost(spans: Sequence[TermSpan]) -> Words:
    """The terms of `spans`, which are in order, the longer first, that lie in no longer one, each once."""
    kept: dict[str, None] = {}
    widest = -1
    for span in spans:
        if span.end > widest:
            kept[span.term] = None
            widest = span.end
    return tuple(kept)


_Renderings = Mapping[str, tuple[Words, ...]]
"""Name as it is written → its renderings."""

_Begun = tuple[int, Mapping[tuple[str, ...], _Renderings]]
"""The names that begin with one atom: the longest has so many atoms; atoms → names."""


def _longest(
    text: str,
    atoms: Sequence[TermSpan],
    here: int,
    edges: Container[int],
    longest: int,
    by_atoms: Mapping[tuple[str, ...], _Renderings],
) -> tuple[int, tuple[Words, ...]] | None:
    """Where the longest name ends that begins at `atoms[here]`, and its renderings."""
    last = here
    while last + 1 < min(here + longest, len(atoms)) and _close(text, atoms[last].end, atoms[last + 1].start):
        last += 1
    for place in range(last, here - 1, -1):
        written = by_atoms.get(tuple([atom.term for atom in atoms[here : place + 1]]))
        end = atoms[place].end
        if written and end in edges:
            exact = written.get(_as_written(text[atoms[here].start : end])) if len(written) > 1 else None
            return end, exact or tuple(dict.fromkeys(chain.from_iterable(written.values())))
    return None


def _close(text: str, end: int, start: int) -> bool:
    """Whether two neighbouring atoms may belong to one name."""
    return end == start or (start - end <= WIDEST_GAP and not _BREAK.search(text, end, start))


def _atoms(text: str, ordered: Sequence[TermSpan], runs: Iterable[tuple[int, int]]) -> list[TermSpan]:
    """The least pieces that names are made of, in reading order: Han characters, and other words.

    A hyphenated word is its parts, but one atom where the first or the last of them is no term: CAR-T, take-off.
    """
    others = [span for span in ordered if not is_han(text[span.start])] if runs else ordered
    atoms = []
    inside = 0
    for place, span in enumerate(others):
        if span.start < inside:
            continue
        parts = [part for part in others[place + 1 : place + 1 + MOST_JOINED] if part.end <= span.end]
        if parts and parts[0].start == span.start and parts[-1].end == span.end:
            continue
        atoms.append(span)
        inside = span.end
    characters = [
        TermSpan(unicodedata.normalize("NFKC", text[place]), place, place + 1)
        for start, end in runs
        for place in range(start, end)
    ]
    return sorted(atoms + characters, key=lambda atom: atom.start) if characters else atoms


def _edges(spans: Iterable[TermSpan], runs: Iterable[tuple[int, int]]) -> set[int]:
    """Where words begin or end."""
    edges = {place for run in runs for place in run}
    edges.update(span.start for span in spans)
    edges.update(span.end for span in spans)
    return edges


def _as_written(name: str) -> str:
    return " ".join(_HYPHEN.sub(" ", unicodedata.normalize("NFKC", name).lower()).split())


@cache
def _names() -> Mapping[str, _Begun]:
    """The glossary in both directions, by first atom; read when the first query comes, in some 0.2 s."""
    renderings: dict[tuple[str, ...], dict[str, dict[Words, None]]] = defaultdict(lambda: defaultdict(dict))
    for _, english, chinese in read_glossary():
        for names, others in ((english, chinese), (chinese, english)):
            words = [_name(other)[1] for other in others]
            for name in names:
                renderings[_name(name)[0]][_as_written(name)].update(dict.fromkeys(words))
    by_first: dict[str, dict[tuple[str, ...], _Renderings]] = defaultdict(dict)
    for atoms, written in renderings.items():
        by_first[atoms[0]][atoms] = {name: tuple(words) for name, words in written.items()}
    _name.cache_clear()
    return {first: (max(map(len, names)), names) for first, names in by_first.items()}


@cache
def _name(name: str) -> tuple[tuple[str, ...], Words]:
    """The atoms of a name, and its words."""
    ordered = sorted(analyse_spans(name), key=lambda span: (span.start, -span.end))
    runs = [run.span() for run in HAN_RUN.finditer(name)]
    return tuple(atom.term for atom in _atoms(name, ordered, runs)), outermost(ordered)
