"""`hardtech rules plan` and `combine`: how to qualify, and the best set of measures."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from hardtech.cli.errors import Refused
from hardtech.cli.rules.files import SUBJECTS, Day, chosen, one, read_facts, refused_facts, rulebook, today
from hardtech.cli.rules.words import left_out_text, yuan
from hardtech.engines.rules import (
    Combination,
    FactsInvalid,
    Plan,
    PlanStep,
    PlanTooLarge,
    RelationsInvalid,
    Verdict,
    assess,
    combine,
    plan,
    relations_of,
    shown,
)

_FILE = click.Path(path_type=Path, dir_okay=False)
_PATH = click.Path(path_type=Path)
_CODES = {
    "already": "Nothing needs to change.",
    "unknown": "Some facts must be known first: {missing}.",
    "impossible": "No change that is open to the applicant leads to yes.",
}


def _weights(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, Fraction]:
    weights = {}
    for value in values:
        name, _, number = value.partition("=")
        try:
            weights[name] = Fraction(number)
        except (ValueError, ZeroDivisionError):
            raise click.BadParameter(f"{value!r} is not FACT=NUMBER.", context, parameter) from None
        if weights[name] < 0:
            raise click.BadParameter(f"{value!r}: a cost can't be negative.", context, parameter)
    return weights


@click.command("plan")
@click.argument("measure_id", metavar="MEASURE")
@click.argument("facts_file", metavar="FACTS.json", type=_FILE)
@click.option("--on", type=Day(), default=None, help="Day of the assessment; today without it.")
@click.option(
    "--cost", "weights", multiple=True, callback=_weights, metavar="FACT=NUMBER",
    help="What changing the fact by one of its units costs (a truth: changing it at all).",
)  # fmt: skip
@click.option("--rules", "folder", type=_PATH, help="Folder of measures; without it, those that come along.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def plan_way(
    measure_id: str,
    facts_file: Path,
    on: datetime.date | None,
    weights: dict[str, Fraction],
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Find the least changes that turn MEASURE's no into yes for the case in FACTS.json."""
    book = rulebook(folder)
    measure = one(book, measure_id)
    facts, text = read_facts(facts_file)
    if unknown := sorted(set(weights) - set(measure.facts)):
        raise Refused(f"--cost names facts that {measure.id} does not need: {', '.join(unknown)}.")
    try:
        found = plan(measure, facts, on or today(), weights, also=book.facts())
    except FactsInvalid as error:
        raise refused_facts(facts_file, text, error) from None
    except PlanTooLarge as error:
        message = (
            f"No plan among the first {error.looked_at} combinations of changes; give more facts or costs."
        )
        raise Refused(message) from None
    if as_json:
        click.echo(json.dumps(_plan(found), ensure_ascii=False, indent=1))
        return
    if found.code != "plan":
        click.echo(_CODES[found.code].format(missing=", ".join(found.missing)))
        return
    table = Table("fact", "now", "needed", "meets")
    for step in found.steps:
        told = _step(step)
        now = "not known" if told["before"] is None else str(told["before"])
        table.add_row(step.fact.name, now, f"{told['after']} {told['unit']}", ", ".join(step.meets))
    Console().print(table)
    if found.verdict.answer == "judgement":
        click.echo(f"A person still judges: {', '.join(found.verdict.rulings) or 'what is not defined'}.")
    if found.window:
        state = "is open until" if found.window.open else f"opens on {found.window.opens} and closes on"
        click.echo(f"The window {state} {found.window.closes}.")


def _plan(found: Plan) -> dict[str, Any]:
    window = found.window
    return {
        "measure": found.verdict.measure.id,
        "on": found.verdict.on.isoformat(),
        "code": found.code,
        "steps": [_step(step) for step in found.steps],
        "cost": str(found.cost),
        "answer_after": found.verdict.answer,
        "amount_fen_after": found.verdict.amount,
        "rulings": list(found.verdict.rulings),
        "missing": list(found.missing),
        "window": {"open": window.open, "opens": str(window.opens), "closes": str(window.closes)}
        if window
        else None,
    }


def _step(step: PlanStep) -> dict[str, Any]:
    return {
        "fact": step.fact.name,
        "unit": "" if step.fact.type in {"bool", "choice", "date"} else step.fact.unit,
        "before": None if step.before is None else shown(step.fact, step.before),
        "after": shown(step.fact, step.after),
        "cost": str(step.cost),
        "meets": list(step.meets),
    }


@click.command("combine")
@click.argument("rules")
@click.argument("facts_file", metavar="FACTS.json", type=_FILE)
@click.option("--on", type=Day(), default=None, help="Day of the assessment; today without it.")
@click.option(
    "--held", multiple=True, metavar="MEASURE", help="A title that one holds, which meets prerequisites."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def combine_measures(
    rules: str, facts_file: Path, on: datetime.date | None, held: tuple[str, ...], *, as_json: bool
) -> None:
    """Find the best legal combination of RULES for the case in FACTS.json.

    RULES is `all`, a folder or file of measures, or ids and books with commas between them. Measures that pay and answer
    yes take part; titles that answer yes meet prerequisites.
    """
    measures, book = chosen(rules)
    facts, text = read_facts(facts_file)
    if SUBJECTS in facts:
        raise Refused(
            f'{facts_file}: combine takes one case; write each of "{SUBJECTS}" into a file of its own.'
        )
    try:
        verdicts = [assess(measure, facts, on or today(), book.facts()) for measure in measures]
    except FactsInvalid as error:
        raise refused_facts(facts_file, text, error) from None
    owed = {verdict.measure.id: verdict.amount for verdict in verdicts if verdict.amount is not None}
    titles = [
        verdict.measure.id for verdict in verdicts if verdict.answer == "yes" and verdict.amount is None
    ]
    try:
        found = combine(owed, relations_of(measures), held=[*held, *titles])
    except RelationsInvalid as error:
        message = f"The combined caps of {', '.join(error.measures)} cross; nest or separate them."
        raise Refused(message) from None
    if as_json:
        click.echo(json.dumps(_combination(found, verdicts), ensure_ascii=False, indent=1))
        return
    table = Table("measure", "pays", "why not")
    for name, amount in sorted(found.paid.items()):
        table.add_row(name, yuan(amount), "")
    for item in found.left_out:
        table.add_row(item.measure, "", left_out_text(item))
    Console().print(table)
    click.echo(f"Together {yuan(found.total)}{', proven to be the best' if found.proven else ''}.")


def _combination(found: Combination, verdicts: list[Verdict]) -> dict[str, Any]:
    return {
        "total_fen": found.total,
        "proven": found.proven,
        "paid": [{"measure": name, "amount_fen": amount} for name, amount in sorted(found.paid.items())],
        "left_out": [
            {"measure": item.measure, "code": item.code, "by": list(item.by)} for item in found.left_out
        ],
        "open": {
            verdict.measure.id: verdict.answer
            for verdict in verdicts
            if verdict.answer in {"unknown", "judgement"}
        },
    }
