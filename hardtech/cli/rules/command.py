"""`hardtech rules`: dated, cited policy measures on plain files, without a database."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from hardtech.cli.errors import Refused
from hardtech.cli.rules.files import SUBJECTS, Day, one, read_facts, refused_facts, rulebook, today
from hardtech.cli.rules.population import assess_all, simulate_figures
from hardtech.cli.rules.way import combine_measures, plan_way
from hardtech.cli.rules.words import finding_text, trace_text, yuan
from hardtech.engines.rules import (
    FactsInvalid,
    Fault,
    Rule,
    TraceInvalid,
    Verdict,
    assess,
    assess_each,
    read_rulebook,
    replay,
    run_cases,
    trace,
    trace_digest,
)
from hardtech.rulebooks import FOLDER

_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)
_SIGNS = {"yes": "✓", "no": "✗", "unknown": "?", "judgement": "⚖"}


@click.group()
def rules() -> None:
    """Assess policy measures: who is owed what, why, and how to qualify.

    \b
    hardtech rules list
    hardtech rules assess xixian-2022/referral-reward facts.json --on 2022-06-01
    """


rules.add_command(assess_all)
rules.add_command(simulate_figures)
rules.add_command(plan_way)
rules.add_command(combine_measures)


@rules.command("list")
@click.option("--rules", "folder", type=_PATH, help="Folder of measures; without it, those that come along.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON list, with each measure's facts, types and units."
)
def list_measures(folder: Path | None, *, as_json: bool) -> None:
    """List the measures and the facts that they need."""
    book = rulebook(folder)
    if as_json:
        click.echo(
            json.dumps([_described(measure) for measure in book.values()], ensure_ascii=False, indent=1)
        )
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


def _described(measure: Rule) -> dict[str, Any]:
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
    findings: list[Fault] = []
    measures = cases = 0
    for path in paths or (FOLDER,):
        book, found = read_rulebook(path)
        findings += found
        for measure in book.values():
            findings += run_cases(measure)
            cases += len(measure.cases)
        measures += len(book)
    if as_json:
        told = [
            {
                "file": item.file,
                "line": item.line,
                "code": item.code,
                "text": finding_text(item),
                "data": dict(item.data),
            }
            for item in findings
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
    else:
        for finding in findings:
            click.echo(finding_text(finding))
    if findings:
        raise Refused(f"{len(findings)} faults; {measures} measures have none in themselves.")
    if not as_json:
        click.echo(f"{measures} measures, {cases} cases: no fault.")


@rules.command("assess")
@click.argument("measure_id", metavar="MEASURE")
@click.argument("facts_file", metavar="FACTS.json", type=_FILE)
@click.option("--on", type=Day(), default=None, help="Day of the assessment; today without it.")
@click.option("--rules", "folder", type=_PATH, help="Folder of measures; without it, those that come along.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with the trace.")
@click.option(
    "--trace", "trace_file", type=_FILE, help="File to write the trace to, for `hardtech rules replay`."
)
def assess_one(
    measure_id: str,
    facts_file: Path,
    on: datetime.date | None,
    folder: Path | None,
    trace_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Tell what MEASURE says about the case in FACTS.json.

    Money is in whole fen, or a text such as "3000000 yuan"; null is unknown. A list under "subjects" (projects, persons …)
    is assessed one by one, each with the other facts.
    """
    book = rulebook(folder)
    measure = one(book, measure_id)
    facts, text = read_facts(facts_file)
    day = on or today()
    subjects = facts.pop(SUBJECTS, None)
    try:
        if subjects is None:
            told, verdicts = _one(measure, facts, day, list(book.facts()))
        else:
            told, verdicts = _each(measure, facts, subjects, day, list(book.facts()))
    except FactsInvalid as error:
        raise refused_facts(facts_file, text, error) from None
    if trace_file is not None:
        documents = [trace(verdict) for verdict in verdicts]
        _write(trace_file, documents[0] if subjects is None else documents)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for verdict in verdicts:
        _print(verdict)


