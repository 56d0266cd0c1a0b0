"""One measure from its YAML: every expression parsed, typed and unit-checked, every fault with its line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hardtech.base.money import Bare, Money, MoneyError, parse
from hardtech.engines.rules._language.nodes import Named, Node
from hardtech.engines.rules._language.units import unit_named
from hardtech.engines.rules._loading.facts import parameter_node, read_facts, read_parameters
from hardtech.engines.rules._loading.reader import Reader, is_id
from hardtech.engines.rules._loading.scores import read_scores
from hardtech.engines.rules._loading.source import Table, plain
from hardtech.engines.rules._loading.unused import check_unused
from hardtech.engines.rules._measure import (
    STATUSES,
    SUBJECTS,
    Amount,
    Case,
    Condition,
    Fact,
    Payment,
    Rule,
    RuleRelation,
    Transition,
    Version,
    Window,
    Words,
)

SECTIONS = (
    "parameters", "values", "scores", "conditions", "amount", "payments", "windows", "evidence", "transitions",
    "validity",
)  # fmt: skip
MEASURE_KEYS = (
    "id", "status", "title", "issuer", "whom", "subject", "sources", "citation", "facts", "versions",
    "relations", "cases", "notes", *SECTIONS,
)  # fmt: skip
VERSION_KEYS = ("from", "to", "status", "cite", "note", *SECTIONS)
ROUNDINGS = ("down", "up", "half_up", "half_even")
RELATIONS = ("prerequisite", "excludes", "higher_of", "combined_cap")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)?")
_YEARLY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_FEN = (("fen", 1),)


def read_measure(reader: Reader, table: Table, vocabulary: Mapping[str, Fact]) -> Rule:
    """The measure in `table`; what is wrong with it is in `reader.findings`, and then it must not be used."""
    reader.keys(table, MEASURE_KEYS)
    id_ = reader.text(table, "id")
    if not _ID.fullmatch(id_):
        reader.add("id_wrong", table.line_of("id"), value=id_)
    for name, row in reader.table(table, "sources").items():
        if isinstance(row, Table):
            reader.keys(row, ("title", "url", "published"))
            reader.sources[str(name)] = (reader.text(row, "title"), reader.text(row, "url", default=""))
    facts = read_facts(reader, reader.table(table, "facts"), vocabulary)
    versions = _versions(reader, table, facts)
    source = {key: plain(table[key]) for key in table if key != "cases"}
    taken = [name for name, row in reader.table(table, "facts").items() if row is None and name in facts]
    source["facts"] = {
        **source.get("facts", {}),
        **{name: _definition(facts[name]) for name in taken},
    }
    measure = Rule(
        id=id_,
        file=reader.file,
        status=reader.option(table, "status", STATUSES),
        title=reader.words(table, "title"),
        issuer=reader.words(table, "issuer"),
        whom=reader.words(table, "whom"),
        subject=reader.option(table, "subject", SUBJECTS, default="organisation"),
        citation=_citation(reader, table),
        facts=facts,
        versions=versions,
        relations=tuple(_relation(reader, row) for row in reader.tables(table, "relations")),
        cases=tuple(_case(reader, row, facts) for row in reader.tables(table, "cases")),
        notes=reader.all_words(table, "notes"),
        source=source,
    )
    if not (reader.findings or reader.broken):  # nobody knows what a broken expression would have used
        check_unused(reader, measure, table)
    return measure


def _definition(fact: Fact) -> dict[str, Any]:
    """The fact as a measure's file would define it: the trace must not depend on the vocabulary."""
    bounds = {
        key: f"{Fraction(value, 10**fact.decimals)} {fact.unit}"
        for key, value in (("min", fact.low), ("max", fact.high))
        if value is not None
    }
    if fact.low is None and fact.type in {"integer", "decimal", "money"}:
        bounds["min"] = "none"
    return {
        "type": fact.type, "unit": fact.unit, "decimals": fact.decimals, "judged": fact.judged, "change": fact.change,
        "question": dict(fact.question), **({"options": _options(fact)} if fact.options else {}), **bounds,
        **({"evidence": dict(fact.evidence)} if fact.evidence else {}),
        **({"label": dict(fact.label)} if fact.label else {}), **({"group": fact.group} if fact.group else {}),
        **({"yearly": True} if fact.yearly else {}),
    }  # fmt: skip


def _options(fact: Fact) -> Any:
    return {option: dict(words) for option, words in fact.option_words.items()} or list(fact.options)


def _citation(reader: Reader, table: Table) -> Any:
    citation = reader.table(table, "citation")
    if not citation:
        reader.add("citation_missing", table.line_of("citation"))
        return None
    wrapped = Table(table.line_of("citation"))
    wrapped.put("cite", citation, table.line_of("citation"))
    return reader.cite(wrapped, needed=True)


