"""The examples of a measure in words: what is known, and what comes out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hardtech.engines.rules import Fact, FactsInvalid, Rule, stored_text
from hardtech.zone.common.languages import joined
from hardtech.zone.common.money import money
from hardtech.zone.facts.quantities import day, fact_value
from hardtech.zone.facts.wording import option_label
from hardtech.zone.measures.wording.leaflet import name_of

__all__ = ["ExampleLine", "example_lines"]

ANSWERS: Mapping[str, Promise] = {
    "yes": pgettext_lazy("outcome of an example", "entitled"),
    "no": pgettext_lazy("outcome of an example", "not entitled"),
    "unknown": pgettext_lazy("outcome of an example", "open: facts are missing"),
    "judgement": pgettext_lazy("outcome of an example", "open: a person judges"),
}
REASONS: Mapping[str, Promise] = {
    "not_in_force": gettext_lazy("not in force on this day"),
    "suspended": gettext_lazy("the measure is suspended"),
    "repealed": gettext_lazy("the measure is repealed"),
}


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """`facts` are (name, value), `outcome` one line for each thing that is expected."""

    name: str
    on: datetime.date
    facts: tuple[tuple[str, str], ...]
    outcome: tuple[str, ...]


def example_lines(measure: Rule) -> list[ExampleLine]:
    return [
        ExampleLine(
            name=case.name,
            on=case.on,
            facts=tuple(
                (name_of(measure.facts[name]), _value(measure.facts[name], value))
                for name, value in case.facts.items()
                if value is not None and name in measure.facts
            ),
            outcome=(*_expected(case.expect, measure), *_swept(case, measure)),
        )
        for case in measure.cases
    ]


def _expected(expect: Mapping[str, Any], measure: Rule) -> Iterator[str]:
    if "answer" in expect:
        yield str(ANSWERS[str(expect["answer"])])
    if expect.get("amount_fen") is not None:
        yield money(int(expect["amount_fen"]))
    if expect.get("reason"):
        yield str(REASONS[str(expect["reason"])])
    for key, sentence in (("missing", _("asks for: %(facts)s")), ("rulings", _("to be judged: %(facts)s"))):
        if expect.get(key):
            names = [name_of(measure.facts[name]) if name in measure.facts else name for name in expect[key]]
            yield sentence % {"facts": joined(names)}
    for sheet, points in (expect.get("scores") or {}).items():
        yield _points(sheet, points)
    if expect.get("version"):
        yield _("by the version of %(day)s") % {"day": day(str(expect["version"]))}


def _swept(case: Any, measure: Rule) -> Iterator[str]:
    """A sweep: the fact that changes, and what comes out for each of its values."""
    fact = measure.facts.get(case.vary)
    for value, expected in case.rows:
        shown = _value(fact, value) if fact is not None else str(value)
        outcome = _points(case.of, expected) if case.of else str(ANSWERS.get(str(expected), expected))
        yield _("%(fact)s %(value)s: %(outcome)s") % {
            "fact": name_of(fact) if fact is not None else case.vary, "value": shown, "outcome": outcome,
        }  # fmt: skip


def _points(sheet: str, points: Any) -> str:
    shown = str(points).replace("..", "–")
    return _("%(points)s points (%(sheet)s)") % {"points": shown, "sheet": sheet.replace("_", " ")}


def _value(fact: Fact, value: Any) -> str:
    """A fact's value as people write it; what the fact can't have stands as it is written."""
    if fact.type == "choice":
        return option_label(fact, str(value))
    try:
        return fact_value(stored_text(fact, value), fact)
    except FactsInvalid:
        return str(value)