def _one(
    measure: Rule, facts: dict[str, Any], on: datetime.date, also: list[str]
) -> tuple[dict[str, Any], list[Verdict]]:
    verdict = assess(measure, facts, on, also)
    return _told(verdict), [verdict]


def _each(
    measure: Rule, facts: dict[str, Any], subjects: Any, on: datetime.date, also: list[str]
) -> tuple[dict[str, Any], list[Verdict]]:
    if not isinstance(subjects, list) or not all(isinstance(subject, dict) for subject in subjects):
        raise Refused(f'"{SUBJECTS}" must be a list of objects, one for each project or person.')
    together = assess_each(measure, facts, subjects, on, also)
    told = {
        "measure": measure.id,
        "on": on.isoformat(),
        "answer": together.answer,
        "amount_fen": together.amount,
        SUBJECTS: [_told(verdict) for verdict in together.verdicts],
    }
    return told, list(together.verdicts)


def _told(verdict: Verdict) -> dict[str, Any]:
    document = trace(verdict)
    keys = (
        "measure",
        "answer",
        "reason",
        "eligibility",
        "amount_fen",
        "amount_at_most_fen",
        "missing",
        "rulings",
    )
    return {
        **{key: document[key] for key in keys},
        "version": verdict.version.start.isoformat() if verdict.version else None,
        "on": document["on"],
        "status": document["status"],
        "trace": document,
        "trace_sha256": trace_digest(document),
    }


def _print(verdict: Verdict) -> None:
    console = Console()
    measure = verdict.measure
    amount = f" · {yuan(verdict.amount)}" if verdict.amount is not None else ""
    if verdict.amount is None and verdict.at_most is not None:
        amount = f" · at most {yuan(verdict.at_most)}"
    console.print(f"[bold]{measure.title['en']}[/bold]: {verdict.answer}{amount}", highlight=False)
    if verdict.reason:
        console.print(f"  {verdict.reason.replace('_', ' ')} on {verdict.on}", highlight=False)
    for result in verdict.conditions:
        cite = result.condition.cite
        quote = f" — “{cite.quote or cite.article}”" if cite else ""
        line = f"  {_SIGNS[result.answer]} {result.condition.title['en']}{quote}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    for name in verdict.missing:
        console.print(
            f"  missing: {name}: {measure.facts[name].question['en']}", markup=False, highlight=False
        )
    for name in verdict.rulings:
        console.print(
            f"  to be judged: {name}: {measure.facts[name].question['en']}", markup=False, highlight=False
        )
    if measure.status != "verified":
        console.print(
            f"  This measure is {measure.status}: compare it with the official text.", highlight=False
        )


@rules.command("replay")
@click.argument("trace_file", metavar="TRACE.json", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
def replay_trace(trace_file: Path, *, as_json: bool) -> None:
    """Decide the case in a trace again, by the rule that it carries, and compare.

    The exit code is 1 when anything comes out differently.
    """
    document, _ = read_facts(trace_file)
    try:
        document = _document(document)
        done = replay(document)
    except TraceInvalid as error:
        raise Refused(f"{trace_file}: {trace_text(error)}") from None
    verdict = done.verdict
    if as_json:
        told = {
            "same": done.same,
            "differences": list(done.differences),
            "measure": verdict.measure.id,
            "on": verdict.on.isoformat(),
            "answer": verdict.answer,
            "amount_fen": verdict.amount,
            "trace_sha256": trace_digest(document),
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif done.same:
        amount = f", {yuan(verdict.amount)}" if verdict.amount is not None else ""
        click.echo(f"The same: {verdict.measure.id} on {verdict.on} says {verdict.answer}{amount}.")
    if not done.same:
        raise Refused(f"{trace_file} comes out differently in: {', '.join(done.differences)}.")


def _document(data: dict[str, Any]) -> dict[str, Any]:
    """The trace itself, or the one in what `assess --json` prints, if it fits its hash."""
    document = data.get("trace")
    if not isinstance(document, dict):
        return data
    if trace_digest(document) != data.get("trace_sha256"):
        raise TraceInvalid("altered", part="trace")
    return document


def _write(path: Path, document: object) -> None:
    try:
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise Refused(f"{path} can't be written: {error.strerror}.") from None
