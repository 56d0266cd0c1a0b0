"""`hardtech rules assess-all` and `simulate`: measures over whole populations."""

from __future__ import annotations

import datetime
import json
import os
import time
from pathlib import Path

import click
import polars as pl
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from hardtech.cli.errors import Refused
from hardtech.cli.rules.files import (
    bare_in,
    columns_of,
    measure_named,
    measures_named,
    read_table,
    rulebook,
    table_out,
    write_table,
)
from hardtech.cli.rules.options import FILE, on_option, print_json, rules_option
from hardtech.cli.rules.words import fault_text, money, problem_text
from hardtech.engines.rules import (
    FactProblem,
    FactsInvalid,
    Rule,
    RulebookInvalid,
    Simulation,
    assess_population,
    read_population,
    simulate,
    with_figures,
)

_SHOWN = 5


@click.command("assess-all")
@click.argument("rules")
@click.argument("facts_file", metavar="FACTS", type=FILE)
@click.option(
    "--out", type=FILE, callback=table_out, required=True, help="File to write: .csv, .parquet or .jsonl."
)
@on_option
@click.option(
    "--id", "id_column", help="Column that names each row; without it `id`, or the number of the row."
)
def assess_all(rules: str, facts_file: Path, out: Path, on: datetime.date, id_column: str | None) -> None:
    """Assess RULES for every row of FACTS (.csv, .parquet, .jsonl): one column for each fact.

    RULES is `all`, a folder or file of measures, or ids and books with commas between them. Columns without a measure's fact
    are unknown facts. A row with a cell that can't be used is written to OUT.rejects.csv instead.
    """
    console = Console(stderr=True)
    started = time.monotonic()
    measures, book = measures_named(rules)
    facts = {name: fact for measure in measures for name, fact in measure.facts.items()}
    frame = read_table(facts_file, facts)
    names = _names(frame, id_column)
    _print_unread(console, frame, [names.name, *columns_of(book.facts())])
    bare = bare_in(facts_file)
    population, refused = read_population(facts, frame, bare)
    if refused:
        frame, names = _without_rows(frame, names, {problem.row - 1 for problem in refused})
        population, _ = read_population(facts, frame, bare)
    del frame
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Assessing", total=population.rows)
        answers = assess_population(
            measures, population, on, threads=os.cpu_count() or 1,
            progress=lambda done: progress.update(task, completed=done),
        )  # fmt: skip
    write_table(out, pl.DataFrame([names, *answers.get_columns()]))
    seconds = time.monotonic() - started
    console.print(
        f"{len(measures)} measures for {population.rows:,} rows in {seconds:.1f} s: {out}", soft_wrap=True
    )
    if refused:
        _write_refusals(console, out, refused)


def _names(frame: pl.DataFrame, id_column: str | None) -> pl.Series:
    if id_column is not None and id_column not in frame.columns:
        raise Refused(f"There is no column {id_column}; there are {', '.join(frame.columns[:12])}.")
    name = id_column or ("id" if "id" in frame.columns else None)
    return frame[name] if name else pl.Series("row", range(1, frame.height + 1), dtype=pl.Int64)


def _without_rows(frame: pl.DataFrame, names: pl.Series, rows: set[int]) -> tuple[pl.DataFrame, pl.Series]:
    bad = pl.Series(sorted(rows), dtype=pl.UInt32)
    keep = pl.select(pl.repeat(True, frame.height, dtype=pl.Boolean)).to_series().scatter(bad, False)  # noqa: FBT003
    return frame.filter(keep), names.filter(keep)


def _print_unread(console: Console, frame: pl.DataFrame, known: list[str]) -> None:
    unread = [name for name in frame.columns if name not in known]
    if unread:
        more = ", …" if len(unread) > _SHOWN else ""
        console.print(
            f"Columns that are no facts: {', '.join(unread[:_SHOWN])}{more}", markup=False, soft_wrap=True
        )


