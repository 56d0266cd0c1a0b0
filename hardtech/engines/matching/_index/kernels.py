"""The inner loops of a search, compiled: bare loops, since each numpy function in them takes a second to compile.

The formula is that of `_text/weights.py`: score(d) = scale(|d|) · Σ over t of whole(t) · m(tf, |d|), each product
rounded to a whole number. m(1) is 1, so a term that stands once, as most do, costs one addition; and sums of whole
numbers are the same in any order, so terms may be left out where they can't matter (Turtle and Flood's MaxScore,
"Query evaluation: strategies and optimizations", 1995) and the score is still the same to the last bit in every layer,
shard and filter.

`terms` below are the plan of a search (see `search`), for each list of postings its first, its last and the most that
it adds, the index and the weights; a `block` is the length codes of its rows, their sums, and the bar by length code.
All loops stand in one file, since numba notices changes of a loop's own file alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._index.compiled import compiled
from hardtech.engines.matching._index.layout import MANY, SHIFT, TABLED
from hardtech.engines.matching._text.weights import MOST_FACTOR

LOOK_UP = 10
"""What finding a row in a cell costs, in additions of a posting."""

NEVER = -1e300
"""A sum that nothing lifts above zero."""

FEW = 1_000
"""Rows of a block from which on they are followed one by one."""

LOOK_OVER = 3_000
"""What looking over a block's sums costs."""

ROUND = 1.5 * 2.0**52
"""Added and taken away again, it rounds a number under 2⁵¹ to a whole one, ties to even."""

SAFE = 1e-9
"""Part by which a bound is widened, since bounds are rounded and sums are not."""


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
        single, few = starts_one[term], starts_few[term]
        if cell < ends[term] and blocks[cell] == block:
            cells[term] += 1
            starts_one[term] += cell_ones[cell]
            starts_few[term] += cell_many[cell]
        firsts[2 * term], lasts[2 * term] = few, starts_few[term]
        firsts[2 * term + 1], lasts[2 * term + 1] = single, starts_one[term]
        some = whole[term] if starts_one[term] > single else 0.0
        more = _most(whole[term], cell_most[cell], weights) if starts_few[term] > few else some
        bounds[2 * term], bounds[2 * term + 1] = more - some, some
        postings += starts_one[term] - single + starts_few[term] - few
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
def _add(kind: int, terms: Any, block: Any) -> None:
    """Adds a list of postings (`kind` 2 t: counts above 1 of term t, 2 t + 1: counts of 1) to the sums of a block."""
    plan, lists, index, weights = terms
    here, sums, _ = block
    whole, first, last = plan[0][kind >> 1], lists[0][kind], lists[1][kind]
    if kind & 1:
        _add_ones(sums, index[4], first, last, whole)
    elif _add_many(sums, index[5], index[6], first, last, whole, weights[0], here) > 0:
        for at in range(first, last):
            if index[6][at] >= TABLED:
                sums[index[5][at]] += _product(whole, at, here[index[5][at]], index, weights)


@compiled
def _look_up(kind: int, terms: Any, here: Any, followed: Any, few: int) -> None:
    """Adds a list of postings to the totals of the `few` first of the rows `followed` (ascending).

    Each is looked for from where the one before stood, in steps that double (Bentley and Yao, "An almost optimal
    algorithm for unbounded searching", 1976).
    """
    plan, lists, index, weights = terms
    rows, totals = followed
    places = index[4] if kind & 1 else index[5]
    at, last = lists[0][kind], lists[1][kind]
    whole = plan[0][kind >> 1]
    for number in range(few if at < last else 0):
        row = rows[number]
        step = 1
        while at + step < last and places[at + step] <= row:
            at += step
            step += step
        end = min(at + step, last)
        while at + 1 < end:
            middle = (at + end) >> 1
            if places[middle] <= row:
                at = middle
            else:
                end = middle
        if places[at] == row:
            totals[number] += whole if kind & 1 else _product(whole, at, here[row], index, weights)


