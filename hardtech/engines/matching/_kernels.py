"""The inner loops of a search, compiled. What the arrays hold is told in `_segment.py`.

The formula is `_weights.term_scores`, rearranged: with norm = k1 · (1 − b + b · |d| / mean |d|),

    score(d) = (k1 + 1) / (1 + norm) · Σ over t of  value(t) · m(tf),   m(tf) = tf · (1 + norm) / (tf + norm)

m(1) is 1: so a term that stands once, which is most of them, costs one addition. Values are added in the order of
the terms whatever the layer, shard or filter, so a document's score is the same to the last bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._compiled import compiled
from hardtech.engines.matching._segment import MANY, SHIFT

TABLED = 8
"""Counts below this take m from a table, made for each query."""


@compiled
def find(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    keys: NDArray[np.uint8],
    ends: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The place of each key (the bytes up to its end) in a sorted table of strings, -1 where it is not there."""
    found = np.full(len(ends), -1, np.int64)
    start = np.int64(0)
    for key in range(len(ends)):
        end = ends[key]
        low, high = np.int64(0), np.int64(len(offsets) - 1)
        while low < high:
            middle = (low + high) // 2
            here, last = offsets[middle], offsets[middle + 1]
            at = start
            while at < end and here < last and keys[at] == data[here]:
                at += 1
                here += 1
            if at == end and here == last:
                found[key] = middle
                break
            if here == last or (at < end and data[here] < keys[at]):
                low = middle + 1
            else:
                high = middle
        start = end
    return found


@compiled
def occurrences(
    rows: NDArray[np.int32],
    terms: NDArray[np.int64],
    cells: Any,
    postings: Any,
) -> NDArray[np.int64]:
    """In how many of `rows` (ascending) each of `terms` (-1: unknown) stands."""
    cell_starts, one_starts, many_starts, blocks, cell_ones, cell_many = cells
    ones, many = postings[0], postings[1]
    counted = np.zeros(len(terms), np.int64)
    for place in range(len(terms)):
        term = terms[place]
        if term < 0:
            continue
        one, few = one_starts[term], many_starts[term]
        row = 0
        for cell in range(cell_starts[term], cell_starts[term + 1]):
            next_one, next_few = one + cell_ones[cell], few + cell_many[cell]
            while row < len(rows) and rows[row] >> SHIFT < blocks[cell]:
                row += 1
            while row < len(rows) and rows[row] >> SHIFT == blocks[cell]:
                inside = rows[row] & ((1 << SHIFT) - 1)
                at = one + np.searchsorted(ones[one:next_one], inside)
                if at < next_one and ones[at] == inside:
                    counted[place] += 1
                at = few + np.searchsorted(many[few:next_few], inside)
                if at < next_few and many[at] == inside:
                    counted[place] += 1
                row += 1
            one, few = next_one, next_few
    return counted


@compiled
def _factors(norms: NDArray[np.float64]) -> NDArray[np.float64]:
    """m for each count below TABLED and each norm."""
    table = np.empty((TABLED, len(norms)))
    for count in range(TABLED):
        for code in range(len(norms)):
            table[count, code] = count * (1.0 + norms[code]) / (count + norms[code])
    return table


@compiled
def _kept(rows: NDArray[np.int32], scores: NDArray[np.float64], found: int, n: int) -> float:
    """Moves the `n` best of `found` to the front, equal ones by row, and gives the least of their scores."""
    least = np.partition(scores[:found], found - n)[found - n]
    above = 0
    for place in range(found):
        above += scores[place] > least
    equal, kept = n - above, 0
    for place in range(found):
        if scores[place] > least or (scores[place] == least and equal > 0):
            equal -= scores[place] == least
            rows[kept], scores[kept] = rows[place], scores[place]
            kept += 1
    return float(least)