def _versions(reader: Reader, table: Table, facts: Mapping[str, Fact]) -> tuple[Version, ...]:
    rows = list(reader.tables(table, "versions"))
    if not rows:
        reader.add("versions_missing", table.line_of("versions"))
    rows.sort(
        key=lambda row: row["from"] if isinstance(row.get("from"), datetime.date) else datetime.date.min
    )
    versions = [_version(reader, table, row, facts, at + 1) for at, row in enumerate(rows)]
    for version, following in pairwise(versions):
        if version.end is not None:
            gap = (following.start - version.end).days - 1
            if gap:
                code = "versions_hole" if gap > 0 else "versions_overlap"
                reader.add(
                    code, following.line, start=version.end.isoformat(), to=following.start.isoformat()
                )
        elif version.start == following.start:
            reader.add(
                "versions_overlap",
                following.line,
                start=version.start.isoformat(),
                to=following.start.isoformat(),
            )
    starts = {version.start for version in versions}
    for version in versions:
        for transition in version.transitions:
            if transition.use not in starts or transition.use >= version.start:
                reader.add("transition_unknown", version.line, use=transition.use.isoformat())
    closed = [_closed(version, following) for version, following in pairwise(versions)]
    return (*closed, *versions[-1:])


def _closed(version: Version, following: Version) -> Version:
    """A version without an end lasts until the day before the next."""
    if version.end is not None:
        return version
    return replace(version, end=following.start - datetime.timedelta(days=1))


def _version(reader: Reader, table: Table, row: Table, facts: Mapping[str, Fact], number: int) -> Version:
    reader.keys(row, VERSION_KEYS)
    start = reader.date(row, "from", needed=True) or datetime.date.min
    end = reader.date(row, "to")
    if end is not None and end < start:
        reader.add("version_empty", row.line, start=start.isoformat(), to=end.isoformat())
    own = {section: row if section in row else table for section in SECTIONS}
    parameters = read_parameters(reader, reader.table(table, "parameters"), reader.table(row, "parameters"))
    scope: dict[str, Node] = {name: fact.node() for name, fact in facts.items()}
    for name, parameter in parameters.items():
        if name in scope:
            reader.add("name_twice", parameter.line, name=name)
        scope[name] = parameter_node(parameter)
    titles: dict[str, Words] = {}
    values = _values(reader, reader.table(own["values"], "values"), scope)
    scores = read_scores(reader, reader.table(own["scores"], "scores"), scope, titles)
    conditions = _conditions(reader, own["conditions"], "conditions", scope)
    if not own["conditions"].get("conditions"):
        reader.add("conditions_missing", row.line)
    _check_ids(reader, conditions, set())
    return Version(
        number=number, start=start, end=end, line=row.line,
        status=reader.option(row, "status", STATUSES, default="") if "status" in row else "",
        parameters=parameters, values=values, scores=scores, titles=titles, conditions=conditions,
        amount=_amount(reader, reader.table(own["amount"], "amount"), scope),
        payments=tuple(_payment(reader, item, scope) for item in reader.tables(own["payments"], "payments")),
        windows=tuple(_window(reader, item) for item in reader.tables(own["windows"], "windows")),
        transitions=tuple(_transitions(reader, own["transitions"], scope)),
        evidence=reader.all_words(own["evidence"], "evidence"),
        cite=reader.cite(row), validity=_years(reader, own["validity"]),
    )  # fmt: skip


def _years(reader: Reader, table: Table) -> int | None:
    validity = reader.quantity(table, "validity")
    if validity is not None and (validity[1] != (("year", 1),) or validity[0].denominator != 1):
        reader.add(
            "unit_wrong", table.line_of("validity"), part=str(table["validity"]), found="", wanted="year"
        )
    return int(validity[0]) if validity else None


def _values(reader: Reader, table: Table, scope: dict[str, Node]) -> dict[str, Node]:
    values: dict[str, Node] = {}
    for name in table:
        if not is_id(name) or name in scope:
            reader.add("name_not_allowed", table.line_of(name), name=name)
            continue
        node = reader.expression(table, name, scope, "")
        if node is None:
            reader.broken.add(name)
        else:
            values[name] = scope[name] = Named(node.kind, name, name, of=node)
    return values


def _conditions(reader: Reader, table: Table, key: str, scope: Mapping[str, Node]) -> tuple[Condition, ...]:
    conditions = []
    for row in reader.tables(table, key):
        reader.keys(row, ("id", "title", "when", "all", "any", "cite"))
        groups = [name for name in ("when", "all", "any") if name in row]
        if len(groups) != 1:
            reader.add("condition_unclear", row.line, found=groups)
            continue
        group = groups[0]
        node = reader.expression(row, "when", scope, "bool") if group == "when" else None
        parts = () if group == "when" else _conditions(reader, row, group, scope)
        if group != "when" and not parts:
            reader.add("conditions_missing", row.line)
        conditions.append(
            Condition(
                reader.text(row, "id"), reader.words(row, "title"), node, group, parts,
                reader.cite(row, needed=group == "when" and key != "any"), row.line,
            )
        )  # fmt: skip
    return tuple(conditions)