@compiled
def _keep(score: float, row: int, kept: int, rows: NDArray[np.int32], scores: NDArray[np.float64]) -> int:
    """Puts a row into a heap of the best, whose first is the worst: the least score, of equal ones the last row."""
    if kept < len(rows):
        at = kept
        kept += 1
        while at > 0 and score <= scores[(at - 1) // 2]:  # rows come in ascending order
            rows[at], scores[at] = rows[(at - 1) // 2], scores[(at - 1) // 2]
            at = (at - 1) // 2
    else:
        at, child = 0, 1
        while child < kept:
            other = child + 1
            if other < kept and (
                scores[other] < scores[child]
                or (scores[other] == scores[child] and rows[other] > rows[child])
            ):
                child = other
            if scores[child] >= score:
                break
            rows[at], scores[at] = rows[child], scores[child]
            at, child = child, 2 * child + 1
    rows[at], scores[at] = row, score
    return kept


@compiled
def _bars(least: float, scales: NDArray[np.float64], bars: NDArray[np.float64]) -> float:
    """Sets, by length code, the sum (a whole number) that a row must exceed to score above `least`; the lowest of them."""
    lowest = np.inf
    for code in range(len(scales)):
        bars[code] = np.floor(least / scales[code] * (1.0 - SAFE))
        lowest = min(lowest, bars[code])
    return lowest


@compiled
def _begin(low: int, chosen: Any, block: Any, rows: NDArray[np.int64]) -> tuple[int, float]:
    """Sets the sums of a block, whose first row is `low`, to what each row lacks of its bar, and so low that nothing
    lifts them where a row may not pass. Gives the mean bar of those that may.

    Where these are few they become the first of `rows`, and it gives their number; else -1.
    """
    few, mask, chosen_rows = chosen
    here, sums, bars = block
    total = 0.0
    if few:
        sums[: len(here)] = NEVER
        for place in range(len(chosen_rows)):
            row = chosen_rows[place] - low
            rows[place] = row
            bar = bars[here[row]]
            sums[row] = -bar
            total += bar
        return len(chosen_rows), total / len(chosen_rows)
    for row in range(len(here)):
        bar = bars[here[row]]
        sums[row] = -bar
        total += bar
    for row in range(len(mask)):
        if not mask[row]:
            sums[row] = NEVER
    return -1, total / len(here)


@compiled
def _above(bar: float, sums: NDArray[np.float64], rows: int) -> int:
    count = 0
    for row in range(rows):
        count += sums[row] > bar
    return count


@compiled
def _passing(bar: float, sums: NDArray[np.float64], size: int, rows: NDArray[np.int64], few: int) -> int:
    """Sets `rows` to the rows of a block whose sum is above `bar`, found among the `few` first of `rows`, or among all
    where `few` is -1; how many these are."""
    kept = 0
    for place in range(size if few < 0 else few):
        row = place if few < 0 else rows[place]
        rows[kept] = row
        kept += sums[row] > bar
    return kept


@compiled
def _gather(
    order: Any, terms: Any, block: Any, rows: NDArray[np.int64], known: tuple[int, float, float]
) -> tuple[int, float, int]:
    """Adds lists until few rows are left that can come in, and looking these up costs less than going on.

    Gives how many of `order` were added, the most that the others could add, and how many `rows` are left. `known`: what
    `_begin` gives, and the most that all lists add.
    """
    few, bar, rest = known
    lists, sums, many = terms[1], block[1], len(block[0])
    added, unseen, follows = 0, 0, False
    for kind in order:
        size = lists[1][kind] - lists[0][kind]
        # Sums began at minus the bar, so a row under this stays below 0 whatever the lists to come add to it.
        least = -max(rest, 0.0) * (1.0 + SAFE)
        # Counting goes over the whole block, so it waits until adding has cost as much, and until it can succeed.
        if not follows and bar > rest and unseen >= LOOK_OVER:
            unseen = 0
            follows = _above(least, sums, many) < FEW
        if follows:
            few = _passing(least, sums, many, rows, few)
            if size > few * LOOK_UP:
                break
        if size > 0:
            _add(kind, terms, block)
        unseen += size
        rest -= lists[2][kind]
        added += 1
    rest = max(rest, 0.0) if added < len(order) else 0.0
    return added, rest, _passing(-rest * (1.0 + SAFE), sums, many, rows, few)


@compiled
def _answer(low: int, wanted: Any, others: Any, terms: Any, block: Any, followed: Any) -> None:
    """Scores the rows wanted of a block, whose first is `low`; `others` are the lists that are not in `sums` yet."""
    here, sums, bars = block
    rows, totals = followed
    few = len(wanted[0])
    for place in range(few):
        rows[place] = wanted[0][place] - low
        totals[place] = sums[rows[place]]
    for kind in others:
        _look_up(kind, terms, here, followed, few)
    for place in range(few):
        code = here[rows[place]]
        wanted[1][place] = (totals[place] + bars[code]) * terms[3][2][code]


@compiled
def _left(bar: float, followed: Any, few: int) -> int:
    """Goes on following those of the `few` first whose total is above `bar`; how many these are."""
    rows, totals = followed
    kept = 0
    for place in range(few):
        rows[kept], totals[kept] = rows[place], totals[place]
        kept += totals[place] > bar
    return kept


@compiled
def _pick(
    low: int, few: int, rest: float, kept: int, best: Any, others: Any, terms: Any, block: Any, followed: Any
) -> int:
    """Enters the rows of a block, whose first is `low`, into `best`; gives how many stand there.

    `few` rows are followed; `others` are the lists that were not added yet, `rest` what they add at most.
    """
    here, sums, bars = block
    rows, totals = followed
    for place in range(few):
        totals[place] = sums[rows[place]]
    for kind in others:
        _look_up(kind, terms, here, followed, few)
        rest -= terms[1][2][kind]
        few = _left(-max(rest, 0.0) * (1.0 + SAFE), followed, few)
    least = best[1][0] if kept == len(best[0]) else 0.0
    for place in range(few):
        code = here[rows[place]]
        score = (totals[place] + bars[code]) * terms[3][2][code]
        if score > least:
            kept = _keep(score, low + rows[place], kept, best[0], best[1])
            least = best[1][0] if kept == len(best[0]) else 0.0
    return kept


@compiled
def search(
    plan: Any,
    order: Any,
    index: Any,
    weights: Any,
    codes: Any,
    chosen: Any,
    best: Any,
    wanted: Any,
    room: Any,
) -> int:
    """Fills the heap `best` (rows, scores) and the scores of the `wanted` rows (ascending, each once, none that may not
    pass); gives how many are best.

    `plan`: the whole value of each term, its next cell and its last, its next postings. `order`: in which the lists of
    postings are added, the weightiest first. `weights`: m by count and length code, norm and scale by length code.
    `chosen`: whether few rows may pass, a mask (empty: all may), and these rows where they are few. `room`: sums of a
    block, twice some of its rows with their totals, the bar by length code, first and last posting of each list, and the
    most that it adds.
    """
    sums, followed, answered, bars, lists = room[0], room[1], room[2], room[3], room[4:]
    terms = (plan, lists, index, weights)
    sparse, mask, few_rows = chosen
    kept, asked, passed, lowest = 0, 0, 0, _bars(0.0, weights[2], bars)
    for low in range(0, len(codes), 1 << SHIFT):
        here = codes[low : low + (1 << SHIFT)]
        block = (here, sums, bars)
        left, rest = _enter(low >> SHIFT, plan, lists, index, weights)
        first, before = asked, passed
        while asked < len(wanted[0]) and wanted[0][asked] < low + len(here):
            asked += 1
        while passed < len(few_rows) and few_rows[passed] < low + len(here):
            passed += 1
        some = (wanted[0][first:asked], wanted[1][first:asked])
        # All postings of the block together stay under the lowest bar: no row of it can come in. Most blocks of a large
        # catalogue end here, with nothing added up but the rows whose scores were asked for.
        if len(best[0]) == 0 or rest <= lowest or left == 0 or (sparse and passed == before):
            for place in range(len(some[0])):
                row = some[0][place] - low
                sums[row] = -bars[here[row]]
            _answer(low, some, order, terms, block, answered)
            continue
        part = (sparse, mask[low : low + len(here)], few_rows[before:passed])
        few, bar = _begin(low, part, block, followed[0])
        added, rest, few = _gather(order, terms, block, followed[0], (few, bar, rest))
        _answer(low, some, order[added:], terms, block, answered)
        least = best[1][0]
        kept = _pick(low, few, rest, kept, best, order[added:], terms, block, followed)
        # Bars depend on the worst of the best alone; setting them goes over all length codes.
        if kept == len(best[0]) and least != best[1][0]:
            lowest = _bars(best[1][0], weights[2], bars)
    return kept
