"""`hardtech rules plan` and `combine`: how to qualify, and the best set of measures."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from hardtech.base.money import FEN, Money
from hardtech.cli.errors import Refused
from hardtech.cli.rules.files import (
    SUBJECTS,
    measure_named,
    measures_named,
    read_case,
    refused_facts,
    rulebook,
)
from hardtech.cli.rules.options import FILE, on_option, print_json, rules_option
from hardtech.cli.rules.words import left_out_text, money
from hardtech.engines.rules import (
    Combination,
    Fact,
    FactsInvalid,
    Plan,
    PlanStep,
    PlanTooLarge,
    RelationsInvalid,
    Stored,
    Verdict,
    assess,
    combine,
    plan,
    relations_of,
    shown,
)

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
@click.argument("facts_file", metavar="FACTS.json", type=FILE)
@on_option
@click.option(
    "--cost", "weights", multiple=True, callback=_weights, metavar="FACT=NUMBER",
    help="What changing the fact by one of its units costs (a sum: by one yuan; a truth: at all).",
)  # fmt: skip
@rules_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def plan_way(
    measure_id: str,
    facts_file: Path,
    on: datetime.date,
    weights: dict[str, Fraction],
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Find the least changes that turn MEASURE's no into yes for the case in FACTS.json."""
    book = rulebook(folder)
    measure = measure_named(book, measure_id)
    facts, text = read_case(facts_file, book)
    if unknown := sorted(set(weights) - set(measure.facts)):
        raise Refused(f"--cost names facts that {measure.id} does not need: {', '.join(unknown)}.")
    weights = {
        name: weight / (FEN if measure.facts[name].currency else 1) for name, weight in weights.items()
    }
    try:
        way = plan(measure, facts, on, weights, also=book.facts())
    except FactsInvalid as error:
        raise refused_facts(facts_file, text, error) from None
    except PlanTooLarge as error:
        message = (
            f"No plan among the first {error.looked_at} combinations of changes; give more facts or costs."
        )
        raise Refused(message) from None
    if as_json:
        print_json(_plan_data(way))
        return
    if way.code != "plan":
        click.echo(_CODES[way.code].format(missing=", ".join(way.missing)))
        return
    table = Table("fact", "now", "needed", "meets")
    for step in way.steps:
        data = _step_data(step)
        now = "not known" if data["before"] is None else str(data["before"])
        table.add_row(step.fact.name, now, f"{data['after']} {data['unit']}", ", ".join(step.meets))
    Console().print(table)
    if way.verdict.answer == "judgement":
        click.echo(f"A person still judges: {', '.join(way.verdict.rulings) or 'what is not defined'}.")
    if way.window:
        state = "is open until" if way.window.open else f"opens on {way.window.opens} and closes on"
        click.echo(f"The window {state} {way.window.closes}.")


def _plan_data(way: Plan) -> dict[str, Any]:
    window = way.window
    return {
        "measure": way.verdict.measure.id,
        "on": way.verdict.on.isoformat(),
        "code": way.code,
        "steps": [_step_data(step) for step in way.steps],
        "cost": str(way.cost),
        "answer_after": way.verdict.answer,
        "amount_fen_after": way.verdict.amount,
        "rulings": list(way.verdict.rulings),
        "missing": list(way.missing),
        "window": {"open": window.open, "opens": str(window.opens), "closes": str(window.closes)}
        if window
        else None,
    }


def _value_data(fact: Fact, stored: Stored | None) -> object:
    """As JSON has it: a sum with its unit."""
    if stored is None:
        return None
    return Money(int(stored), fact.currency).text if fact.currency else shown(fact, stored)


def _step_data(step: PlanStep) -> dict[str, Any]:
    return {
        "fact": step.fact.name,
        "unit": "" if step.fact.type in {"bool", "choice", "date", "money"} else step.fact.unit,
        "before": _value_data(step.fact, step.before),
        "after": _value_data(step.fact, step.after),
        "cost": str(step.cost),
        "meets": list(step.meets),
    }


@click.command("combine")
@click.argument("rules")
@click.argument("facts_file", metavar="FACTS.json", type=FILE)
@on_option
@click.option(
    "--held", multiple=True, metavar="MEASURE", help="A title that one holds, which meets prerequisites."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def combine_measures(
    rules: str, facts_file: Path, on: datetime.date, held: tuple[str, ...], *, as_json: bool
) -> None:
    """Find the best legal combination of RULES for the case in FACTS.json.

    RULES is `all`, a folder or file of measures, or ids and books with commas between them. Measures that pay and answer
    yes take part; titles that answer yes meet prerequisites.
    """
    measures, book = measures_named(rules)
    facts, text = read_case(facts_file, book)
    if SUBJECTS in facts:
        raise Refused(
            f'{facts_file}: combine takes one case; write each of "{SUBJECTS}" into a file of its own.'
        )
    try:
        verdicts = [assess(measure, facts, on, book.facts()) for measure in measures]
    except FactsInvalid as error:
        raise refused_facts(facts_file, text, error) from None
    owed = {verdict.measure.id: verdict.amount for verdict in verdicts if verdict.amount is not None}
    titles = [
        verdict.measure.id for verdict in verdicts if verdict.answer == "yes" and verdict.amount is None
    ]
    try:
        best = combine(owed, relations_of(measures), held=[*held, *titles])
    except RelationsInvalid as error:
        message = f"The combined caps of {', '.join(error.measures)} cross; nest or separate them."
        raise Refused(message) from None
    if as_json:
        print_json(_combination_data(best, verdicts))
        return
    table = Table("measure", "pays", "why not")
    for name, amount in sorted(best.paid.items()):
        table.add_row(name, money(amount), "")
    for item in best.left_out:
        table.add_row(item.measure, "", left_out_text(item))
    Console().print(table)
    click.echo(f"Together {money(best.total)}{', proven to be the best' if best.proven else ''}.")


def _combination_data(best: Combination, verdicts: list[Verdict]) -> dict[str, Any]:
    return {
        "total_fen": best.total,
        "proven": best.proven,
        "paid": [{"measure": name, "amount_fen": amount} for name, amount in sorted(best.paid.items())],
        "left_out": [
            {"measure": item.measure, "code": item.code, "by": list(item.by)} for item in best.left_out
        ],
        "open": {
            verdict.measure.id: verdict.answer
            for verdict in verdicts
            if verdict.answer in {"unknown", "judgement"}
        },
    }