def _check_ids(reader: Reader, conditions: tuple[Condition, ...], seen: set[str]) -> None:
    for condition in conditions:
        if not is_id(condition.id) or condition.id in seen:
            reader.add(
                "name_twice" if condition.id in seen else "name_not_allowed",
                condition.line,
                name=condition.id,
            )
        seen.add(condition.id)
        _check_ids(reader, condition.parts, seen)


def _amount(reader: Reader, table: Table, scope: Mapping[str, Node]) -> Amount | None:
    if not table:
        return None
    reader.keys(table, ("formula", "cap", "rounding", "cite"))
    formula = reader.expression(table, "formula", scope, "number", _FEN)
    cap = reader.expression(table, "cap", scope, "number", _FEN) if "cap" in table else None
    rounding = reader.table(table, "rounding")
    if not rounding:
        reader.add("rounding_missing", table.line)
    mode = reader.option(rounding, "mode", ROUNDINGS, default="down")
    unit = reader.option(rounding, "to", ("fen", "yuan", "万元"), default="fen")
    cite = reader.cite(table, needed=True)
    return Amount(formula, cap, mode, int(unit_named(unit)[0]), cite) if formula is not None else None


def _payment(reader: Reader, row: Table, scope: Mapping[str, Node]) -> Payment:
    reader.keys(row, ("id", "title", "share", "formula", "when", "year", "cite"))
    if ("share" in row) == ("formula" in row):
        reader.add("payment_unclear", row.line)
    share = reader.quantity(row, "share")
    formula = reader.expression(row, "formula", scope, "number", _FEN) if "formula" in row else None
    when = reader.expression(row, "when", scope, "bool") if "when" in row else None
    return Payment(
        reader.text(row, "id"), reader.words(row, "title"), share[0] if share else None, formula, when,
        reader.whole(row, "year", 1) or 1, reader.cite(row),
    )  # fmt: skip


def _window(reader: Reader, row: Table) -> Window:
    reader.keys(row, ("opens", "closes", "cite"))
    opens, closes = row.get("opens"), row.get("closes")
    dated = isinstance(opens, datetime.date) and isinstance(closes, datetime.date)
    yearly = all(isinstance(edge, str) and _YEARLY.fullmatch(edge) for edge in (opens, closes))
    if not (dated or yearly) or str(opens) > str(closes):
        reader.add("window_wrong", row.line, opens=str(opens), closes=str(closes))
    reader.cite(row, needed=True)
    return Window(str(opens), str(closes))


def _transitions(reader: Reader, table: Table, scope: Mapping[str, Node]) -> list[Transition]:
    transitions = []
    for row in reader.tables(table, "transitions"):
        reader.keys(row, ("when", "use", "until", "cite"))
        when = reader.expression(row, "when", scope, "bool")
        use = reader.date(row, "use", needed=True)
        cite = reader.cite(row, needed=True)
        if when is not None and use is not None:
            transitions.append(Transition(when, use, reader.date(row, "until"), cite))
    return transitions


def _relation(reader: Reader, row: Table) -> RuleRelation:
    reader.keys(row, ("kind", "of", "cap", "cite"))
    kind = reader.option(row, "kind", RELATIONS)
    of = tuple(str(measure) for measure in reader.rows(row, "of"))
    if not of:
        reader.add("key_missing", row.line, key="of")
    cap = reader.quantity(row, "cap")
    if (kind == "combined_cap") != (cap is not None and cap[1] == _FEN):
        reader.add("cap_wrong", row.line_of("cap"), kind=kind)
    return RuleRelation(kind, of, int(cap[0]) if cap else 0, reader.cite(row, needed=True), row.line)


def _case(reader: Reader, row: Table, facts: Mapping[str, Fact]) -> Case:
    reader.keys(row, ("name", "on", "facts", "expect", "vary", "of", "rows"))
    on = reader.date(row, "on", needed=True) or datetime.date.min
    sweep = reader.table(row, "rows")
    if ("vary" in row) != bool(sweep):
        reader.add("case_unclear", row.line)
    vary = reader.text(row, "vary", default="")
    stated = reader.table(row, "facts")
    return Case(
        reader.text(row, "name"), on,
        {name: _stated(reader, facts.get(name), value, stated.line_of(name)) for name, value in stated.items()},
        dict(reader.table(row, "expect")), vary, reader.text(row, "of", default=""),
        tuple((_stated(reader, facts.get(vary), key, row.line), value) for key, value in sweep.items()), row.line,
    )  # fmt: skip


def _stated(reader: Reader, fact: Fact | None, value: Any, line: int) -> Any:
    """A fact of a case. A sum has its unit; in the data of older revisions a number alone is fen."""
    if fact is None or not fact.currency or value is None:
        return value
    try:
        parse(value, bare=Bare.REFUSED, negative=True)
    except MoneyError as error:  # any other fault is named when the case is run
        if error.code == "bare_number" and reader.bare is Bare.FEN:
            return Money(parse(value, bare=Bare.FEN, negative=True).amount, fact.currency).text
        if error.code == "bare_number":
            reader.add("bare_number", line, key=fact.name, value=value)
    return value
