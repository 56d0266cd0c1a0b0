"""An inverted index in a few arrays: mapped from disk, or in memory for recent changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._index.filter import Filter, chosen
from hardtech.engines.matching._index.layout import CELLS, POSTINGS, TABLED, Cells, Postings
from hardtech.engines.matching._index.strings import StringTable
from hardtech.engines.matching._text.weights import RankingQuery


@dataclass(frozen=True)
class Segment:
    """Postings by term.

    `ids` and `terms` are sorted, so a row is the rank of a document's id. The weighted length of row `r` is
    `lengths[codes[r]]` (int32 both); `lengths` are distinct and ascend.

    Rows lie in blocks of 2 ** 14. A cell is a term in a block: those of term `t` are `cell_starts[t]` to
    `cell_starts[t + 1]`, in order of `blocks`. A cell has `cell_ones` rows where the term counts once and `cell_many`
    where it counts more, `cell_most` times at most (255: or more). They follow each other in `ones` and `many` (places
    in the block, ascending) from `one_starts[t]` and `many_starts[t]` on. `counts` are those of `many`; where a count
    is 255 or more, 255 stands there, its place in `many` in `heavy_places` (ascending) and it itself in `heavy_counts`.
    """

    ids: StringTable
    terms: StringTable
    lengths: NDArray[np.int32]
    codes: NDArray[np.int32]
    cells: Cells
    postings: Postings

    def __post_init__(self) -> None:
        """No array can be written any more, whether mapped or in memory: so kernels are compiled for one kind."""
        for array in self.arrays().values():
            array.flags.writeable = False

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All arrays by the names that they have on disk."""
        return {
            "id_data": self.ids.data,
            "id_offsets": self.ids.offsets,
            "term_data": self.terms.data,
            "term_offsets": self.terms.offsets,
            "lengths": self.lengths,
            "codes": self.codes,
            **dict(zip(CELLS, self.cells, strict=True)),
            **dict(zip(POSTINGS, self.postings, strict=True)),
        }

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def total_length(self) -> int:
        """The lengths of all rows together."""
        rows = np.bincount(self.codes, minlength=len(self.lengths))
        return int(rows @ self.lengths.astype(np.int64)) if len(self.lengths) else 0

    def length_of(self, rows: NDArray[np.int32]) -> int:
        """The lengths of `rows` together."""
        return int(self.lengths[self.codes[rows]].sum(dtype=np.int64))

    @property
    def term_rows(self) -> NDArray[np.int64]:
        """In how many rows each of `terms` stands."""
        _, ones, many, *_ = self.cells
        return np.diff(ones) + np.diff(many)

    def frequencies(self, terms: Sequence[str], hidden: NDArray[np.int32]) -> NDArray[np.int64]:
        """In how many rows each of `terms` stands, those `hidden` (ascending) not counted."""
        from hardtech.engines.matching._index.lookups import occurrences

        places = self.terms.find(terms)
        _, ones, many, *_ = self.cells
        frequencies = ones[places + 1] - ones[places] + many[places + 1] - many[places]
        frequencies[places < 0] = 0
        if len(hidden):
            for place in np.flatnonzero(places >= 0).tolist():
                frequencies[place] -= occurrences(hidden, self._begins(int(places[place])), self._index)
        return frequencies

    def top(
        self, ranking: RankingQuery, n: int, only: Filter | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The `n` best rows and their scores, best first, equal scores by row (which is by id).

        `only` says which rows count; None for all. Rows that share no term with the query are left out, so there may be
        fewer than `n`.
        """
        rows, scores, _ = self.search(ranking, n, only, np.zeros(0, dtype=np.int32))
        return rows, scores

    def scores(self, ranking: RankingQuery, rows: NDArray[np.int32]) -> NDArray[np.float64]:
        """The score of each of `rows`, in their order; 0 where no term is shared."""
        every, places = np.unique(rows, return_inverse=True)
        return self.search(ranking, 0, None, every)[2][places]

    def search(
        self, ranking: RankingQuery, n: int, only: Filter | None, wanted: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
        """What `top` gives, and the scores of the rows `wanted` (int32, ascending, each once, all among
        those that count), in one pass."""
        from hardtech.engines.matching._index import kernels

        if not n and not len(wanted):
            return np.zeros(0, dtype=np.int32), np.zeros(0), np.zeros(0)
        places, whole = self._known(ranking)
        lists = 2 * len(places)
        cell_starts, one_starts, many_starts, *_ = self.cells
        plan = (whole, cell_starts[places], cell_starts[places + 1], one_starts[places], many_starts[places])
        rows, scores = np.zeros(min(n, len(self)), dtype=np.int32), np.zeros(min(n, len(self)))
        answers = np.zeros(len(wanted))
        # There is room for any place that a damaged file may name.
        many = 1 << 16
        room = (
            np.zeros(many),
            (np.zeros(many, dtype=np.int64), np.zeros(many)),
            (np.zeros(many, dtype=np.int64), np.zeros(many)),
            np.zeros(len(self.lengths)),
            *(np.zeros(lists, dtype=np.int64) for _ in range(2)),
            np.zeros(lists),
        )
        count = kernels.search(
            plan,
            np.argsort(-np.column_stack([2 * whole, whole]).ravel(), kind="stable"),
            self._index,
            self._weights(ranking),
            self.codes,
            chosen(only),
            (rows, scores),
            (wanted.astype(np.int32, copy=False), answers),
            room,
        )
        best = np.lexsort((rows[:count], -scores[:count]))
        return rows[best], scores[best], answers

    @property
    def _index(self) -> tuple[Any, ...]:
        return (*self.cells[3:], *self.postings)

    def _begins(self, term: int) -> tuple[Any, ...]:
        """The first cell of a term, where its cells end, and its first postings."""
        cells, ones, many, *_ = self.cells
        return cells[term], cells[term + 1], ones[term], many[term]

    def _known(self, ranking: RankingQuery) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The terms that stand in some row, weightiest first, and their whole values."""
        places = self.terms.find(ranking.terms)
        whole = ranking.whole_values()
        order = np.argsort(-whole, kind="stable")
        order = order[(places >= 0)[order]]
        return places[order], whole[order]

    def _weights(self, ranking: RankingQuery) -> tuple[NDArray[np.float64], ...]:
        """By length code: m of each small count, norm, and scale."""
        norms = ranking.norm(self.lengths.astype(np.float64))
        counts = np.arange(TABLED)[:, None]
        return counts * (1.0 + norms) / (counts + norms), norms, ranking.scale(norms)
