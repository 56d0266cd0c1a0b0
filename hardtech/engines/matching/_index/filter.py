"""Which rows of a segment a search may return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

SPARSE = 4
"""Where at most one row in so many counts, a search goes from row to row instead of over all."""


@dataclass(frozen=True, slots=True)
class Filter:
    """`mask` has a bool for each row; `rows` (int32, ascending) are those that count, None where they are many."""

    mask: NDArray[np.bool_]
    rows: NDArray[np.int32] | None

    @classmethod
    def of(cls, mask: NDArray[np.bool_]) -> Self:
        """The filter that passes the rows of `mask`."""
        few = int(np.count_nonzero(mask)) * SPARSE <= len(mask)
        return cls(mask, np.flatnonzero(mask).astype(np.int32) if few else None)

    def without(self, hidden: NDArray[np.int32]) -> Self:
        """This filter with the rows `hidden` taken out."""
        mask = self.mask.copy()
        mask[hidden] = False
        return type(self)(mask, None if self.rows is None else self.rows[mask[self.rows]])

    @property
    def count(self) -> int:
        """How many rows count."""
        return int(np.count_nonzero(self.mask)) if self.rows is None else len(self.rows)


def chosen(only: Filter | None) -> tuple[bool, NDArray[np.bool_], NDArray[np.int32]]:
    """A filter as kernels take it: whether few rows count, its mask (empty: all count), and these rows where few."""
    none = np.zeros(0, dtype=np.int32)
    if only is None:
        return False, np.zeros(0, dtype=np.bool_), none
    return only.rows is not None, only.mask, none if only.rows is None else only.rows
