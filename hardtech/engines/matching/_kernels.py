"""The inner loops of a search, compiled: bare loops, since each numpy function in them takes a second to compile.

The formula is that of `_weights`: score(d) = scale(|d|) · Σ over t of whole(t) · m(tf, |d|), each product rounded to a
whole number. m(1) is 1, so a term that stands once, as most do, costs one addition; and sums of whole numbers are the
same in any order, so terms may be left out where they can't matter (Turtle and Flood's MaxScore, "Query evaluation:
strategies and optimizations", 1995) and the score is still the same to the last bit in every layer, shard and filter.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._compiled import compiled
from hardtech.engines.matching._segment import MANY, SHIFT, TABLED
from hardtech.engines.matching._weights import MOST_FACTOR

LOOK_UP = 30
"""What finding a row in a cell costs, in additions of a posting."""

LOOK_OVER = 3_000
"""What looking over a block's sums costs."""

ROUND = 1.5 * 2.0**52
"""Added and taken away again, it rounds a number under 2⁵¹ to a whole one, ties to even."""

SAFE = 1e-9
"""Part by which a bound is widened, since bounds are rounded and sums are not."""


@compiled
def find(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    keys: NDArray[np.uint8],
    ends: NDArray[np.int64],
    found: NDArray[np.int64],
) -> None:
    """Sets `found` to the place of each key (the bytes up to its end) in a sorted table of strings."""
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
                found[key] = middle
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
    cell, end, one, few = term
    counted, row = 0, 0
    while cell < end:
        while row < len(rows) and rows[row] >> SHIFT < blocks[cell]:
            row += 1
        while row < len(rows) and rows[row] >> SHIFT == blocks[cell]:
            inside = rows[row] & ((1 << SHIFT) - 1)
            counted += (
                _place(ones, one, one + cell_ones[cell], inside) >= 0
                or _place(many, few, few + cell_many[cell], inside) >= 0
            )
            row += 1
        one += cell_ones[cell]
        few += cell_many[cell]
        cell += 1
    return counted


@compiled
def _product(whole: float, at: int, code: int, index: Any, weights: Any) -> float:
    """whole · m, rounded, of the posting at place `at` of `many`, in a row of this length code."""
    _, _, _, _, _, _, counts, heavy_places, heavy_counts = index
    factors, norms, _ = weights
    count = int(counts[at])
    if count < TABLED:
        return float((whole * factors[count, code] + ROUND) - ROUND)
    if count == MANY:
        first, last = 0, len(heavy_places)
        while first < last - 1:
            middle = (first + last) // 2
            if heavy_places[middle] <= at:
                first = middle
            else:
                last = middle
        count = heavy_counts[first]
    factor = min(count * (1.0 + norms[code]) / (count + norms[code]), MOST_FACTOR)
    return float((whole * factor + ROUND) - ROUND)


@compiled
def _most(whole: float, most: int, weights: Any) -> float:
    """The largest whole · m of a cell whose counts are at most `most`: that in the longest document."""
    norm = weights[1][-1]
    if most < MANY:
        return float(whole * (most * (1.0 + norm) / (most + norm)) + 1.0)
    return float(whole * min(1.0 + norm, MOST_FACTOR) + 1.0)


@compiled
def _enter(block: int, plan: Any, lists: Any, index: Any, weights: Any) -> tuple[int, float]:
    """Notes where each term's postings of a block begin and end, moves on to the next block, and gives how many
    postings there are and the most that they could add to a row."""
    whole, cells, ends, starts_one, starts_few = plan
    blocks, cell_ones, cell_many, cell_most = index[:4]
    firsts, lasts, bounds = lists
    postings, rest = 0, 0.0
    for term in range(len(whole)):
        cell = cells[term]
        one, few = starts_one[term], starts_few[term]
        if cell < ends[term] and blocks[cell] == block:
            cells[term] += 1
            starts_one[term] += cell_ones[cell]
            starts_few[term] += cell_many[cell]
        firsts[2 * term], lasts[2 * term] = few, starts_few[term]
        firsts[2 * term + 1], lasts[2 * term + 1] = one, starts_one[term]
        some = whole[term] if starts_one[term] > one else 0.0
        more = _most(whole[term], cell_most[cell], weights) if starts_few[term] > few else some
        bounds[2 * term], bounds[2 * term + 1] = more - some, some
        postings += starts_one[term] - one + starts_few[term] - few
        rest += more
    return postings, rest


