"""One case: an expression tree and known facts → a value, or what is open about it.

Truth has four values. In a conjunction no < unknown < judgement < yes and the least wins; in a disjunction
no < judgement < unknown < yes and the greatest wins: what is missing is asked before a person is troubled, and nothing
is asked that no longer matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from hardtech.engines.rules._language.dates import full_months
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
    Plain,
    Sheet,
    Some,
    Today,
)

YES, NO, UNKNOWN, JUDGEMENT = "yes", "no", "unknown", "judgement"
ANSWERS = (NO, UNKNOWN, JUDGEMENT, YES)
"""In the order of a conjunction: the least decides."""


@dataclass(frozen=True, slots=True)
class Open:
    """Not decided: facts that are missing, rulings that a person has to give, parts that are not defined (x / 0)."""

    facts: tuple[str, ...] = ()
    rulings: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        return UNKNOWN if self.facts else JUDGEMENT


@dataclass(frozen=True, slots=True)
class Score:
    """Points between `low` and `high`; `open` says why they differ."""

    low: int
    high: int
    open: Open | None = None


Value = Plain | Open | Score


@dataclass(slots=True)
class Env:
    """Known facts in base units (dates as day numbers), the day of the assessment, and what was seen on the way.

    `compared` collects comparisons with both sides; `named` the values and scores that have a name, in order.
    """

    facts: Mapping[str, Plain]
    today: int
    compared: list[tuple[Compare, Any, Any, Any]] = field(default_factory=list)
    named: list[tuple[Node, Any]] = field(default_factory=list)
    done: dict[Node, Any] = field(default_factory=dict)


def evaluate(node: Node, env: Env) -> Any:
    """The value of `node`: Plain, Open, or Score. A part with a name is computed once, and put down in the trace."""
    if not isinstance(node, NAMED):
        return _HANDLERS[type(node)](node, env)
    if node not in env.done:
        env.done[node] = _HANDLERS[type(node)](node, env)
        env.named.append((node, env.done[node]))
    return env.done[node]


def merged(opens: list[Open]) -> Open:
    """All that is open in several parts, each named once."""
    if len(opens) == 1:
        return opens[0]
    return Open(
        tuple(dict.fromkeys(name for item in opens for name in item.facts)),
        tuple(dict.fromkeys(name for item in opens for name in item.rulings)),
        tuple(dict.fromkeys(text for item in opens for text in item.undefined)),
    )


def answer_of(value: bool | Open) -> str:  # noqa: FBT001 - a truth value is what is answered
    """yes, no, unknown or judgement."""
    if isinstance(value, Open):
        return value.answer
    return YES if value else NO


def _const(node: Const, env: Env) -> Plain:
    return node.value


def _today(node: Today, env: Env) -> int:
    return env.today


def _fact(node: FactNode, env: Env) -> Plain | Open:
    value = env.facts.get(node.name)
    if value is None:
        return Open(rulings=(node.name,)) if node.judged else Open(facts=(node.name,))
    return value


def _named(node: Named, env: Env) -> Any:
    return evaluate(node.of, env)


def _arith(node: Arith, env: Env) -> int | Fraction | Open:
    left, right = evaluate(node.left, env), evaluate(node.right, env)
    opens = [side for side in (left, right) if isinstance(side, Open)]
    if opens:
        return merged(opens)
    if node.op == "+":
        return left + right  # type: ignore[no-any-return]
    if node.op == "-":
        return left - right  # type: ignore[no-any-return]
    if node.op == "*":
        return left * right  # type: ignore[no-any-return]
    return Fraction(left) / right if right else Open(undefined=(node.text,))


def _extreme(node: Extreme, env: Env) -> int | Fraction | Open:
    values = [evaluate(item, env) for item in node.items]
    opens = [value for value in values if isinstance(value, Open)]
    if opens:
        return merged(opens)
    return min(values) if node.op == "min" else max(values)  # type: ignore[no-any-return]


def _periods(node: Periods, env: Env) -> int | Open:
    start, end = evaluate(node.start, env), evaluate(node.end, env)
    opens = [side for side in (start, end) if isinstance(side, Open)]
    if opens:
        return merged(opens)
    months = full_months(start, end)
    return months if node.months == 1 else (months // 12 if months >= 0 else -(-months // 12))


def _choose(node: Choose, env: Env) -> Any:
    test = evaluate(node.test, env)
    if isinstance(test, Open):
        return test
    return evaluate(node.then if test else node.other, env)


def compared(op: str, left: Any, right: Any) -> bool:
    """left op right."""
    if op == "<":
        return bool(left < right)
    if op == "<=":
        return bool(left <= right)
    if op == ">":
        return bool(left > right)
    if op == ">=":
        return bool(left >= right)
    return bool((left == right) == (op == "=="))


def _compare(node: Compare, env: Env) -> bool | Open:
    left, right = evaluate(node.left, env), evaluate(node.right, env)
    opens = [side for side in (left, right) if isinstance(side, Open)]
    result: bool | Open
    if opens:
        result = merged(opens)
    elif isinstance(left, Score):
        result = _compare_score(node.op, left, right)
    else:
        result = compared(node.op, left, right)
    env.compared.append((node, left, right, result))
    return result


def _compare_score(op: str, score: Score, limit: int | Fraction) -> bool | Open:
    if op in {"==", "!="}:
        if score.low == score.high:
            return compared(op, score.low, limit)
        possible = score.low <= limit <= score.high
        return (score.open or Open()) if possible else op == "!="
    low, high = compared(op, score.low, limit), compared(op, score.high, limit)
    return low if low == high else (score.open or Open())


def _one_of(node: OneOf, env: Env) -> bool | Open:
    value = evaluate(node.item, env)
    return value if isinstance(value, Open) else value in node.options


def _every(node: Every, env: Env) -> bool | Open:
    return every([evaluate(item, env) for item in node.items])


def every(values: list[bool | Open]) -> bool | Open:
    """The conjunction."""
    opens = []
    for value in values:
        if value is False:
            return False
        if isinstance(value, Open):
            opens.append(value)
    return merged(opens) if opens else True


def _some(node: Some, env: Env) -> bool | Open:
    return some([evaluate(item, env) for item in node.items], node.count)


def some(values: list[bool | Open], count: int = 1) -> bool | Open:
    """Whether at least `count` of `values` are yes."""
    sure = sum(value is True for value in values)
    opens = [value for value in values if isinstance(value, Open)]
    if sure >= count:
        return True
    return merged(opens) if sure + len(opens) >= count else False


def _negated(node: Negated, env: Env) -> bool | Open:
    value = evaluate(node.item, env)
    return value if isinstance(value, Open) else not value


def _sheet(node: Sheet, env: Env) -> Score:
    scores = [evaluate(item, env) for item in node.items]
    low, high = sum(score.low for score in scores), sum(score.high for score in scores)
    if node.cap is not None:
        low, high = min(low, node.cap), min(high, node.cap)
    return _score(low, high, [score.open for score in scores if score.open])


def _score(low: int, high: int, opens: list[Open]) -> Score:
    return Score(low, high, merged(opens) if opens else Open()) if low < high else Score(low, high)


def _item(node: Item, env: Env) -> Score:
    if node.parts:
        parts = [evaluate(part, env) for part in node.parts]
        opens = [part.open for part in parts if part.open]
        return _score(max(part.low for part in parts), max(part.high for part in parts), opens)
    if node.value is not None:
        return _banded(node, env)
    return _tabled(node, env)


def _banded(node: Item, env: Env) -> Score:
    value = evaluate(node.value, env) if node.value is not None else Open()
    if isinstance(value, Open):
        ranges = [band.points for band in node.bands]
        return _score(min(low for low, _ in ranges), max(high for _, high in ranges), [value])
    for band in node.bands:
        if band.high is None or value < band.high:
            return Score(*band.points, None if band.points[0] == band.points[1] else Open())
    raise AssertionError(node.text)  # the last band has no upper end: checked at load


def _tabled(node: Item, env: Env) -> Score:
    given = env.facts.get(node.given.name) if node.given is not None else None
    opens: list[Open] = []
    lows, highs = [], []
    for row in node.rows:
        test = evaluate(row.when, env) if row.when is not None else True
        if test is False:
            continue
        low, high = row.points
        if given is not None:
            low = high = max(low, min(high, int(given)))
        lows.append(low)
        highs.append(high)
        if low < high and node.given is not None:
            opens.append(Open(rulings=(node.given.name,)))
        if test is True:
            break
        opens.append(test)
    return _score(min(lows), max(highs), opens)


_HANDLERS: dict[type[Node], Callable[[Any, Env], Any]] = {
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