def _write_refusals(console: Console, out: Path, problems: list[FactProblem]) -> None:
    path = out.with_name(f"{out.name}.rejects.csv")
    rows = [{"row": item.row, "fact": item.fact, "reason": problem_text(item)} for item in problems]
    write_table(path, pl.DataFrame(rows))
    for row in rows[:_SHOWN]:
        console.print(f"row {row['row']}: {row['reason']}", style="yellow", markup=False, soft_wrap=True)
    refused = len({item.row for item in problems})
    console.print(f"{refused} rows were refused; all of them with the reason: {path}", soft_wrap=True)


def _figures(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    figures = {}
    for value in values:
        name, equals, figure = value.partition("=")
        if not equals or not figure:
            raise click.BadParameter(f"{value!r} is not FIGURE=VALUE.", context, parameter)
        figures[name] = figure
    return figures


@click.command("simulate")
@click.argument("measure_id", metavar="MEASURE")
@click.argument("facts_file", metavar="FACTS", type=FILE)
@click.option(
    "--set", "figures", multiple=True, required=True, callback=_figures, metavar="FIGURE=VALUE",
    help='Another value of a figure: --set cap="8000000 yuan".',
)  # fmt: skip
@click.option("--by", "groups", multiple=True, metavar="COLUMN", help="Column to sum by: field, size, tier …")
@on_option
@rules_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
@click.option(
    "--out", type=FILE, callback=lambda c, p, v: v and table_out(c, p, v), help="Every row before and after."
)
def simulate_figures(
    measure_id: str,
    facts_file: Path,
    figures: dict[str, str],
    groups: tuple[str, ...],
    on: datetime.date,
    folder: Path | None,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Show what other figures of MEASURE would do over FACTS: who gains, who loses, what it costs."""
    measure = measure_named(rulebook(folder), measure_id)
    changed = _changed(measure, on, figures)
    facts = dict(measure.facts)
    frame = read_table(facts_file, facts)
    if unknown := [name for name in groups if name not in frame.columns]:
        raise Refused(f"--by names columns that {facts_file} does not have: {', '.join(unknown)}.")
    population, problems = read_population(facts, frame, bare_in(facts_file))
    if problems:
        raise Refused(f"{facts_file}, row {problems[0].row}: {problem_text(problems[0])}")
    outcome = simulate(measure, changed, population, on, {name: frame[name] for name in groups})
    if out is not None:
        write_table(out, pl.DataFrame([_names(frame, None), *outcome.rows.get_columns()]))
    if as_json:
        tables = {
            name: json.loads(table.cast({pl.Int128: pl.Int64}).write_json())
            for name, table in outcome.groups.items()
        }
        print_json({"measure": measure.id, "on": str(on), **outcome.total, "groups": tables})
        return
    _print(outcome)


def _changed(measure: Rule, on: datetime.date, figures: dict[str, str]) -> Rule:
    try:
        return with_figures(measure, on, figures)
    except FactsInvalid as error:
        raise Refused("\n".join(problem_text(problem) for problem in error.problems)) from None
    except RulebookInvalid as error:
        raise Refused(f"With these figures: {fault_text(error.findings[0])}") from None


def _print(outcome: Simulation) -> None:
    total = outcome.total
    click.echo(
        f"{total['subjects']:,} subjects: {total['gain']:,} gain, {total['lose']:,} lose; "
        f"{money(total['fen_before'])} today, {money(total['fen_after'])} then ({money(total['fen_change'])})."
    )
    for name, sums in outcome.groups.items():
        table = Table(name, "subjects", "gain", "lose", "today", "then", "change")
        for row in sums.iter_rows(named=True):
            paid = [money(row[f"fen_{when}"]) for when in ("before", "after", "change")]
            table.add_row(str(row[name]), *(f"{row[key]:,}" for key in ("subjects", "gain", "lose")), *paid)
        Console().print(table)
