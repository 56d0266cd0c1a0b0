"""Vectors of documents in whole numbers: one byte for each number, exact in any order, shard or process.

    code(v)   = round(127 · v / max |v|)                   int8; a query's in int16, with 32,767
    cos(q, d) = Σ code(q) · code(d) / (|code(q)| · |code(d)|)

In a catalogue of up to `ALL_LOOKED_AT` documents the cosine of each is computed. In a larger one the signs of the
numbers go first: those `SHORTLIST` documents and more whose signs differ least from the query's are looked at. Both
depend on the documents alone, not on how they lie in layers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._errors import ModelsMixed
from hardtech.engines.matching._index.filter import Filter, chosen
from hardtech.engines.matching._index.strings import StringTable
from hardtech.engines.matching._types import Document, Vector

ALL_LOOKED_AT = 50_000
SHORTLIST = 30_000

_WORD = 64
_ONE = 127
_ONE_OF_QUERY = 32_767


@dataclass(frozen=True, slots=True)
class VectorQuery:
    """A query's vector, as the loops want it."""

    codes: NDArray[np.int16]
    signs: NDArray[np.uint64]
    norm: float

    @classmethod
    def of(cls, vector: NDArray[np.float32]) -> VectorQuery | None:
        """None for a vector of zeros, which has no direction."""
        most = np.abs(vector).max(initial=0.0)
        if not most:
            return None
        codes = np.round(vector * (_ONE_OF_QUERY / np.float64(most))).astype(np.int16)
        norm = float(np.sqrt(np.square(codes.astype(np.int64)).sum()))
        return cls(codes, _signs(codes[None])[0], norm)