@compiled
def _add_ones(
    sums: NDArray[np.float64], ones: NDArray[np.uint16], first: int, last: int, whole: float
) -> None:
    for at in range(first, last):
        sums[ones[at]] += whole


@compiled
def _add_many(
    sums: NDArray[np.float64],
    many: NDArray[np.uint16],
    counts: NDArray[np.uint8],
    first: int,
    last: int,
    whole: float,
    factors: NDArray[np.float64],
    here: NDArray[np.int32],
) -> int:
    """Adds the postings whose m stands in the table; gives how many others there are."""
    others = 0
    for at in range(first, last):
        count = counts[at]
        if count < TABLED:
            sums[many[at]] += (whole * factors[count, here[many[at]]] + ROUND) - ROUND
        else:
            others += 1
    return others


@compiled
def _add(kind: int, lists: Any, plan: Any, index: Any, weights: Any, here: Any, sums: Any) -> None:
    """Adds a list of postings (`kind` 2 t: counts above 1 of term t, 2 t + 1: counts of 1) to the sums of a block."""
    whole, first, last = plan[0][kind >> 1], lists[0][kind], lists[1][kind]
    if kind & 1:
        _add_ones(sums, index[4], first, last, whole)
    elif _add_many(sums, index[5], index[6], first, last, whole, weights[0], here) > 0:
        for at in range(first, last):
            if index[6][at] >= TABLED:
                sums[index[5][at]] += _product(whole, at, here[index[5][at]], index, weights)


@compiled
def _completed(
    row: int,
    code: int,
    total: float,
    bar: float,
    rest: float,
    order: Any,
    lists: Any,
    plan: Any,
    index: Any,
    weights: Any,
) -> float:
    """`total` with what the lists in `order` add to `row`; given up where it can't come above `bar` any more."""
    for kind in order:
        if total + rest * (1.0 + SAFE) <= bar:
            break
        first, last = lists[0][kind], lists[1][kind]
        rest -= lists[2][kind]
        if first == last:
            continue
        if kind & 1:
            if _place(index[4], first, last, row) >= 0:
                total += plan[0][kind >> 1]
        else:
            at = _place(index[5], first, last, row)
            if at >= 0:
                total += _product(plan[0][kind >> 1], at, code, index, weights)
    return total


