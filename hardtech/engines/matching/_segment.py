"""An inverted index in a few arrays: mapped from disk, or in memory for recent changes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._errors import DuplicateDocument
from hardtech.engines.matching._strings import StringTable
from hardtech.engines.matching._weights import RankingQuery


@dataclass(frozen=True, slots=True)
class Segment:
    """Postings by term.

    `ids` and `terms` are sorted, so a row is the rank of a document's id. The postings of term `t` are
    `rows[starts[t]:starts[t + 1]]` (int32, ascending) with as many `counts` (int32, weighted occurrences).
    `lengths` (int64) holds one weighted length for each row.
    """

    ids: StringTable
    terms: StringTable
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.int64]

    def postings(self, terms: Sequence[str]) -> Postings:
        """The postings of `terms`, joined end to end in the order given."""
        found = self.terms.find(terms)
        known = np.flatnonzero(found >= 0)
        firsts, lasts = self.starts[found[known]], self.starts[found[known] + 1]
        slices = [slice(first, last) for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)]
        return Postings(
            owners=np.repeat(known, lasts - firsts),
            rows=np.concatenate([self.rows[part] for part in slices] or [self.rows[:0]]),
            counts=np.concatenate([self.counts[part] for part in slices] or [self.counts[:0]]),
        )

    def frequencies(self, terms: Sequence[str], hidden: NDArray[np.int32]) -> NDArray[np.int64]:
        """In how many rows each of `terms` stands, those `hidden` (int32, ascending) not counted."""
        postings = self.postings(terms)
        shown = ~np.isin(postings.rows, hidden)
        return np.bincount(postings.owners[shown], minlength=len(terms))

    def top(
        self, ranking: RankingQuery, n: int, mask: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The `n` best rows and their scores, best first, equal scores by row (which is by id).

        `mask` (one bool for each row) tells which rows count; None for all. Rows that share no term with the
        query are left out, so there may be fewer than `n`.
        """
        scores = self.scores(ranking, np.arange(len(self.ids), dtype=np.int32))
        if mask is not None:
            scores = np.where(mask, scores, 0.0)
        rows = np.flatnonzero(scores > 0)
        if n < len(rows):
            rows = rows[scores[rows] >= np.partition(scores[rows], -n)[-n]] if n else rows[:0]
        rows = rows[np.argsort(-scores[rows], kind="stable")][:n]
        return rows.astype(np.int32), scores[rows]

    def scores(self, ranking: RankingQuery, rows: NDArray[np.int32]) -> NDArray[np.float64]:
        """The score of each of `rows`, in their order; 0 where no term is shared."""
        postings = self.postings(ranking.terms)
        norms = ranking.k1 * (1 - ranking.b + ranking.b * (self.lengths / ranking.average_length))
        saturated = postings.counts * (ranking.k1 + 1) / (postings.counts + norms[postings.rows])
        added = np.array(ranking.values)[postings.owners] * saturated
        every = np.bincount(postings.rows, added, len(self.lengths)).astype(np.float64, copy=False)
        return every[rows]


@dataclass(frozen=True, slots=True)
class Postings:
    """For each posting: which of the asked terms it belongs to, its row and its count."""

    owners: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]


def build_segment(documents: Iterable[tuple[str, Mapping[str, int]]]) -> Segment:
    """The segment of documents given as id and weighted counts, in any order.

    Holds 12 bytes for each pair of document and term, and once more while sorting.
    Raises DuplicateDocument.
    """
    ids: dict[str, int] = {}
    vocabulary: dict[str, int] = {}
    owners, rows, counts, lengths = array("i"), array("i"), array("i"), array("q")
    for id_, terms in documents:
        if id_ in ids:
            raise DuplicateDocument(id_)
        row = ids[id_] = len(ids)
        for term, count in terms.items():
            owners.append(vocabulary.setdefault(term, len(vocabulary)))
            rows.append(row)
            counts.append(count)
        lengths.append(sum(terms.values()))
    id_order, id_rank = _sorted(ids)
    term_order, term_rank = _sorted(vocabulary)
    owner_of = term_rank[np.frombuffer(owners, dtype=np.int32)] if owners else np.zeros(0, dtype=np.int32)
    row_of = id_rank[np.frombuffer(rows, dtype=np.int32)] if rows else np.zeros(0, dtype=np.int32)
    order = np.lexsort((row_of, owner_of))
    starts = np.zeros(len(vocabulary) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner_of, minlength=len(vocabulary)), out=starts[1:])
    row_lengths = np.zeros(len(ids), dtype=np.int64)
    row_lengths[id_rank] = np.array(lengths, dtype=np.int64)
    return Segment(
        ids=StringTable.of(id_order),
        terms=StringTable.of(term_order),
        starts=starts,
        rows=row_of[order],
        counts=np.array(counts, dtype=np.int32)[order],
        lengths=row_lengths,
    )


def _sorted(numbers: Mapping[str, int]) -> tuple[list[str], NDArray[np.int32]]:
    """The keys in ascending order, and for each number the place of its key in that order."""
    ordered = sorted(numbers)
    ranks = np.zeros(len(ordered), dtype=np.int32)
    ranks[[numbers[key] for key in ordered]] = np.arange(len(ordered), dtype=np.int32)
    return ordered, ranks
