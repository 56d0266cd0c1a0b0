"""From documents to a segment, at a million of them: each distinct piece of text is analysed once.

No term reaches over a blank (a space or a control character): `analyse` of a text is that of its pieces, one after the
other. So texts are cut at blanks, a piece that was not met before is given to `analyse`, and the rest is counting.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._errors import DuplicateDocument
from hardtech.engines.matching._index.segment import Segment
from hardtech.engines.matching._index.strings import StringTable
from hardtech.engines.matching._text.analysis import LONGEST_TEXT, analyse
from hardtech.engines.matching._text.weights import DOCUMENT_WEIGHTS
from hardtech.engines.matching._types import PARTS, Document

Scalar = TypeVar("Scalar", bound=np.generic)

BATCH = 1 << 20
"""Characters of text that are counted at a time."""

MOST_PIECES = 1 << 20
MOST_BYTES = 1 << 26
"""Pieces, and bytes of them, that are remembered; then the memory starts anew, so that it does not grow."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Documents as the terms that they hold.

    Those of document `d` are `terms[starts[d]:starts[d + 1]]` (int32, places in `vocabulary`), distinct, with as many
    weighted `counts` (int32).
    """

    ids: Sequence[str]
    vocabulary: Sequence[str]
    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    counts: NDArray[np.int32]


def build_segment(documents: Iterable[Document]) -> Segment:
    """The segment of `documents`, in any order. Raises DuplicateDocument."""
    return _inverted(_counted(documents))


def segment_of_counts(documents: Mapping[str, Mapping[str, int]]) -> Segment:
    """The segment of documents that are counted already: weighted counts by term, by id."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    terms = [numbers[term] for counts in documents.values() for term in counts]
    counts = list(chain.from_iterable(counts.values() for counts in documents.values()))
    forward = Forward(
        list(documents),
        list(numbers),
        _starts([len(counts) for counts in documents.values()]),
        np.array(terms, dtype=np.int32),
        np.array(counts, dtype=np.int32),
    )
    return _inverted(forward)


def _counted(documents: Iterable[Document]) -> Forward:
    """`documents` with their counts, those of `_weights.weighted_counts`."""
    from hardtech.engines.matching._index import build_kernels as kernels

    weights = np.array([DOCUMENT_WEIGHTS[part] for part in PARTS], dtype=np.int32)
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    pieces = _Pieces(numbers)
    ids: list[str] = []
    sizes: list[int] = []
    counted: list[tuple[NDArray[np.int32], NDArray[np.int32]]] = []
    for batch in _batches(documents):
        ids += [document.id for document in batch]
        tokens, ends = pieces.numbered(batch)
        terms, counts, batch_sizes = kernels.count(tokens, ends, weights, *pieces.expansion(), len(numbers))
        sizes += batch_sizes.tolist()
        counted.append((terms, counts))
    starts = _starts(sizes)
    terms, counts = np.empty(starts[-1], dtype=np.int32), np.empty(starts[-1], dtype=np.int32)
    last = int(starts[-1])
    while counted:  # from the end, so that each batch is let go as soon as it is copied
        batch_terms, batch_counts = counted.pop()
        first = last - len(batch_terms)
        terms[first:last], counts[first:last] = batch_terms, batch_counts
        last = first
    return Forward(ids, list(numbers), starts, terms, counts)


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    characters = 0
    for document in documents:
        batch.append(document)
        characters += sum(len(getattr(document, part)) for part in PARTS)
        if characters >= BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


