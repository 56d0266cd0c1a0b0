"""`hardtech rules assess` and `replay`: one case, and the trace of its verdict."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from hardtech.cli.errors import Refused
from hardtech.cli.rules.files import SUBJECTS, measure_named, read_case, read_object, refused_facts, rulebook
from hardtech.cli.rules.options import FILE, on_option, print_json, rules_option
from hardtech.cli.rules.words import money, trace_text
from hardtech.engines.rules import (
    FactsInvalid,
    Rule,
    Together,
    TraceInvalid,
    Verdict,
    assess,
    assess_each,
    replay,
    trace,
    trace_digest,
)

_SIGNS = {"yes": "✓", "no": "✗", "unknown": "?", "judgement": "⚖"}
_ANSWER_KEYS = (
    "measure", "answer", "reason", "eligibility", "amount_fen", "amount_at_most_fen", "missing", "rulings",
)  # fmt: skip


@click.command("assess")
@click.argument("measure_id", metavar="MEASURE")
@click.argument("facts_file", metavar="FACTS.json", type=FILE)
@on_option
@rules_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with the trace.")
@click.option(
    "--trace", "trace_file", type=FILE, help="File to write the trace to, for `hardtech rules replay`."
)
def assess_one(
    measure_id: str,
    facts_file: Path,
    on: datetime.date,
    folder: Path | None,
    trace_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Assess the case in FACTS.json by MEASURE.

    A sum is a text with its unit, such as "3000000 yuan", or whole fen under NAME_fen; null is unknown.
    A list under "subjects" (projects, persons …) is assessed one by one, each with the other facts.
    """
    book = rulebook(folder)
    measure, also = measure_named(book, measure_id), list(book.facts())
    facts, text = read_case(facts_file, book)
    subjects = facts.pop(SUBJECTS, None)
    try:
        if subjects is None:
            verdicts = [assess(measure, facts, on, also)]
            answer = _verdict_data(verdicts[0])
        else:
            together = assess_each(measure, facts, _subject_rows(subjects), on, also)
            verdicts = list(together.verdicts)
            answer = _together_data(measure, on, together)
    except FactsInvalid as error:
        raise refused_facts(facts_file, text, error) from None
    if trace_file is not None:
        documents = [trace(verdict) for verdict in verdicts]
        _write(trace_file, documents[0] if subjects is None else documents)
    if as_json:
        print_json(answer)
        return
    for verdict in verdicts:
        _print(verdict)


def _subject_rows(subjects: Any) -> list[dict[str, Any]]:
    if not isinstance(subjects, list) or not all(isinstance(subject, dict) for subject in subjects):
        raise Refused(f'"{SUBJECTS}" must be a list of objects, one for each project or person.')
    return subjects


def _together_data(measure: Rule, on: datetime.date, together: Together) -> dict[str, Any]:
    return {
        "measure": measure.id,
        "on": on.isoformat(),
        "answer": together.answer,
        "amount_fen": together.amount,
        SUBJECTS: [_verdict_data(verdict) for verdict in together.verdicts],
    }


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    document = trace(verdict)
    return {
        **{key: document[key] for key in _ANSWER_KEYS},
        "version": verdict.version.start.isoformat() if verdict.version else None,
        "on": document["on"],
        "status": document["status"],
        "trace": document,
        "trace_sha256": trace_digest(document),
    }


def _print(verdict: Verdict) -> None:
    console = Console(highlight=False)
    measure = verdict.measure
    amount = f" · {money(verdict.amount)}" if verdict.amount is not None else ""
    if verdict.amount is None and verdict.at_most is not None:
        amount = f" · at most {money(verdict.at_most)}"
    console.print(f"[bold]{measure.title['en']}[/bold]: {verdict.answer}{amount}")
    if verdict.reason:
        console.print(f"  {verdict.reason.replace('_', ' ')} on {verdict.on}")
    for result in verdict.conditions:
        cite = result.condition.cite
        quote = f" — “{cite.quote or cite.article}”" if cite else ""
        line = f"  {_SIGNS[result.answer]} {result.condition.title['en']}{quote}"
        console.print(line, markup=False, soft_wrap=True)
    for head, names in (("missing", verdict.missing), ("to be judged", verdict.rulings)):
        for name in names:
            console.print(f"  {head}: {name}: {measure.facts[name].question['en']}", markup=False)
    if measure.status != "verified":
        console.print(f"  This measure is {measure.status}: compare it with the official text.")


@click.command("replay")
@click.argument("trace_file", metavar="TRACE.json", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a sentence.")
def replay_trace(trace_file: Path, *, as_json: bool) -> None:
    """Decide the case in a trace again, by the rule that it carries, and compare.

    The exit code is 1 when anything comes out differently.
    """
    document, _ = read_object(trace_file)
    try:
        document = _document(document)
        done = replay(document)
    except TraceInvalid as error:
        raise Refused(f"{trace_file}: {trace_text(error)}") from None
    verdict = done.verdict
    if as_json:
        data = {
            "same": done.same,
            "differences": list(done.differences),
            "measure": verdict.measure.id,
            "on": verdict.on.isoformat(),
            "answer": verdict.answer,
            "amount_fen": verdict.amount,
            "trace_sha256": trace_digest(document),
        }
        print_json(data)
    elif done.same:
        amount = f", {money(verdict.amount)}" if verdict.amount is not None else ""
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
