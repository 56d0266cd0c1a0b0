"""Rulebooks, facts and populations from plain files; what can't be used is refused with file, line and remedy."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import polars as pl

from hardtech.base.money import Bare
from hardtech.cli.errors import Refused
from hardtech.cli.rules.words import fault_text, line_of, problem_text
from hardtech.engines.rules import (
    Fact,
    FactsInvalid,
    MeasureUnknown,
    Rule,
    Rulebook,
    RulebookInvalid,
    facts_from_json,
    load_rulebook,
)
from hardtech.rulebooks import FOLDER

SUBJECTS = "subjects"
TABLES = (".csv", ".parquet", ".jsonl")


def rulebook(folder: Path | None) -> Rulebook:
    """The measures in `folder`, or those that Hardtech brings along; refused when any has a fault."""
    try:
        return load_rulebook(folder or FOLDER)
    except RulebookInvalid as error:
        more = len(error.findings) - 1
        rest = f"\n({more} more: `hardtech rules check {folder or ''}`)" if more else ""
        raise Refused(fault_text(error.findings[0]) + rest) from None


def measure_named(book: Rulebook, id_: str) -> Rule:
    """The measure `id_`; refused with the nearest ids when there is none."""
    try:
        return book[id_]
    except MeasureUnknown as error:
        near = difflib.get_close_matches(id_, error.known, n=3, cutoff=0.4)
        hint = f"Did you mean {', '.join(near)}?" if near else f"There are: {', '.join(error.known)}."
        raise Refused(f"There is no measure {id_}. {hint}") from None


def measures_named(rules: str) -> tuple[list[Rule], Rulebook]:
    """Measures named by `all`, a folder or file, or ids and names of books with commas; and their rulebook."""
    path = Path(rules)
    if rules != "all" and path.exists():
        book = rulebook(path)
        return list(book.values()), book
    book = rulebook(None)
    if rules == "all":
        return list(book.values()), book
    measures: list[Rule] = []
    for name in rules.split(","):
        of_book = [measure for measure in book.values() if measure.id.startswith(f"{name.strip()}/")]
        measures += of_book or [measure_named(book, name.strip())]
    return measures, book


def read_case(path: Path, book: Rulebook) -> tuple[dict[str, Any], str]:
    """The facts in a JSON file, sums in whole fen, and the file's text."""
    data, text = read_object(path)
    subjects, known = data.get(SUBJECTS), book.facts()
    if isinstance(subjects, list):
        data[SUBJECTS] = [
            facts_from_json(known, subject) if isinstance(subject, dict) else subject for subject in subjects
        ]
    try:
        return facts_from_json(known, data), text
    except FactsInvalid as error:
        raise refused_facts(path, text, error) from None


def read_object(path: Path) -> tuple[dict[str, Any], str]:
    """The object in a JSON file, numbers exact, and the file's text."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} can't be read: {error}. Give a JSON file with an object of facts.") from None
    try:
        data = json.loads(text, parse_float=Decimal, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise Refused(f"{path}, line {error.lineno}, column {error.colno}: no JSON: {error.msg}.") from None
    except _TwiceError as error:
        raise Refused(f"{line_of(path, text, str(error))}: {error} stands there twice; keep one.") from None
    except RecursionError:
        raise Refused(f"{path}: too many levels inside one another.") from None
    if not isinstance(data, dict):
        raise Refused(f'{path}: expected an object such as {{"staff": 120}}, with one value for each fact.')
    return data, text


class _TwiceError(Exception):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            raise _TwiceError(key)
        data[key] = value
    return data


def refused_facts(path: Path, text: str, error: FactsInvalid) -> Refused:
    """The refusal for facts of a JSON file, one line for each fault."""
    lines = [f"{line_of(path, text, problem.fact)}: {problem_text(problem)}" for problem in error.problems]
    return Refused("\n".join(lines))


def read_table(path: Path, facts: Mapping[str, Fact]) -> pl.DataFrame:
    """A table of facts: CSV, Parquet or JSON Lines, money and counts exact."""
    if path.suffix.lower() not in TABLES:
        raise Refused(f"{path}: the name must end in {', '.join(TABLES)}.")
    try:
        frame = _read(path, facts)
    except (OSError, pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise Refused(f"{path} can't be read: {str(error).splitlines()[0]}.") from None
    columns = columns_of(facts)
    if not set(frame.columns) & set(columns):
        known = ", ".join(sorted(facts)[:8])
        raise Refused(f"{path}: no column is named like a fact of these measures ({known} …).")
    for column, name in columns.items():
        if column != name and {column, name} <= set(frame.columns):
            raise Refused(f"{path}: the columns {name} and {column} state one fact; keep one of them.")
    return frame


def columns_of(facts: Mapping[str, Fact]) -> dict[str, str]:
    """Every column that states a fact, and the fact: `revenue`, and `revenue_fen` for whole fen."""
    sums = {f"{name}_{fact.unit}": name for name, fact in facts.items() if fact.type == "money"}
    return {name: name for name in facts} | sums


def bare_in(path: Path) -> Bare:
    """What a sum without a unit means in a table: people write CSV, programs the others."""
    return Bare.YUAN if path.suffix.lower() == ".csv" else Bare.REFUSED


def _read(path: Path, facts: Mapping[str, Fact]) -> pl.DataFrame:
    if path.suffix.lower() == ".parquet":
        return pl.read_parquet(path)
    if path.suffix.lower() == ".jsonl":
        return pl.read_ndjson(path, infer_schema_length=None)
    whole = {
        column: pl.Int64
        for column, name in columns_of(facts).items()
        if facts[name].type in {"integer", "money"}
    }
    try:  # most files hold plain numbers; where one does not, every cell is looked at
        return pl.read_csv(path, infer_schema=False, schema_overrides=whole)
    except pl.exceptions.ComputeError:
        return pl.read_csv(path, infer_schema=False)


def write_table(path: Path, frame: pl.DataFrame) -> None:
    """Write `frame` beside its place and rename it: there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        if path.suffix.lower() == ".parquet":
            frame.write_parquet(part)
        elif path.suffix.lower() == ".jsonl":
            frame.write_ndjson(part)
        else:
            frame.write_csv(part)
        part.replace(path)
    except OSError as error:
        raise Refused(f"{path} can't be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)


def table_out(context: click.Context, parameter: click.Parameter, path: Path) -> Path:
    """A file to write a table to."""
    if path.suffix.lower() not in TABLES:
        raise click.BadParameter(f"the name must end in {', '.join(TABLES)}.", context, parameter)
    if not path.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}; make it first.", context, parameter)
    return path
