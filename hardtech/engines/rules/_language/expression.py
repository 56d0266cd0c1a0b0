"""The expression language: a subset of Python's syntax, parsed with `ast`, whitelisted, typed and unit-checked.

Nothing is ever evaluated by Python: what is not in this file does not exist in the language.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction

from hardtech.engines.rules._language.nodes import (
    BOOL,
    DATE,
    Arith,
    Choose,
    Compare,
    Const,
    Every,
    Extreme,
    Named,
    Negated,
    Node,
    OneOf,
    Periods,
    Some,
    Today,
    ValueKind,
)
from hardtech.engines.rules._language.units import PLAIN, Unit, combine, unit_named, unit_names, unit_text

LONGEST = 2000
DEEPEST = 30
_GREATEST_POWER = 16
_OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class ExpressionError(Exception):
    """`code` says what is wrong with the part `data["part"]` of an expression."""

    def __init__(self, code: str, part: str, **data: object) -> None:
        self.code = code
        self.data: dict[str, object] = {"part": part, **data}
        super().__init__(f"{code}: {self.data}")


def parse(text: object, scope: Mapping[str, Node], wanted: str = "") -> Node:
    """The typed tree of `text`; names mean what `scope` says; `wanted` is the base type that must result."""
    source = str(text).strip() if isinstance(text, str | int) else ""
    if isinstance(text, bool):
        source = str(text)
    if not source:
        raise ExpressionError("expression_missing", str(text))
    if len(source) > LONGEST:
        raise ExpressionError("expression_too_long", source[:40], limit=LONGEST)
    source = " ".join(source.split())
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError("syntax", source, reason=getattr(error, "msg", str(error))) from None
    node = _Parser(source, scope).node(tree, 0)
    if wanted and node.kind.base != wanted:
        raise ExpressionError("type_wrong", source, found=node.kind.base, wanted=wanted)
    return node


class _Parser:
    def __init__(self, source: str, scope: Mapping[str, Node]) -> None:
        self.source = source
        self.scope = scope
        self.handlers: dict[type[ast.AST], Callable[..., Node]] = {
            ast.Constant: self.constant,
            ast.Name: self.name,
            ast.Attribute: self.attribute,
            ast.BinOp: self.binary,
            ast.UnaryOp: self.unary,
            ast.BoolOp: self.boolean,
            ast.Compare: self.comparison,
            ast.IfExp: self.choice,
            ast.Call: self.call,
        }
        self.functions: dict[str, Callable[[ast.Call, int], Node]] = {
            "min": self.extreme,
            "max": self.extreme,
            "at_least": self.at_least,
            "full_years": self.periods,
            "full_months": self.periods,
        }

    def part(self, tree: ast.AST) -> str:
        return ast.get_source_segment(self.source, tree) or self.source

    def fault(self, code: str, tree: ast.AST, **data: object) -> ExpressionError:
        return ExpressionError(code, self.part(tree), **data)

    def node(self, tree: ast.AST, depth: int, base: str = "") -> Node:
        if depth > DEEPEST:
            raise self.fault("expression_too_deep", tree, limit=DEEPEST)
        handler = self.handlers.get(type(tree))
        if handler is None:
            raise self.fault("not_allowed", tree, construct=type(tree).__name__)
        node = handler(tree, depth + 1)
        if base and node.kind.base != base:
            raise self.fault("type_wrong", tree, found=node.kind.base, wanted=base)
        return node

    def constant(self, tree: ast.Constant, depth: int) -> Node:
        text = self.part(tree)
        if isinstance(tree.value, bool):
            return Const(BOOL, text, tree.value)
        if isinstance(tree.value, int | float):
            try:
                return Const(ValueKind("number"), text, _simple(Fraction(text.replace("_", ""))))
            except ValueError:
                raise self.fault("not_allowed", tree, construct="number") from None
        if isinstance(tree.value, str):
            return Const(ValueKind("choice"), text, tree.value)
        raise self.fault("not_allowed", tree, construct=type(tree.value).__name__)

    def name(self, tree: ast.Name, depth: int) -> Node:
        if tree.id in self.scope:
            return self.scope[tree.id]
        if tree.id == "on":
            return Today(DATE, "on")
        if tree.id in unit_names():
            factor, unit = unit_named(tree.id)
            return Const(ValueKind("number", unit), tree.id, _simple(factor), tree.id)
        raise self.fault("name_unknown", tree, known=sorted(self.scope))

    def attribute(self, tree: ast.Attribute, depth: int) -> Node:
        full = self.part(tree)
        if isinstance(tree.value, ast.Name) and full in self.scope:
            return self.scope[full]
        raise self.fault("name_unknown", tree, known=sorted(name for name in self.scope if "." in name))

    def binary(self, tree: ast.BinOp, depth: int) -> Node:
        if isinstance(tree.op, ast.Pow):
            return self.power(tree, depth)
        op = _OPERATORS.get(type(tree.op))
        if op is None:
            raise self.fault("not_allowed", tree, construct=type(tree.op).__name__)
        left = self.node(tree.left, depth, "number")
        right = self.node(tree.right, depth, "number")
        if op in "+-":
            unit = self.same_unit(left, right, tree)
        else:
            unit = combine(left.kind.unit, right.kind.unit, 1 if op == "*" else -1)
        if isinstance(left, Const) and isinstance(right, Const):
            return self.folded(op, left, right, unit, tree)
        return Arith(ValueKind("number", unit), self.part(tree), op, left=left, right=right)

    def folded(self, op: str, left: Const, right: Const, unit: Unit, tree: ast.AST) -> Node:
        if op == "/" and not right.value:
            raise self.fault("division_by_zero", tree)
        value = arithmetic(op, Fraction(left.value), Fraction(right.value))
        cited = all(side.name or side.value in {0, 1} for side in (left, right))
        name = (left.name or right.name) if cited else ""
        return Const(ValueKind("number", unit), self.part(tree), _simple(value), name)

    def power(self, tree: ast.BinOp, depth: int) -> Node:
        base, exponent = self.node(tree.left, depth, "number"), tree.right
        whole = isinstance(exponent, ast.Constant) and type(exponent.value) is int
        if not whole or not isinstance(base, Const) or base.kind.unit != PLAIN:
            raise self.fault("power_not_constant", tree)
        if not 1 <= exponent.value <= _GREATEST_POWER:  # type: ignore[attr-defined]
            raise self.fault("power_too_great", tree, limit=_GREATEST_POWER)
        value = Fraction(base.value) ** exponent.value  # type: ignore[attr-defined]
        return Const(base.kind, self.part(tree), _simple(value), base.name)

    def unary(self, tree: ast.UnaryOp, depth: int) -> Node:
        if isinstance(tree.op, ast.Not):
            return Negated(BOOL, self.part(tree), item=self.node(tree.operand, depth, "bool"))
        if not isinstance(tree.op, ast.USub):
            raise self.fault("not_allowed", tree, construct=type(tree.op).__name__)
        item = self.node(tree.operand, depth, "number")
        if isinstance(item, Const):
            return Const(item.kind, self.part(tree), _simple(-Fraction(item.value)), item.name)
        zero = Const(item.kind, "0", 0)
        return Arith(item.kind, self.part(tree), "-", left=zero, right=item)

    def boolean(self, tree: ast.BoolOp, depth: int) -> Node:
        items = tuple(self.node(value, depth, "bool") for value in tree.values)
        if isinstance(tree.op, ast.And):
            return Every(BOOL, self.part(tree), items)
        return Some(BOOL, self.part(tree), 1, items)

    def comparison(self, tree: ast.Compare, depth: int) -> Node:
        if isinstance(tree.ops[0], ast.In | ast.NotIn):
            return self.member(tree, depth)
        parts = [self.node(side, depth) for side in (tree.left, *tree.comparators)]
        links = [self.link(tree, op, parts[at], parts[at + 1]) for at, op in enumerate(tree.ops)]
        return links[0] if len(links) == 1 else Every(BOOL, self.part(tree), tuple(links))

    def link(self, tree: ast.Compare, op: ast.cmpop, left: Node, right: Node) -> Node:
        symbol = _COMPARISONS.get(type(op))
        if symbol is None:
            raise self.fault("not_allowed", tree, construct=type(op).__name__)
        bases = {left.kind.base, right.kind.base}
        text = f"{left.text} {symbol} {right.text}"
        if bases == {"choice"} and symbol in {"==", "!="}:
            if not isinstance(right, Const):
                left, right = right, left
            return self.one_of(tree, left, [right], symbol == "!=", text)
        if bases == {"score", "number"}:
            if left.kind.base == "number":
                left, right, symbol = right, left, MIRRORED[symbol]
            if not isinstance(right, Const):
                raise self.fault("score_with_variable", tree)
        elif bases not in ({"number"}, {"date"}):
            raise self.fault("types_differ", tree, left=left.kind.base, right=right.kind.base)
        self.same_unit(left, right, tree)
        return Compare(BOOL, text, symbol, left=left, right=right)

    def member(self, tree: ast.Compare, depth: int) -> Node:
        options = tree.comparators[0]
        if len(tree.ops) != 1 or not isinstance(options, ast.Tuple | ast.List | ast.Set) or not options.elts:
            raise self.fault("options_missing", tree)
        item = self.node(tree.left, depth, "choice")
        constants = [self.node(option, depth, "choice") for option in options.elts]
        return self.one_of(tree, item, constants, isinstance(tree.ops[0], ast.NotIn), self.part(tree))

    def one_of(self, tree: ast.AST, item: Node, options: list[Node], negated: bool, text: str) -> Node:  # noqa: FBT001
        values = [option.value for option in options if isinstance(option, Const)]
        if len(values) != len(options) or isinstance(item, Const):
            raise self.fault("options_missing", tree)
        unknown = sorted(str(value) for value in values if value not in item.kind.options)
        if unknown:
            raise self.fault("option_unknown", tree, unknown=unknown, options=list(item.kind.options))
        node = OneOf(BOOL, text, item=item, options=frozenset(str(value) for value in values))
        return Negated(BOOL, text, item=node) if negated else node

    def choice(self, tree: ast.IfExp, depth: int) -> Node:
        test = self.node(tree.test, depth, "bool")
        then, other = self.node(tree.body, depth, "number"), self.node(tree.orelse, depth, "number")
        unit = self.same_unit(then, other, tree)
        return Choose(ValueKind("number", unit), self.part(tree), test=test, then=then, other=other)

    def call(self, tree: ast.Call, depth: int) -> Node:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        if name not in self.functions or tree.keywords:
            raise self.fault("function_unknown", tree, known=sorted(self.functions))
        return self.functions[name](tree, depth)

    def extreme(self, tree: ast.Call, depth: int) -> Node:
        items = tuple(self.node(argument, depth, "number") for argument in tree.args)
        if len(items) < 2:
            raise self.fault("arguments_wrong", tree, wanted="2+")
        unit = items[0].kind.unit
        for item in items[1:]:
            unit = self.same_unit(items[0], item, tree)
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        return Extreme(ValueKind("number", unit), self.part(tree), name, items)

    def at_least(self, tree: ast.Call, depth: int) -> Node:
        count = tree.args[0] if tree.args else None
        if not isinstance(count, ast.Constant) or type(count.value) is not int:
            raise self.fault("arguments_wrong", tree, wanted="count, conditions")
        items = tuple(self.node(argument, depth, "bool") for argument in tree.args[1:])
        if not 1 <= count.value <= len(items):
            raise self.fault("arguments_wrong", tree, wanted="1 to as many as there are conditions")
        return Some(BOOL, self.part(tree), count.value, items)

    def periods(self, tree: ast.Call, depth: int) -> Node:
        if len(tree.args) != 2:
            raise self.fault("arguments_wrong", tree, wanted="start, end")
        start, end = (self.node(argument, depth, "date") for argument in tree.args)
        years = isinstance(tree.func, ast.Name) and tree.func.id == "full_years"
        unit: Unit = (("year" if years else "month", 1),)
        return Periods(ValueKind("number", unit), self.part(tree), 12 if years else 1, start=start, end=end)

    def same_unit(self, left: Node, right: Node, tree: ast.AST) -> Unit:
        """The unit of both; a bare 0 is 0 of anything."""
        if left.kind.unit == right.kind.unit or _bare_zero(right):
            return left.kind.unit
        if _bare_zero(left):
            return right.kind.unit
        raise self.fault(
            "units_differ", tree, left=unit_text(left.kind.unit), right=unit_text(right.kind.unit)
        )


def arithmetic(op: str, left: Fraction, right: Fraction) -> Fraction:
    """left op right, exactly."""
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    return left * right if op == "*" else left / right


def uncited(node: Node) -> list[str]:
    """Figures written in place: all but 0 and 1 belong into a parameter, with a citation."""
    if isinstance(node, Named) or node.kind.base == "score":  # looked at where they are defined
        return []
    figures = []
    if isinstance(node, Const) and node.kind.base == "number" and not node.name and node.value not in {0, 1}:
        figures.append(node.text)
    for child in node.children():
        figures += uncited(child)
    return figures


def _bare_zero(node: Node) -> bool:
    return isinstance(node, Const) and node.value == 0 and node.kind.unit == PLAIN and not node.name


def _simple(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value
