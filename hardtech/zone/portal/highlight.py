"""Shows where the words of a search stand in a text, with the same analyser that found it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hardtech.engines.matching import analyse, analyse_spans

__all__ = ["Terms", "highlight", "search_terms"]

BEFORE = 60  # characters shown before the first word found
BEFORE_HAN = 16  # the same for Chinese, whose characters are wide and say more
WINDOW = 240
READ = 20_000  # characters of a long description that are looked through


class Terms(NamedTuple):
    """The terms of a search; the last one also counts as a beginning, as in the search itself."""

    whole: frozenset[str]
    beginning: str

    def hit(self, term: str) -> bool:
        return term in self.whole or bool(self.beginning and term.startswith(self.beginning))


def search_terms(text: str) -> Terms:
    """The terms that the words of a search come down to."""
    terms = list(dict.fromkeys(analyse(text)))
    return Terms(frozenset(terms), terms[-1] if terms else "")


def highlight(text: str, terms: Terms, *, cut: bool = True) -> SafeString:
    """The text, escaped, its words marked; cut around the first one found, or to its beginning."""
    text = text[:READ]
    found = _places(text, terms)
    start = _beginning(text, found[0][0]) if cut and found else 0
    start = text.find(" ", start, start + 20) + 1 or start if start else 0
    end = start + WINDOW if cut else len(text)
    pieces, place = ["…" if start else ""], start
    for first, last in found:
        if first < place or last > end:
            continue
        pieces += [escape(text[place:first]), "<mark>", escape(text[first:last]), "</mark>"]
        place = last
    pieces += [escape(text[place:end]), "…" if end < len(text) else ""]
    return mark_safe("".join(pieces))  # noqa: S308 - every piece of the text is escaped above


def _beginning(text: str, place: int) -> int:
    return max(0, place - (BEFORE_HAN if text[place] >= "\u2e80" else BEFORE))


def _places(text: str, terms: Terms) -> list[tuple[int, int]]:
    """Where the terms stand, in order."""
    return sorted({(span.start, span.end) for span in analyse_spans(text) if terms.hit(span.term)})
