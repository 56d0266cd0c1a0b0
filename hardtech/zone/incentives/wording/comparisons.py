"""What a condition compared, in words: `8 % (at least 5 % needed)`."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.facts.quantities import quantity

__all__ = ["ComparisonWords", "comparisons"]

ANSWERS = {"yes", "no", "unknown", "judgement"}
NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
LIMITS: Mapping[str, Promise] = {
    ">=": gettext_lazy("at least %(limit)s needed"),
    ">": gettext_lazy("more than %(limit)s needed"),
    "<=": gettext_lazy("at most %(limit)s allowed"),
    "<": gettext_lazy("less than %(limit)s allowed"),
    "==": gettext_lazy("exactly %(limit)s needed"),
    "!=": gettext_lazy("anything but %(limit)s allowed"),
}


@dataclass(frozen=True, slots=True)
class ComparisonWords:
    """`text` says both sides, `found` and `limit`; `formula` is what was compared."""

    text: str
    formula: str
    found: str
    limit: str
    answer: str


def comparisons(
    condition: Mapping[str, Any], document: Mapping[str, Any], called: Callable[[str], str] = str
) -> tuple[ComparisonWords, ...]:
    """The comparisons of one condition of a trace; those made inside score sheets are left to the sheet.

    `called` gives the words for a name in a formula.
    """
    expression = condition["expression"]
    truths = {row["expression"] for row in document["values"] if row["value"] in ANSWERS}
    texts = [expression, *(text for text in _named(expression, document) if text in truths)]
    by_text: dict[str, ComparisonWords] = {}
    for compared in condition["comparisons"]:
        if any(compared["text"] in text for text in texts):
            by_text.setdefault(compared["text"], _words(compared, expression, document, called))
    return tuple(by_text.values())


def _named(expression: str, document: Mapping[str, Any]) -> Iterator[str]:
    """The expressions of the named intermediate results in `expression`, and of those in them."""
    named = {row["name"]: row["expression"] for row in document["values"]}
    open_, seen = NAME.findall(expression), set()
    while open_:
        name = open_.pop()
        if name in named and name not in seen:
            seen.add(name)
            open_ += NAME.findall(named[name])
            yield named[name]


def _words(
    compared: Mapping[str, Any], expression: str, document: Mapping[str, Any], called: Callable[[str], str]
) -> ComparisonWords:
    text, left, right = compared["text"], compared["left"], compared["right"]
    sides = _sides(text)
    if sides is None:
        return ComparisonWords(text, text, "", "", compared["answer"])
    subject, operator, limit = sides
    if _is_figure(subject, document) and not _is_figure(limit, document):
        subject, operator, left, right = limit, MIRRORED[operator], right, left
    if _is_negated(text, expression):
        operator = OPPOSITE[operator]
    percent = compared["unit"] == "1" and _in_percent(text, document)
    found = _side(left, compared["unit"], percent=percent, against=right)
    bound = _side(right, compared["unit"], percent=percent, against=None)
    data = {"found": found or _("not known yet"), "limit": str(LIMITS[operator]) % {"limit": bound or "?"}}
    formula = NAME.sub(lambda name: called(name[0]), subject).replace("/", "÷").replace("*", "×")
    return ComparisonWords(_("%(found)s (%(limit)s)") % data, formula, found, bound, compared["answer"])


def _side(value: Any, unit: str, *, percent: bool, against: Any) -> str:
    return "" if value is None else quantity(value, unit, percent=percent, against=against)


def _sides(text: str) -> tuple[str, str, str] | None:
    """Left side, operator and right side of a comparison of two."""
    tree = _parsed(text)
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or type(tree.ops[0]) not in OPERATORS:
        return None
    return ast.unparse(tree.left), OPERATORS[type(tree.ops[0])], ast.unparse(tree.comparators[0])


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        return None


def _is_figure(text: str, document: Mapping[str, Any]) -> bool:
    """Whether a side is made of figures of the measure alone."""
    return all(name in document["parameters"] for name in NAME.findall(text))


def _is_negated(text: str, expression: str) -> bool:
    """Whether the comparison stands under an odd number of `not`."""
    if "not" not in expression or text not in expression:
        return False
    tree, wanted = _parsed(expression), _parsed(text)
    return tree is not None and wanted is not None and _turns(tree, ast.dump(wanted), odd=False)


def _turns(tree: ast.AST, wanted: str, *, odd: bool) -> bool:
    if ast.dump(tree) == wanted:
        return odd
    under = odd != (isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not))
    return any(_turns(child, wanted, odd=under) for child in ast.iter_child_nodes(tree))


def _in_percent(text: str, document: Mapping[str, Any]) -> bool:
    """Whether a figure in `text`, or in a named value of it, is written in per cent."""
    names = NAME.findall(text) + [
        name for expression in _named(text, document) for name in NAME.findall(expression)
    ]
    return any(str(document["parameters"].get(name, {}).get("value", "")).endswith("%") for name in names)
