"""Looking single strings and rows up, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._index.compiled import compiled
from hardtech.engines.matching._index.layout import SHIFT


@compiled
def find(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    keys: NDArray[np.uint8],
    ends: NDArray[np.int64],
    places: NDArray[np.int64],
) -> None:
    """Sets `places` to the place of each key (the bytes up to its end) in a sorted table of strings."""
    start = 0
    for key in range(len(ends)):
        end = ends[key]
        low, high = 0, len(offsets) - 1
        while low < high:
            middle = (low + high) // 2
            here, last = offsets[middle], offsets[middle + 1]
            at = start
            while at < end and here < last and keys[at] == data[here]:
                at += 1
                here += 1
            if at == end and here == last:
                places[key] = middle
                break
            if here == last or (at < end and data[here] < keys[at]):
                low = middle + 1
            else:
                high = middle
        start = end


@compiled
def _place(rows: NDArray[np.uint16], first: int, last: int, row: int) -> int:
    """Where `row` stands among the ascending `rows[first:last]`; -1 where it does not."""
    end = last
    while first < last:
        middle = (first + last) // 2
        if rows[middle] < row:
            first = middle + 1
        else:
            last = middle
    return first if first < end and rows[first] == row else -1


@compiled
def occurrences(rows: NDArray[np.int32], term: Any, index: Any) -> int:
    """In how many of `rows` (ascending) a term stands; `term` is its first cell, its last, and its first postings."""
    blocks, cell_ones, cell_many, _, ones, many = index[:6]
    cell, end, single, few = term
    counted, row = 0, 0
    while cell < end:
        while row < len(rows) and rows[row] >> SHIFT < blocks[cell]:
            row += 1
        while row < len(rows) and rows[row] >> SHIFT == blocks[cell]:
            inside = rows[row] & ((1 << SHIFT) - 1)
            counted += (
                _place(ones, single, single + cell_ones[cell], inside) >= 0
                or _place(many, few, few + cell_many[cell], inside) >= 0
            )
            row += 1
        single += cell_ones[cell]
        few += cell_many[cell]
        cell += 1
    return counted