@dataclass(frozen=True, slots=True)
class Vectors:
    """One vector for each row of a segment; a row of zeros where there is none.

    `codes` is int8[rows, d], `norms` float32[rows], `signs` uint64[rows, d / 64 rounded up].
    """

    codes: NDArray[np.int8]
    norms: NDArray[np.float32]
    signs: NDArray[np.uint64]

    @classmethod
    def of(cls, codes: NDArray[np.int8]) -> Vectors:
        norms = np.sqrt(np.einsum("ij,ij->i", codes, codes, dtype=np.int64)).astype(np.float32)
        return cls(codes, norms, _signs(codes))

    def fits(self, rows: int) -> bool:
        """Whether the three arrays describe `rows` rows each."""
        words = -(-self.codes.shape[1] // _WORD)
        return len(self.codes) == len(self.norms) == rows and self.signs.shape == (rows, words)

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which rows have a vector."""
        return self.norms > 0

    def cosines(self, query: VectorQuery, rows: NDArray[np.int32]) -> NDArray[np.float64]:
        """The cosine of each of `rows` with the query, not a number where there is no vector."""
        from hardtech.engines.matching._meaning.dots import dots

        norms = self.norms[rows].astype(np.float64)
        known = norms > 0
        result = np.full(len(rows), np.nan)
        result[known] = dots(self.codes, rows[known], query.codes) / (norms[known] * query.norm)
        return result

    def codes_of(self, row: int) -> NDArray[np.int8]:
        """The codes of one row; zeros where it has no vector."""
        return self.codes[row] if len(self.codes) else np.zeros(self.codes.shape[1], dtype=np.int8)


@dataclass(frozen=True, slots=True)
class SegmentVectors:
    """The vectors of a segment's rows, and the model that made them."""

    model: str
    vectors: Vectors


def no_vectors(rows: int, dimension: int) -> Vectors:
    """Vectors of a segment in which no document has one: nothing is kept for its rows but that."""
    none = np.zeros((0, dimension), dtype=np.int8)
    return Vectors(none, np.zeros(rows, dtype=np.float32), _signs(none))


def nearest(
    tables: Sequence[tuple[Vectors, Filter | None]], query: VectorQuery, n: int
) -> list[tuple[NDArray[np.int32], NDArray[np.float64]]]:
    """For each table the rows that are among the `n` nearest of all tables, and rows as near as the last of them.

    Rows (ascending) with their cosines; a filter (None: all) says which rows count.
    """
    many = sum(len(table.norms) if only is None else only.count for table, only in tables)
    rows = _shortlist(tables, query) if many > ALL_LOOKED_AT else [_rows(*table) for table in tables]
    cosines = [table.cosines(query, some) for (table, _), some in zip(tables, rows, strict=True)]
    every = np.concatenate(cosines) if cosines else np.zeros(0)
    if len(every) > n:
        least = np.partition(every, -n)[-n] if n else np.inf
        near = [some >= least for some in cosines]
        rows = [some[kept] for some, kept in zip(rows, near, strict=True)]
        cosines = [some[kept] for some, kept in zip(cosines, near, strict=True)]
    return list(zip(rows, cosines, strict=True))


def pairwise_cosines(codes: NDArray[np.int8]) -> NDArray[np.float64]:
    """The cosine of each two rows of int8[n, d]; 0 where one has no vector."""
    from hardtech.engines.matching._meaning.dots import products

    cosines = products(codes).astype(np.float64)
    norms = np.sqrt(np.diagonal(cosines))
    scale = np.where(norms > 0, norms, 1.0)
    return np.asarray(cosines / (scale[:, None] * scale[None, :]), dtype=np.float64)


def _rows(table: Vectors, only: Filter | None) -> NDArray[np.int32]:
    """The rows that have a vector and count."""
    if only is not None and only.rows is not None:
        return only.rows[table.norms[only.rows] > 0]
    return np.flatnonzero(table.present if only is None else table.present & only.mask).astype(np.int32)


def _shortlist(
    tables: Sequence[tuple[Vectors, Filter | None]], query: VectorQuery
) -> list[NDArray[np.int32]]:
    """The rows whose signs differ least: at least `SHORTLIST`, all of those that differ as little as the last."""
    from hardtech.engines.matching._meaning.dots import sift

    counts = np.zeros(query.signs.size * _WORD + 1, dtype=np.int64)
    shortlist = []
    for table, only in tables:
        sparse, mask, few = chosen(only)
        differing = np.empty(len(few) if sparse else len(table.norms), dtype=np.uint16)
        sift(table.signs, table.norms, query.signs, (sparse, mask, few), differing, counts)
        shortlist.append((differing, few if sparse else None))
    limit = int(np.searchsorted(np.cumsum(counts), SHORTLIST))
    near = [(np.flatnonzero(differing <= limit), few) for differing, few in shortlist]
    return [(places if few is None else few[places]).astype(np.int32) for places, few in near]


def quantise(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """The codes of float32[n, d]; a row of zeros stays one."""
    most = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0).astype(np.float64)
    return np.round(vectors * (_ONE / np.where(most > 0, most, 1.0))).astype(np.int8)


def _signs(codes: NDArray[np.signedinteger]) -> NDArray[np.uint64]:
    packed = np.packbits(codes > 0, axis=1)
    words = -(-codes.shape[1] // _WORD)
    padded = np.zeros((len(codes), words * 8), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    return padded.view(np.uint64)


@dataclass(slots=True)
class Collector:
    """Takes the vectors off documents on their way into an index. Raises ModelsMixed."""

    model: str | None = None
    ids: list[str] = field(default_factory=list)
    codes: bytearray = field(default_factory=bytearray)

    def watch(self, documents: Iterable[Document]) -> Iterator[Document]:
        """`documents`, without their vectors."""
        for document in documents:
            if document.vector is not None:
                self.take(document.id, document.vector)
                yield replace(document, vector=None)
            else:
                yield document

    def take(self, id_: str, vector: Vector) -> None:
        """Remember the vector of the document `id_`, once."""
        if self.model is None:
            self.model = vector.model
        elif self.model != vector.model:
            raise ModelsMixed(self.model, vector.model)
        self.ids.append(id_)
        self.codes += quantise(vector.values[None]).tobytes()

    def meaning(self, ids: StringTable) -> SegmentVectors | None:
        """The vectors in the order of `ids`; None where no document had one."""
        if self.model is None:
            return None
        taken = np.frombuffer(self.codes, dtype=np.int8).reshape(len(self.ids), -1)
        codes = np.zeros((len(ids), taken.shape[1]), dtype=np.int8)
        codes[ids.find(self.ids)] = taken
        return SegmentVectors(self.model, Vectors.of(codes))
