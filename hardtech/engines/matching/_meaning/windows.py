"""What is encoded of a text: its beginning, or of a long one its title and its first windows, averaged.

A model reads some 200 words and says less of each the more it reads. An abstract says in its beginning what it is
about; a call of several pages does not. So up to `LONG` the model reads as far as it can; of a longer text the title
and up to `MOST_WINDOWS` windows of whole sentences are encoded, and the mean of their vectors stands for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._meaning.encoder import Encoder, text_for_meaning
from hardtech.engines.matching._text.analysis import sentences
from hardtech.engines.matching._types import Document, Query

LONG = 2_500
"""Size from which a text is read in windows. A character outside ASCII counts three times."""

WINDOW = 1_100
"""Size of what a model reads at once: 256 word pieces of English."""

MOST_WINDOWS = 3


def passages_for_meaning(source: Document | Query) -> list[str]:
    """The texts whose vectors together stand for `source`; none for an empty one."""
    text = text_for_meaning(source)
    if not text.strip():
        return []
    if _size(text) <= LONG:
        return [text]
    windows = _windows(text)
    return [source.title, *windows] if source.title.strip() else windows


def vectors_of(encoder: Encoder, sources: Sequence[Document | Query]) -> NDArray[np.float32]:
    """One row of length 1 for each source, float32[n, d]; a row of zeros where there is nothing to encode."""
    passages = [passages_for_meaning(source) for source in sources]
    of_passages = encoder.encode([passage for some in passages for passage in some])
    vectors = np.zeros((len(sources), encoder.dimension), dtype=np.float32)
    place = 0
    for row, some in enumerate(passages):
        total = of_passages[place : place + len(some)].sum(axis=0)
        place += len(some)
        if length := float(np.linalg.norm(total)):
            vectors[row] = total / length
    return vectors


def _windows(text: str) -> list[str]:
    windows: list[str] = []
    here = ""
    for start, end in sentences(text):
        sentence = text[start:end]
        if here and _size(here) + _size(sentence) > WINDOW:
            windows.append(here)
            if len(windows) == MOST_WINDOWS:
                return windows
            here = ""
        here = f"{here} {sentence}" if here else sentence
    return [*windows, here] if here else windows


def _size(text: str) -> int:
    return len(text) if text.isascii() else sum(1 if c.isascii() else 3 for c in text)