@compiled
def _add(
    sums: NDArray[np.float64],
    value: float,
    ones: NDArray[np.uint16],
    many: NDArray[np.uint16],
    counts: NDArray[np.uint8],
    first: int,
    heavy: Any,
    codes: NDArray[np.int32],
    norms: NDArray[np.float64],
    factors: NDArray[np.float64],
) -> None:
    """Adds value · m(count) to the `sums` of a block's rows for one term; `first` is the place of `many[0]`."""
    for row in ones:
        sums[row] += value
    for place in range(len(many)):
        row, count = many[place], np.int64(counts[place])
        if count < TABLED:
            sums[row] += value * factors[count, codes[row]]
            continue
        if count == MANY:
            count = np.int64(heavy[1][np.searchsorted(heavy[0], first + place)])
        norm = norms[codes[row]]
        sums[row] += value * (count * (1.0 + norm) / (count + norm))


@compiled
def _pick(
    best: Any, found: int, n: int, bar: float, least: float, low: int, sums: Any, factors: Any, mask: Any
) -> tuple[int, float]:
    """Enters the rows of a block that come after `least` into `best`; gives how many stand there and the new least.

    `sums` are the block's with the length codes of its rows; only those above `bar` can come in. `factors` give the
    score of a sum by length code.
    """
    rows, scores = best
    values, codes = sums
    passing = 0
    for row in range(len(codes)):
        passing += values[row] > bar
    row = -1
    while passing > 0:
        row += 1
        if values[row] <= bar:
            continue
        passing -= 1
        score = values[row] * factors[codes[row]]
        if score <= least or (len(mask) > 0 and not mask[low + row]):
            continue
        rows[found], scores[found] = low + row, score
        found += 1
        if found == len(rows):
            least = _kept(rows, scores, found, n)
            found = n
    if found > n:
        least = _kept(rows, scores, found, n)
        found = n
    return found, least


@compiled
def search(
    terms: NDArray[np.int64],
    values: NDArray[np.float64],
    saturation: float,
    norms: NDArray[np.float64],
    codes: NDArray[np.int32],
    cells: Any,
    postings: Any,
    n: int,
    mask: NDArray[np.bool_],
    wanted: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """The `n` best rows in ascending order with their scores, and the scores of the rows `wanted` (ascending).

    `terms` (all known) with their `values`; `saturation` is k1 + 1; `norms` by length code; an empty `mask` lets
    all rows pass. Block by block: add up every term's postings, then pick.
    """
    cell_starts, one_starts, many_starts, blocks, cell_ones, cell_many = cells
    ones, many, counts = postings[0], postings[1], postings[2]
    factors, scales = _factors(norms), saturation / (1.0 + norms)
    cell, one, few = cell_starts[terms], one_starts[terms], many_starts[terms]
    best = (np.empty(2 * n + 1024, np.int32), np.empty(2 * n + 1024))
    found, least, bar = 0, 0.0, 0.0
    asked, answers = 0, np.zeros(len(wanted))
    sums = np.zeros(1 << 16)  # more than a block: for any place that a damaged file may name
    for low in range(0, len(codes), 1 << SHIFT):
        here = codes[low : low + (1 << SHIFT)]
        needed = n > 0 or (asked < len(wanted) and wanted[asked] < low + len(here))
        for place in range(len(terms)):
            at = cell[place]
            if at == cell_starts[terms[place] + 1] or blocks[at] != low >> SHIFT:
                continue
            first, start = one[place], few[place]
            cell[place], one[place], few[place] = at + 1, first + cell_ones[at], start + cell_many[at]
            if needed:
                some = (ones[first : one[place]], many[start : few[place]], counts[start : few[place]])
                _add(
                    sums, values[place], some[0], some[1], some[2], start, postings[3:], here, norms, factors
                )
        while asked < len(wanted) and wanted[asked] < low + len(here):
            answers[asked] = sums[wanted[asked] - low] * scales[codes[wanted[asked]]]
            asked += 1
        if n > 0:
            found, least = _pick(best, found, n, bar, least, low, (sums, here), scales, mask)
            bar = least / scales.max() * (1.0 - 1e-9)
        if needed:
            sums[: len(here)] = 0.0
    return best[0][:found].copy(), best[1][:found].copy(), answers
