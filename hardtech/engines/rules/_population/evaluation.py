"""Many cases at once: the same expression trees as `_case.evaluation`, over columns.

`tests/test_agreement.py` holds the two equal on random rules and random facts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.rules._language.dates import full_months_columns
from hardtech.engines.rules._language.nodes import (
    NAMED,
    Arith,
    Choose,
    Compare,
    Const,
    Every,
    Extreme,
    FactNode,
    Item,
    Named,
    Negated,
    Node,
    OneOf,
    Periods,
    Sheet,
    Some,
    Today,
)
from hardtech.engines.rules._population.planes import (
    NOWHERE,
    Numbers,
    Points,
    Truth,
    either,
    every,
    from_open,
    negated,
    some,
    without,
)
from hardtech.engines.rules._population.whole import Bools, Whole, whole

ONE = whole(1)


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A fact for each row: truths, whole numbers, days, or places in `options`; `missing` marks rows without it.

    A missing truth holds False, and `maybe` is the truth or missing.
    """

    data: Any
    missing: Bools = NOWHERE
    options: tuple[str, ...] = ()
    maybe: Any = None


@dataclass(slots=True)
class Batch:
    """Some rows of a population; facts that have no column are missing everywhere."""

    rows: int
    today: int
    columns: Mapping[str, FactColumn]
    done: dict[Node, Any] = field(default_factory=dict)


def evaluate(node: Node, batch: Batch) -> Any:
    """The Truth, Number or Points of `node` for each row; a choice is a Column. A part with a name is computed once."""
    if not isinstance(node, NAMED):
        return _HANDLERS[type(node)](node, batch)
    if node not in batch.done:
        batch.done[node] = _HANDLERS[type(node)](node, batch)
    return batch.done[node]


def _const(node: Const, batch: Batch) -> Truth | Numbers:
    if isinstance(node.value, bool):
        truth = np.full(batch.rows, node.value)
        return Truth(truth, truth)
    value = Fraction(node.value)
    return Numbers(whole(value.numerator), whole(value.denominator))


def _today(node: Today, batch: Batch) -> Numbers:
    return Numbers(whole(batch.today), ONE)


def _fact(node: FactNode, batch: Batch) -> Truth | Numbers | FactColumn:
    column = batch.columns.get(node.name)
    if column is None:
        column = _nothing(node, batch.rows)
    if node.kind.base == "choice":
        return column
    unknown, undefined = (NOWHERE, column.missing) if node.judged else (column.missing, NOWHERE)
    if node.kind.base == "bool":
        decided = column.missing is NOWHERE
        return Truth(column.data, column.data if decided else column.maybe, unknown if node.judged else None)
    data = column.data.times(whole(node.scale.numerator))
    return Numbers(data, whole(node.scale.denominator), unknown, undefined)


def _nothing(node: FactNode, rows: int) -> FactColumn:
    everywhere = np.ones(rows, dtype=bool)
    if node.kind.base == "bool":
        return FactColumn(np.zeros(rows, dtype=bool), everywhere, (), everywhere)
    if node.kind.base == "choice":
        return FactColumn(np.zeros(rows, dtype=np.int16), everywhere, node.kind.options)
    return FactColumn(whole(1), everywhere)


def _named(node: Named, batch: Batch) -> Any:
    return evaluate(node.of, batch)


def _opens(*numbers: Numbers) -> tuple[Bools, Bools]:
    """What is open where any of `numbers` is."""
    unknown = either(*(number.unknown for number in numbers))
    return unknown, without(either(*(number.undefined for number in numbers)), unknown)


def _arith(node: Arith, batch: Batch) -> Numbers:
    left, right = evaluate(node.left, batch), evaluate(node.right, batch)
    unknown, undefined = _opens(left, right)
    if node.op == "*":
        return Numbers(left.number.times(right.number), left.divisor.times(right.divisor), unknown, undefined)
    if node.op == "/":
        return _divided(left, right, unknown, undefined)
    first, second, divisor = _common(left, right)
    return Numbers(first.plus(second, 1 if node.op == "+" else -1), divisor, unknown, undefined)


def _divided(left: Numbers, right: Numbers, unknown: Bools, undefined: Bools) -> Numbers:
    number, divisor = left.number.times(right.divisor), right.number
    if divisor.low <= 0 <= divisor.high:
        zero = divisor.compared("==", whole(0))
        undefined = without(either(undefined, zero), unknown)
        divisor = ONE.chosen(zero, divisor)
        divisor = Whole(divisor.data, divisor.low or 1, max(divisor.high, 1))
    if divisor.low < 0:
        negative = divisor.compared("<", whole(0))
        sign = whole(-1).chosen(negative, ONE)
        number, divisor = number.times(sign), divisor.times(sign)
        divisor = Whole(divisor.data, 1, max(divisor.high, -divisor.low, 1))
    return Numbers(number, left.divisor.times(divisor), unknown, undefined)


