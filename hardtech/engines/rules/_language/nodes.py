"""What an expression is after parsing: a tree of typed nodes. Both evaluators read the same tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from hardtech.engines.rules._language.units import PLAIN, Unit


@dataclass(frozen=True, slots=True)
class ValueKind:
    """The type of a value: `base` is bool, number, date, choice or score."""

    base: str
    unit: Unit = PLAIN
    options: tuple[str, ...] = ()


BOOL = ValueKind("bool")
DATE = ValueKind("date")
POINTS: Unit = (("point", 1),)
SCORE = ValueKind("score", POINTS)

Plain = bool | int | Fraction | str
"""A value when it is known: a truth, a number in base units, a day (ordinal), an option."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A part of an expression, with its type and its own text."""

    kind: ValueKind
    text: str

    def children(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Const(Node):
    """A figure: of a parameter (`name`) or written in place (`name` is empty)."""

    value: Plain = 0
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FactNode(Node):
    """A fact; its stored whole number times `scale` is the value in base units."""

    name: str = ""
    scale: Fraction = Fraction(1)
    judged: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Today(Node):
    """The date of the assessment."""


@dataclass(frozen=True, slots=True, eq=False)
class Named(Node):
    """A named intermediate value."""

    name: str = ""
    of: Node = field(kw_only=True)

    def children(self) -> tuple[Node, ...]:
        return (self.of,)


@dataclass(frozen=True, slots=True, eq=False)
class Arith(Node):
    """`op` is + - * or /."""

    op: str = "+"
    left: Node = field(kw_only=True)
    right: Node = field(kw_only=True)

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True, eq=False)
class Extreme(Node):
    """The least (`op` min) or greatest (max) of `items`."""

    op: str = "min"
    items: tuple[Node, ...] = ()

    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True, eq=False)
class Periods(Node):
    """Full months or years (`months` 1 or 12) from `start` to `end`; negative when `end` is earlier."""

    months: int = 12
    start: Node = field(kw_only=True)
    end: Node = field(kw_only=True)

    def children(self) -> tuple[Node, ...]:
        return (self.start, self.end)


@dataclass(frozen=True, slots=True, eq=False)
class Choose(Node):
    """`then` where `test` is yes, `other` where it is no."""

    test: Node = field(kw_only=True)
    then: Node = field(kw_only=True)
    other: Node = field(kw_only=True)

    def children(self) -> tuple[Node, ...]:
        return (self.test, self.then, self.other)


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Node):
    """Numbers or dates; `op` is < <= > >= == or !=."""

    op: str = "<"
    left: Node = field(kw_only=True)
    right: Node = field(kw_only=True)

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True, eq=False)
class OneOf(Node):
    """Whether a choice is among `options`."""

    item: Node = field(kw_only=True)
    options: frozenset[str] = frozenset()

    def children(self) -> tuple[Node, ...]:
        return (self.item,)


@dataclass(frozen=True, slots=True, eq=False)
class Every(Node):
    """and."""

    items: tuple[Node, ...] = ()

    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True, eq=False)
class Some(Node):
    """At least `count` of `items`; `or` is count 1."""

    count: int = 1
    items: tuple[Node, ...] = ()

    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True, eq=False)
class Negated(Node):
    """not."""

    item: Node = field(kw_only=True)

    def children(self) -> tuple[Node, ...]:
        return (self.item,)


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Points for a value from `low` (inclusive) to `high` (exclusive); None is without limit."""

    low: Fraction | None
    high: Fraction | None
    points: tuple[int, int]
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class PointsRow:
    """Points (least, most) when `when` is yes; `when` None is "otherwise"."""

    when: Node | None
    points: tuple[int, int]
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Item(Node):
    """A line of a score sheet: bands over `value`, a decision table `rows`, the best of `parts`, or another sheet.

    `given` is the fact in which a person states the points where a row leaves a range.
    """

    name: str = ""
    value: Node | None = None
    bands: tuple[Band, ...] = ()
    rows: tuple[PointsRow, ...] = ()
    parts: tuple[Node, ...] = ()
    given: FactNode | None = None
    cite: object = None

    def children(self) -> tuple[Node, ...]:
        parts = [self.value, self.given, *(row.when for row in self.rows), *self.parts]
        return tuple(node for node in parts if node is not None)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet(Node):
    """The sum of `items`, at most `cap`."""

    name: str = ""
    items: tuple[Node, ...] = ()
    cap: int | None = None

    def children(self) -> tuple[Node, ...]:
        return self.items


NAMED = (Named, Item, Sheet)
"""Parts with a name. They are computed once a case, however often they are used, and stand in its trace."""


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything below it; a part used twice comes twice."""
    yield node
    for child in node.children():
        yield from walk(child)


def facts_of(node: Node) -> list[str]:
    """Names of the facts that `node` may need, each once, in order of appearance."""
    return list(dict.fromkeys(part.name for part in walk(node) if isinstance(part, FactNode)))
