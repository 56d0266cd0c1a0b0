"""What a measure names and never uses: a figure that decides nothing is a mistake, or a condition forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hardtech.engines.rules._language.nodes import Const, FactNode, Node, walk
from hardtech.engines.rules._loading.reader import Reader
from hardtech.engines.rules._loading.source import Table
from hardtech.engines.rules._measure import Condition, Rule, Version

_NAME = re.compile(r"[^\W\d]\w*")


def check_unused(reader: Reader, measure: Rule, table: Table) -> None:
    """Note facts and parameters that no expression of any version uses."""
    used: set[str] = set()
    parameters: dict[str, int] = {}
    for version in measure.versions:
        parameters |= {name: parameter.line for name, parameter in version.parameters.items()}
        for root in roots(version):
            for node in walk(root):
                used |= _names(node)
    for name, line in parameters.items():
        if name not in used:
            reader.add("parameter_unused", line, name=name)
    lines = reader.table(table, "facts")
    for name in measure.facts:
        if name not in used:
            reader.add("fact_unused", lines.line_of(name), name=name)


def _names(node: Node) -> set[str]:
    if isinstance(node, FactNode):
        return {node.name}
    # constants that were folded into one keep the names in their text
    return set(_NAME.findall(node.text)) if isinstance(node, Const) else set()


def roots(version: Version) -> Iterator[Node]:
    """Every expression of `version`."""
    for condition in version.conditions:
        yield from _of_condition(condition)
    if version.amount is not None:
        yield version.amount.formula
        if version.amount.cap is not None:
            yield version.amount.cap
    for payment in version.payments:
        yield from (node for node in (payment.formula, payment.when) if node is not None)
    for transition in version.transitions:
        yield transition.when
    yield from version.values.values()
    yield from version.scores.values()


def _of_condition(condition: Condition) -> Iterator[Node]:
    if condition.node is not None:
        yield condition.node
    for part in condition.parts:
        yield from _of_condition(part)
