"""Facts and parameters of a measure."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from fractions import Fraction

from hardtech.base.money import Bare
from hardtech.engines.rules._language.nodes import BOOL, DATE, Const, Node, ValueKind
from hardtech.engines.rules._language.units import QuantityError, quantity, unit_named, unit_names
from hardtech.engines.rules._loading.reader import Reader, is_id
from hardtech.engines.rules._loading.source import Table
from hardtech.engines.rules._measure import Fact, Parameter, Words

TYPES = ("bool", "integer", "decimal", "money", "date", "choice")
CHANGES = ("both", "up", "down", "no")
FACT_KEYS = (
    "label", "group", "type", "unit", "decimals", "options", "min", "max", "judged", "change", "yearly", "question",
    "evidence",
)  # fmt: skip
RESERVED = {"on", "min", "max", "at_least", "full_years", "full_months", *unit_names()}
_MOST_DECIMALS = 9


def read_facts(reader: Reader, table: Table, vocabulary: Mapping[str, Fact]) -> dict[str, Fact]:
    """Facts by name: defined here, or (an empty entry) taken from the rulebook's vocabulary."""
    facts = {}
    for name in table:
        line = table.line_of(name)
        if not is_id(name) or name in RESERVED:
            reader.add("name_not_allowed", line, name=name)
        elif table[name] is None:
            if name in vocabulary:
                facts[name] = vocabulary[name]
            elif name not in reader.broken:
                reader.add("fact_undefined", line, name=name)
        elif isinstance(table[name], Table):
            fact = _read_fact(reader, name, table[name], line)
            if fact is not None:
                facts[name] = fact
        else:
            reader.add("not_a_mapping", line, key=name)
        if name not in facts:
            reader.broken.add(name)
    return facts


def check_words(reader: Reader, table: Table, facts: Mapping[str, Fact], groups: Collection[str]) -> None:
    """Note every fact defined in `table` that pages could not show: its short name, its group, its options in words."""
    for name, row in table.items():
        if not isinstance(row, Table) or name not in facts:
            continue
        fact = facts[name]
        if not fact.label:
            reader.add("fact_label_missing", table.line_of(name), name=name)
        if groups and fact.group not in groups:
            line = row.line_of("group") if fact.group else table.line_of(name)
            reader.add("fact_group_wrong", line, name=name, known=list(groups))
        for option in fact.options:
            if not fact.option_words.get(option):
                reader.add("option_words_missing", row.line_of("options"), name=name, option=option)


def _read_fact(reader: Reader, name: str, table: Table, line: int) -> Fact | None:
    reader.keys(table, FACT_KEYS)
    kind_name = reader.option(table, "type", TYPES)
    if not kind_name:
        return None
    unit = reader.text(table, "unit", default="fen" if kind_name == "money" else "1")
    try:
        factor, base = unit_named(unit)
    except QuantityError as error:
        reader.add(error.code, table.line_of("unit"), value=unit)
        return None
    decimals = reader.whole(table, "decimals", 0) or 0
    if not 0 <= decimals <= _MOST_DECIMALS or (decimals and kind_name != "decimal"):
        reader.add("decimals_wrong", table.line_of("decimals"), limit=_MOST_DECIMALS)
        decimals = 0
    if kind_name == "money" and (base not in {(("fen", 1),), (("usd_cent", 1),)} or factor != 1):
        reader.add("unit_wrong", table.line_of("unit"), found=unit, wanted="fen")
    options, option_words = _read_options(reader, table)
    if (kind_name == "choice") != bool(options) or len(set(options)) != len(options):
        reader.add("options_wrong", table.line_of("options"), name=name)
        return None
    numeric = kind_name in {"integer", "decimal", "money"}
    scale = factor / 10**decimals
    return Fact(
        name=name, type=kind_name, unit=unit, decimals=decimals, options=options, line=line,
        kind={"bool": BOOL, "date": DATE, "choice": ValueKind("choice", options=options)}.get(
            kind_name, ValueKind("number", base)
        ),
        scale=scale if numeric else Fraction(1),
        low=_bound(reader, table, "min", factor, decimals, 0 if numeric else None),
        high=_bound(reader, table, "max", factor, decimals, None),
        judged=table.get("judged") is True,
        yearly=table.get("yearly") is True,
        change=reader.option(table, "change", CHANGES, default="both"),
        question=reader.words(table, "question"),
        evidence=reader.words(table, "evidence", needed=False),
        label=reader.words(table, "label", needed=False),
        group=reader.text(table, "group", default=""),
        option_words=option_words,
    )  # fmt: skip


def _read_options(reader: Reader, table: Table) -> tuple[tuple[str, ...], dict[str, Words]]:
    """The options of a choice, and their words; a text from before options had words lists them alone."""
    if not isinstance(table.get("options"), Table):
        return tuple(str(option) for option in reader.rows(table, "options")), {}
    rows = table["options"]
    return tuple(rows), {option: reader.words(rows, option) for option in rows}


def _bound(
    reader: Reader, table: Table, key: str, factor: Fraction, decimals: int, default: int | None
) -> int | None:
    """A bound of a number in stored units; facts are not negative unless `min` says so; `none` lifts it."""
    if table.get(key) is None or table[key] == "none":
        return None if key in table else default
    quantity = reader.quantity(table, key)
    if quantity is None:
        return default
    bare = isinstance(table[key], int)  # in the fact's own unit
    if bare and table[key] and table.get("type") == "money" and reader.bare is Bare.REFUSED:
        reader.add("bare_number", table.line_of(key), key=key, value=table[key])
    return int(quantity[0] / (1 if bare else factor) * 10**decimals)


def read_parameters(reader: Reader, *tables: Table) -> dict[str, Parameter]:
    """Figures by name; those of a later table replace those of an earlier one."""
    parameters: dict[str, Parameter] = {}
    for table in tables:
        for name in table:
            line = table.line_of(name)
            row = table[name]
            if not is_id(name) or name in RESERVED:
                reader.add("name_not_allowed", line, name=name)
            elif not isinstance(row, Table):
                reader.add("not_a_mapping", line, key=name)
            else:
                reader.keys(row, ("value", "cite"))
                parameter = _read_parameter(reader, name, row, line)
                if parameter is not None:
                    parameters[name] = parameter
            if name not in parameters:
                reader.broken.add(name)
    return parameters


def _read_parameter(reader: Reader, name: str, row: Table, line: int) -> Parameter | None:
    value = row.get("value")
    cite = reader.cite(row, needed=True, line=line)
    if isinstance(value, datetime.date):
        return Parameter(name, value, value.isoformat(), DATE, cite, line)
    try:
        number, unit = quantity(value)
    except (QuantityError, ZeroDivisionError) as error:
        code = getattr(error, "code", "not_a_quantity")
        reader.add(code, row.line_of("value"), key=name, value=str(value))
        return None
    return Parameter(name, number, str(value), ValueKind("number", unit), cite, line)


def parameter_node(parameter: Parameter) -> Node:
    """The constant that stands for the parameter in expressions."""
    value = parameter.value
    if isinstance(value, datetime.date):
        return Const(DATE, parameter.name, value.toordinal(), parameter.name)
    simple = value.numerator if value.denominator == 1 else value
    return Const(parameter.kind, parameter.name, simple, parameter.name)