@compiled
def _keep(score: float, row: int, found: int, rows: NDArray[np.int32], scores: NDArray[np.float64]) -> int:
    """Puts a row into a heap of the best, whose first is the worst: the least score, of equal ones the last row."""
    if found < len(rows):
        at = found
        found += 1
        while at > 0 and score <= scores[(at - 1) // 2]:  # rows come in ascending order
            rows[at], scores[at] = rows[(at - 1) // 2], scores[(at - 1) // 2]
            at = (at - 1) // 2
    else:
        at, child = 0, 1
        while child < found:
            other = child + 1
            if other < found and (
                scores[other] < scores[child]
                or (scores[other] == scores[child] and rows[other] > rows[child])
            ):
                child = other
            if scores[child] >= score:
                break
            rows[at], scores[at] = rows[child], scores[child]
            at, child = child, 2 * child + 1
    rows[at], scores[at] = row, score
    return found


@compiled
def _begin(sums: NDArray[np.float64], rows: int, mask: NDArray[np.bool_]) -> None:
    """Sets the sums of a block to 0, and so low that nothing lifts them where the mask lets a row not pass."""
    if len(mask) == 0:
        for row in range(rows):
            sums[row] = 0.0
    else:
        for row in range(rows):
            sums[row] = (mask[row] - 1.0) * 1e300


@compiled
def _above(bar: float, sums: NDArray[np.float64], rows: int) -> int:
    count = 0
    for row in range(rows):
        count += sums[row] > bar
    return count


@compiled
def _gather(
    order: Any, lists: Any, plan: Any, index: Any, weights: Any, here: Any, sums: Any, known: Any
) -> tuple[int, float]:
    """Adds lists until few rows are left that can come in; gives how many of `order` were added, and the most that the
    others could add. `known` are the postings of all, the most that they add, and the sum that a row must exceed."""
    left, rest, bar = known
    added, unseen = 0, 0
    for kind in order:
        if bar > rest and unseen >= LOOK_OVER:
            unseen = 0
            few = _above((bar - rest) * (1.0 - SAFE), sums, len(here))
            if few * LOOK_UP * (len(order) - added) < left:
                break
        size = lists[1][kind] - lists[0][kind]
        if size > 0:
            _add(kind, lists, plan, index, weights, here, sums)
        left -= size
        unseen += size
        rest -= lists[2][kind]
        added += 1
    return added, rest if added < len(order) else 0.0


@compiled
def _answer(
    low: int,
    wanted: Any,
    order: Any,
    lists: Any,
    plan: Any,
    index: Any,
    weights: Any,
    here: Any,
    sums: Any,
    left: int,
) -> None:
    """Scores the rows wanted of a block: each by itself, or where they are many, with all others."""
    rows, scores = wanted
    together = len(rows) * LOOK_UP * len(order) > left
    if together:
        _begin(sums, len(here), np.zeros(0, np.bool_))
        for kind in order:
            _add(kind, lists, plan, index, weights, here, sums)
    for place in range(len(rows)):
        row = rows[place] - low
        total = sums[row]
        if not together:
            total = _completed(row, here[row], 0.0, -1.0, np.inf, order, lists, plan, index, weights)
        scores[place] = total * weights[2][here[row]]


@compiled
def _pick(
    above: Any,
    found: int,
    best: Any,
    others: Any,
    lists: Any,
    plan: Any,
    index: Any,
    weights: Any,
    here: Any,
    sums: Any,
) -> int:
    """Enters the rows of a block into `best`; gives how many stand there.

    `above`: the sum that a row must exceed before the `others`, lists that were not added, the most that these add, and
    the block's first row.
    """
    bar, rest, low = above
    least = best[1][0] if found == len(best[0]) else 0.0
    passing, row = _above(bar, sums, len(here)), -1
    while passing > 0:
        row += 1
        total = sums[row]
        if total <= bar:
            continue
        passing -= 1
        scale = weights[2][here[row]]
        if (total + rest) * scale * (1.0 + SAFE) <= least:
            continue
        if rest > 0.0:
            needed = least / scale * (1.0 - SAFE)
            total = _completed(row, here[row], total, needed, rest, others, lists, plan, index, weights)
        if total * scale > least:
            found = _keep(total * scale, low + row, found, best[0], best[1])
            least = best[1][0] if found == len(best[0]) else 0.0
    return found


@compiled
def search(
    plan: Any, order: Any, index: Any, weights: Any, codes: Any, mask: Any, best: Any, wanted: Any, room: Any
) -> int:
    """Fills the heap `best` (rows, scores) and the scores of the `wanted` rows (ascending); gives how many are best.

    `plan`: the whole value of each term, its next cell and its last, its next postings. `order`: in which the lists of
    postings are added, the weightiest first. `weights`: m by count and length code, norm and scale by length code.
    `room`: sums of a block, first and last posting of each list, and the most that it adds. An empty `mask` lets all
    rows pass.
    """
    sums, lists = room[0], room[1:]
    scales, steepest = weights[2], 0.0
    for code in range(len(scales)):
        steepest = max(steepest, scales[code])
    found, least, asked = 0, 0.0, 0
    for low in range(0, len(codes), 1 << SHIFT):
        here = codes[low : low + (1 << SHIFT)]
        left, rest = _enter(low >> SHIFT, plan, lists, index, weights)
        first = asked
        while asked < len(wanted[0]) and wanted[0][asked] < low + len(here):
            asked += 1
        if asked > first:
            some = (wanted[0][first:asked], wanted[1][first:asked])
            _answer(low, some, order, lists, plan, index, weights, here, sums, left)
        bar = least / steepest * (1.0 - SAFE)
        if len(best[0]) == 0 or rest <= bar or left == 0:
            continue
        _begin(sums, len(here), mask[low : low + len(here)])
        added, rest = _gather(order, lists, plan, index, weights, here, sums, (left, rest, bar))
        above = ((bar - rest) * (1.0 - SAFE), rest, low)
        found = _pick(above, found, best, order[added:], lists, plan, index, weights, here, sums)
        least = best[1][0] if found == len(best[0]) else 0.0
    return found