def _common(left: Numbers, right: Numbers) -> tuple[Whole, Whole, Whole]:
    """Both numbers over one divisor."""
    if left.divisor is right.divisor:
        return left.number, right.number, left.divisor
    if left.divisor.single and right.divisor.single:
        least = math.lcm(left.divisor.data, right.divisor.data)
        first = left.number.times(whole(least // left.divisor.data))
        return first, right.number.times(whole(least // right.divisor.data)), whole(least)
    first, second = left.number.times(right.divisor), right.number.times(left.divisor)
    return first, second, left.divisor.times(right.divisor)


def _extreme(node: Extreme, batch: Batch) -> Numbers:
    best: Numbers = reduce(
        lambda left, right: _better(node.op, left, right), [evaluate(item, batch) for item in node.items]
    )
    return best


def _better(op: str, left: Numbers, right: Numbers) -> Numbers:
    unknown, undefined = _opens(left, right)
    first, second, divisor = _common(left, right)
    if divisor.single:
        best = first.least(second) if op == "min" else first.greatest(second)
        return Numbers(best, divisor, unknown, undefined)
    wins = first.compared("<=" if op == "min" else ">=", second)
    number, below = left.number.chosen(wins, right.number), left.divisor.chosen(wins, right.divisor)
    return Numbers(number, below, unknown, undefined)


def _periods(node: Periods, batch: Batch) -> Numbers:
    start, end = evaluate(node.start, batch), evaluate(node.end, batch)
    unknown, undefined = _opens(start, end)
    first, last = (
        np.broadcast_to(np.asarray(side.number.data, dtype=np.int64), batch.rows) for side in (start, end)
    )
    months = full_months_columns(first, last)
    periods = months if node.months == 1 else np.sign(months) * (np.abs(months) // 12)
    return Numbers(Whole(periods, -120_000, 120_000), ONE, unknown, undefined)


def _choose(node: Choose, batch: Batch) -> Numbers:
    test, then, other = (evaluate(part, batch) for part in (node.test, node.then, node.other))
    number, divisor = then.number.chosen(test.yes, other.number), then.divisor.chosen(test.yes, other.divisor)
    lacking, open_ = test.lacking(), test.open()
    branch_unknown = _branch(test.yes, then.unknown, other.unknown)
    branch_undefined = _branch(test.yes, then.undefined, other.undefined)
    unknown = either(lacking, without(branch_unknown, open_))
    undefined = either(without(open_, lacking), without(branch_undefined, open_))
    return Numbers(number, divisor, unknown, undefined)


def _branch(test: Bools, then: Bools, other: Bools) -> Bools:
    return NOWHERE if then is NOWHERE and other is NOWHERE else np.where(test, then, other)


def _compare(node: Compare, batch: Batch) -> Truth:
    left, right = evaluate(node.left, batch), evaluate(node.right, batch)
    if isinstance(left, Points):
        return _compare_points(node.op, left, Fraction(right.number.data, right.divisor.data))
    first, second, _ = _common(left, right)
    yes = first.compared(node.op, second)
    if np.ndim(yes) == 0:
        yes = np.full(batch.rows, bool(yes))
    return from_open(yes, *_opens(left, right))


def _compare_points(op: str, points: Points, limit: Fraction) -> Truth:
    if op in {"==", "!="}:
        is_whole = limit.denominator == 1
        yes = (points.low == limit.numerator) & (points.high == limit.numerator) & is_whole
        maybe = (points.low <= math.floor(limit)) & (points.high >= math.ceil(limit))
        decided = points.low is points.high
        truth = Truth(yes, yes) if decided else Truth(yes, maybe, points.unknown & maybe & ~yes)
        return truth if op == "==" else negated(truth)
    low, high = (_reached(op, side, limit) for side in (points.low, points.high))
    if points.low is points.high:
        return Truth(low, low)
    yes, maybe = low & high, low | high
    return Truth(yes, maybe, points.unknown & maybe & ~yes)


def _reached(op: str, points: NDArray[Any], limit: Fraction) -> Bools:
    if op in {">=", "<"}:
        reached = points >= math.ceil(limit)
        return reached if op == ">=" else ~reached
    passed = points > math.floor(limit)
    return passed if op == ">" else ~passed


def _one_of(node: OneOf, batch: Batch) -> Truth:
    column = evaluate(node.item, batch)
    places = [at for at, option in enumerate(column.options) if option in node.options]
    yes = either(*(column.data == place for place in places))
    if yes is NOWHERE:
        yes = np.zeros(batch.rows, dtype=bool)
    judged = isinstance(node.item, FactNode) and node.item.judged
    return from_open(yes, *((NOWHERE, column.missing) if judged else (column.missing, NOWHERE)))


def _every(node: Every, batch: Batch) -> Truth:
    return every([evaluate(item, batch) for item in node.items])


def _some(node: Some, batch: Batch) -> Truth:
    return some([evaluate(item, batch) for item in node.items], node.count)


def _negated(node: Negated, batch: Batch) -> Truth:
    return negated(evaluate(node.item, batch))


def _sheet(node: Sheet, batch: Batch) -> Points:
    points = [evaluate(item, batch) for item in node.items]
    low = reduce(np.add, [item.low for item in points])
    decided = all(item.low is item.high for item in points)
    high = low if decided else reduce(np.add, [item.high for item in points])
    if node.cap is not None:
        low = np.minimum(low, node.cap)
        high = low if decided else np.minimum(high, node.cap)
    return Points(low, high, either(*(item.unknown for item in points))).settled()


def _item(node: Item, batch: Batch) -> Points:
    if node.parts:
        points = [evaluate(part, batch) for part in node.parts]
        low = reduce(np.maximum, [part.low for part in points])
        decided = all(part.low is part.high for part in points)
        high = low if decided else reduce(np.maximum, [part.high for part in points])
        return Points(low, high, either(*(part.unknown for part in points))).settled()
    return _banded(node, batch) if node.value is not None else _tabled(node, batch)


def _banded(node: Item, batch: Batch) -> Points:
    value = evaluate(node.value, batch) if node.value is not None else Numbers(ONE, ONE)
    ranges = [band.points for band in node.bands]
    low = np.full(batch.rows, ranges[0][0], dtype=np.int32)
    exact = all(first == last for first, last in ranges)
    high = low if exact else np.full(batch.rows, ranges[0][1], dtype=np.int32)
    for before, band in pairwise(node.bands):
        edge = band.low or Fraction(0)
        first, second, _ = _common(value, Numbers(whole(edge.numerator), whole(edge.denominator)))
        reached = first.compared(">=", second)
        low += reached * np.int32(band.points[0] - before.points[0])
        if not exact:
            high += reached * np.int32(band.points[1] - before.points[1])
    if value.open is NOWHERE:
        return Points(low, high)
    least, most = min(first for first, _ in ranges), max(last for _, last in ranges)
    return Points(
        np.where(value.open, np.int32(least), low), np.where(value.open, np.int32(most), high), value.unknown
    ).settled()


def _tabled(node: Item, batch: Batch) -> Points:
    given = batch.columns.get(node.given.name) if node.given is not None else None
    low = np.full(batch.rows, 2**30, dtype=np.int32)
    high = np.full(batch.rows, -(2**30), dtype=np.int32)
    reach: Bools = np.ones(batch.rows, dtype=bool)
    unknown: Bools = NOWHERE
    for row in node.rows:
        truth = evaluate(row.when, batch) if row.when is not None else Truth(reach, reach)
        possible = reach & truth.maybe
        first, last = _row_points(row.points, given)
        low = np.where(possible, np.minimum(low, first), low)
        high = np.where(possible, np.maximum(high, last), high)
        if not truth.decided:
            unknown = either(unknown, reach & truth.lacking())
        reach = reach & ~truth.yes
    return Points(low, high, unknown).settled()


def _row_points(points: tuple[int, int], given: FactColumn | None) -> tuple[Any, Any]:
    """The range of a row, narrowed to what a person stated."""
    if given is None or points[0] == points[1]:
        return np.int32(points[0]), np.int32(points[1])
    held = np.clip(np.asarray(given.data.data, dtype=np.int64), *points).astype(np.int32)
    if given.missing is NOWHERE:
        return held, held
    return (np.where(given.missing, np.int32(end), held) for end in points)  # type: ignore[return-value]


_HANDLERS: dict[type[Node], Callable[[Any, Batch], Any]] = {
    Const: _const,
    FactNode: _fact,
    Today: _today,
    Named: _named,
    Arith: _arith,
    Extreme: _extreme,
    Periods: _periods,
    Choose: _choose,
    Compare: _compare,
    OneOf: _one_of,
    Every: _every,
    Some: _some,
    Negated: _negated,
    Sheet: _sheet,
    Item: _item,
}