class _Pieces:
    """The pieces of text met so far: a hash table over their bytes, and the terms that each stands for."""

    def __init__(self, numbers: defaultdict[str, int]) -> None:
        self._numbers = numbers
        self._forget()

    def _forget(self) -> None:
        self._used = 0
        self._slots = np.full(1 << 10, -1, dtype=np.int32)
        self._hashes = np.empty(1 << 9, dtype=np.uint64)
        self._offsets = np.zeros(1 << 9, dtype=np.int64)
        self._data = np.empty(1 << 12, dtype=np.uint8)
        self._firsts, self._expanded = array("i", [0]), array("i")

    def numbered(self, batch: Sequence[Document]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The pieces of the parts of `batch` as numbers, and where each part ends among them."""
        from hardtech.engines.matching._index import build_kernels as kernels

        parts = (getattr(document, part)[:LONGEST_TEXT] for document in batch for part in PARTS)
        joined = "\0".join([*(part.replace("\0", " ") for part in parts), ""])
        text = np.frombuffer(joined.encode("utf-8", "surrogatepass"), dtype=np.uint8)
        if self._used > MOST_PIECES or self._offsets[self._used] > MOST_BYTES:
            self._forget()
        self._make_room(len(text))
        before = self._used
        tokens, ends, self._used = kernels.split(
            text, self._slots, self._hashes, self._offsets, self._data, before
        )
        self._analyse(before)
        return tokens, ends

    def expansion(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The terms of piece `p` are `second[first[p]:first[p + 1]]`."""
        return np.array(self._firsts, dtype=np.int32), np.array(self._expanded, dtype=np.int32)

    def _make_room(self, length: int) -> None:
        """Room for all pieces that a text of `length` bytes may bring."""
        from hardtech.engines.matching._index import build_kernels as kernels

        pieces = self._used + length // 2 + 2
        self._hashes = _grown(self._hashes, pieces, self._used)
        self._offsets = _grown(self._offsets, pieces, self._used + 1)
        self._data = _grown(
            self._data, int(self._offsets[self._used]) + length, int(self._offsets[self._used])
        )
        if len(self._slots) < 2 * pieces:
            self._slots = np.full(1 << (2 * pieces).bit_length(), -1, dtype=np.int32)
            kernels.rehash(self._slots, self._hashes, self._used)

    def _analyse(self, before: int) -> None:
        """Enter the terms of the pieces that came after the first `before`."""
        offsets = self._offsets[before : self._used + 1].tolist()
        data = self._data[offsets[0] : offsets[-1]].tobytes()
        for first, last in pairwise(offsets):
            piece = data[first - offsets[0] : last - offsets[0]].decode("utf-8", "surrogatepass")
            self._expanded.extend([self._numbers[term] for term in analyse(piece)])
            self._firsts.append(len(self._expanded))


def _grown(values: NDArray[Scalar], size: int, used: int) -> NDArray[Scalar]:
    if len(values) >= size:
        return values
    larger = np.empty(2 * size, dtype=values.dtype)
    larger[:used] = values[:used]
    return larger


def _starts(sizes: Sequence[int]) -> NDArray[np.int64]:
    starts = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(np.array(sizes, dtype=np.int64), out=starts[1:])
    return starts


def _inverted(forward: Forward) -> Segment:
    """Postings by term, rows in order of id. Raises DuplicateDocument."""
    from hardtech.engines.matching._index import build_kernels as kernels

    order = np.array(sorted(range(len(forward.ids)), key=forward.ids.__getitem__), dtype=np.int64)
    ids = [forward.ids[place] for place in order.tolist()]
    for id_, following in pairwise(ids):
        if id_ == following:
            raise DuplicateDocument(id_)
    terms = sorted(range(len(forward.vocabulary)), key=forward.vocabulary.__getitem__)
    ranks = np.empty(len(terms), dtype=np.int32)
    ranks[terms] = np.arange(len(terms), dtype=np.int32)
    source = (order, forward.starts, forward.terms, forward.counts, ranks)
    cell_starts, one_starts, many_starts, row_lengths, heavy = kernels.measure(*source)
    lengths, codes = np.unique(row_lengths, return_inverse=True)
    blocks, cell_ones, cell_many = (np.zeros(cell_starts[-1], dtype=np.uint16) for _ in range(3))
    most = np.ones(cell_starts[-1], dtype=np.uint8)
    cells = (cell_starts, one_starts, many_starts, blocks, cell_ones, cell_many, most)
    ones = np.empty(one_starts[-1], dtype=np.uint16)
    many = np.empty(many_starts[-1], dtype=np.uint16)
    counts = np.empty(many_starts[-1], dtype=np.uint8)
    places, heavy_counts = np.empty(heavy, dtype=np.int64), np.empty(heavy, dtype=np.int32)
    kernels.invert(*source, cells, (ones, many, counts, places, heavy_counts))
    ascending = np.argsort(places)
    return Segment(
        ids=StringTable.of(ids),
        terms=StringTable.of([forward.vocabulary[place] for place in terms]),
        lengths=lengths.astype(np.int32),
        codes=codes.astype(np.int32),
        cells=cells,
        postings=(ones, many, counts, places[ascending], heavy_counts[ascending]),
    )
