"""The one analyser: a text becomes the terms that index, query, reasons and page search all share.

A word is found first and folded afterwards, so that every term knows the characters that it came from, in the
text as it was given. Folding is NFKC (full-width forms, ligatures), lower case, and diacritics taken off.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from hardtech.engines.matching._text.glossary_rows import read_glossary
from hardtech.engines.matching._text.words import CHINESE, ENGLISH

LONGEST_TEXT = 1_000_000
"""Characters of a text that are analysed, some 150,000 words; the rest is left out so that no text stalls."""

LONGEST_WORD = 64
"""Characters of one word that count: a line of base64 is no word."""

MOST_JOINED = 4
"""Parts of a hyphenated word that are also joined to one term."""

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_WORD = rf"[^\W_{_HAN}]+(?:[\u0300-\u036f]+[^\W_{_HAN}]*)*"
_HYPHEN = "[-\u00ad\u2010\u2011\uff0d]"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+[.．]\d+)(?!\w|[.．,]\d)"
_ADDRESS = r"(?:https?://|www\.)[!-~]+"
_TOKEN = re.compile(
    rf"(?P<address>{_ADDRESS})|(?P<han>[{_HAN}]+)|(?P<number>{_NUMBER})|{_WORD}(?:{_HYPHEN}{_WORD})*"
)
_PART = re.compile(_WORD)
HAN_RUN = re.compile(f"[{_HAN}]+")
"""Chinese characters side by side."""

_BETWEEN_WORDS = re.compile(rf"(?<=\s)(?=\S)|(?<=[{_HAN}])(?![{_HAN}])|(?<![{_HAN}])(?=[{_HAN}])")


class TermSpan(NamedTuple):
    """A term and the characters `text[start:end]` that it came from."""

    term: str
    start: int
    end: int


def analyse(text: str) -> list[str]:
    """The terms of `text` in reading order, repeated as often as they occur.

    English words are stemmed (Snowball) and function words dropped; hyphenated words give their parts and the
    joined whole; runs of Han characters are segmented, long words also giving the words inside them. Web
    addresses count for nothing.
    """
    return [span.term for span in _spans(text)]


def analyse_spans(text: str) -> list[TermSpan]:
    """The terms of `text`, as `analyse` gives them, each with its place in `text`. Spans may overlap."""
    return list(_spans(text))


def _spans(text: str) -> Iterator[TermSpan]:
    for match in _TOKEN.finditer(text, 0, LONGEST_TEXT):
        start, end = match.span()
        if match["address"]:
            continue
        if match["han"]:
            yield from _segmented(match["han"], start)
        elif match["number"]:
            yield TermSpan(unicodedata.normalize("NFKC", match["number"]).replace(",", ""), start, end)
        else:
            yield from _word_spans(match.group(), start)


def _segmented(run: str, offset: int) -> Iterator[TermSpan]:
    folded = unicodedata.normalize("NFKC", run)  # one ideograph for one: places stay
    for word, start, end in _segmenter().tokenize(folded, "search"):
        if word not in CHINESE:
            yield TermSpan(word, offset + start, offset + end)


def _word_spans(token: str, offset: int) -> Iterator[TermSpan]:
    term = _term(token)
    if term is not None:
        yield TermSpan(term, offset, offset + len(token))
        return
    parts = [match.span() for match in _PART.finditer(token)]
    if len(parts) < 2:
        return
    for start, end in parts:
        if term := _term(token[start:end]):
            yield TermSpan(term, offset + start, offset + end)
    if len(parts) <= MOST_JOINED and (term := _term("".join(token[start:end] for start, end in parts))):
        yield TermSpan(term, offset, offset + len(token))


@lru_cache(maxsize=100_000)
def _term(word: str) -> str | None:
    """The term of one word; None for a function word, a single letter or digit, or a word with hyphens."""
    word = _folded(word[:LONGEST_WORD])
    if len(word) < 2 or word in ENGLISH or not word.isalnum():
        return None
    return _stem(word)


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    bare = (c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", "".join(bare)).lower()


_local = threading.local()


def _stem(word: str) -> str:
    """Snowball's English stem. A stemmer is not safe to share between threads, so each thread has its own."""
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        from Stemmer import Stemmer

        stemmer = _local.stemmer = Stemmer("english", 0)
    stem: str = stemmer.stemWord(word)
    return stem


LONGEST_ADDED = 4
"""Characters of a name of the glossary that the segmenter learns as a word; a longer one is several words."""


@cache
def _segmenter() -> Any:
    """The Chinese segmenter, loaded when the first Han character is met: its dictionary takes 0.1 s.

    Its dictionary is of general language and cuts 石墨烯 (graphene) into 石墨 and 烯; so it learns the short names
    of the glossary from which it would leave single characters.
    """
    import rjieba

    names = {name for _, _, chinese in read_glossary() for name in chinese if len(name) <= LONGEST_ADDED}
    for name in sorted(names):
        pieces = rjieba.cut(name)
        if len(pieces) > 1 and min(map(len, pieces)) == 1 and HAN_RUN.fullmatch(name):
            rjieba.add_word(name, rjieba.suggest_freq(name), "n")
    return rjieba


# A full stop without a space behind it ends a sentence where a capital or a Han character follows, but never inside
# a web address. All is bounded, so that no input makes it crawl.
_SENTENCE_END = re.compile(
    rf"(?P<address>{_ADDRESS})(?P<space>(?<=[.!?])\s)?"
    rf"|[.!?][\"')\]]{{0,2}}\s|(?<=[a-z\d)])[.!?](?=[A-Z][a-z])|[.!?](?=[{_HAN}])|[。！？；][”’）]?|[\r\n]"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of `text` begin and end, without the white space around them."""
    text = text[:LONGEST_TEXT]
    ends = (match.end() for match in _SENTENCE_END.finditer(text) if not match["address"] or match["space"])
    places = []
    for start, end in pairwise([0, *ends, len(text)]):
        piece = text[start:end]
        if stripped := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            places.append((first, first + len(stripped)))
    return places


def between_words(text: str, start: int, end: int) -> Iterator[int]:
    """The places in `text[start:end]` where no word is cut: behind white space, and where a script changes."""
    return (match.start() for match in _BETWEEN_WORDS.finditer(text, start, end))
