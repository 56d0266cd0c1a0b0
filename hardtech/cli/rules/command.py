"""`hardtech rules`: dated, cited policy measures on plain files, without a database."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from hardtech.cli.errors import Refused
from hardtech.cli.rules.assess import assess_one, replay_trace
from hardtech.cli.rules.files import rulebook
from hardtech.cli.rules.options import print_json, rules_option
from hardtech.cli.rules.population import assess_all, simulate_figures
from hardtech.cli.rules.way import combine_measures, plan_way
from hardtech.cli.rules.words import fault_text
from hardtech.engines.rules import Fault, Rule, read_rulebook, run_cases
from hardtech.rulebooks import FOLDER


@click.group()
def rules() -> None:
    """Assess policy measures: who is owed what, why, and how to qualify.

    \b
    hardtech rules list
    hardtech rules assess xixian-2022/referral-reward facts.json --on 2022-06-01
    """


for command in (assess_one, replay_trace, assess_all, simulate_figures, plan_way, combine_measures):
    rules.add_command(command)


@rules.command("list")
@rules_option
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON list, with each measure's facts, types and units."
)
def list_measures(folder: Path | None, *, as_json: bool) -> None:
    """List the measures and the facts that they need."""
    book = rulebook(folder)
    if as_json:
        print_json([_measure_data(measure) for measure in book.values()])
        return
    table = Table("id", "title", "status", "in force", "facts")
    table.columns[0].no_wrap = table.columns[3].no_wrap = True
    for measure in book.values():
        start, end = measure.versions[0].start, measure.versions[-1].end
        table.add_row(
            measure.id,
            measure.title["en"],
            measure.status,
            f"{start} –{f' {end}' if end else ''}",
            str(len(measure.facts)),
        )
    Console().print(table)


def _measure_data(measure: Rule) -> dict[str, Any]:
    return {
        "id": measure.id,
        "title": dict(measure.title),
        "issuer": dict(measure.issuer),
        "whom": dict(measure.whom),
        "subject": measure.subject,
        "status": measure.status,
        "citation": measure.citation.as_json() if measure.citation else None,
        "facts": [fact.as_json() for fact in measure.facts.values()],
        "versions": [
            {
                "number": version.number,
                "from": version.start.isoformat(),
                "to": version.end.isoformat() if version.end else None,
                "status": version.status or measure.status,
                "pays": version.amount is not None,
            }
            for version in measure.versions
        ],
        "cases": len(measure.cases),
    }


@rules.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="One JSON list of what was found.")
def check(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Check measures and run their cases.

    PATHS are folders or files of measures; without any, those that come along. Each fault is named with file and line.
    """
    faults: list[Fault] = []
    measures = cases = 0
    for path in paths or (FOLDER,):
        book, broken = read_rulebook(path)
        faults += broken
        for measure in book.values():
            faults += run_cases(measure)
            cases += len(measure.cases)
        measures += len(book)
    if as_json:
        print_json([{**asdict(fault), "text": fault_text(fault)} for fault in faults])
    else:
        for fault in faults:
            click.echo(fault_text(fault))
    if faults:
        raise Refused(f"{len(faults)} faults; {measures} measures have none in themselves.")
    if not as_json:
        click.echo(f"{measures} measures, {cases} cases: no fault.")
