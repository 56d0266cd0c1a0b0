"""A standing and a plan in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hardtech.engines.rules import Fact, Opening, Rule
from hardtech.zone.common.languages import in_reader_language
from hardtech.zone.cultivation.choices import Way
from hardtech.zone.cultivation.models import Standing
from hardtech.zone.facts.models import NO_YEAR
from hardtech.zone.facts.periods import place_of
from hardtech.zone.facts.quantities import fact_value
from hardtech.zone.facts.wording import label
from hardtech.zone.incentives.wording.questions import QuestionWords, question_words

__all__ = [
    "StepWords",
    "fact_label",
    "growth_words",
    "question_list",
    "standing_words",
    "step_words",
    "window_words",
]


@dataclass(frozen=True, slots=True)
class StepWords:
    """One change: what the fact is, what it is today and what is needed, and the conditions that it meets."""

    fact: str
    label: str
    period: str
    before: str
    after: str
    meets: tuple[str, ...]


def step_words(
    steps: Sequence[Mapping[str, Any]],
    measure: Rule | None,
    facts: Mapping[str, Fact],
    on: datetime.date,
) -> list[StepWords]:
    """Steps as a `Standing` keeps them; a fact or condition that the rules no longer know keeps its name."""
    version = measure.version_on(on) if measure else None
    titles = dict(_titles(version.conditions)) if version else {}
    return [_step(step, titles, facts, on) for step in steps]


def _step(
    step: Mapping[str, Any], titles: Mapping[str, str], facts: Mapping[str, Fact], on: datetime.date
) -> StepWords:
    name = str(step["fact"])
    fact = facts.get(name)
    year = place_of(fact, facts, on)[1] if fact else NO_YEAR
    before = step["before"]
    return StepWords(
        fact=name,
        label=fact_label(name, facts, on),
        period="" if year == NO_YEAR else _("fiscal year %(year)s") % {"year": year},
        before=_("not known") if before is None else fact_value(before, fact),
        after=fact_value(step["after"], fact),
        meets=tuple(titles.get(one, one) for one in step["meets"]),
    )


def fact_label(name: str, facts: Mapping[str, Fact], on: datetime.date) -> str:
    """A word or two for the fact; of an earlier year those of the fact that it is an earlier year of."""
    if name not in facts:
        return name
    base, _year = place_of(facts[name], facts, on)
    return label(facts.get(base, facts[name]))


def _titles(conditions: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for condition in conditions:
        yield condition.id, in_reader_language(condition.title.get("en", ""), condition.title.get("zh", ""))
        yield from _titles(condition.parts)


def question_list(names: Sequence[str], facts: Mapping[str, Fact], on: datetime.date) -> list[QuestionWords]:
    """The facts that are missing, as questions."""
    return [question_words(facts[name], facts, on) for name in names if name in facts]


def window_words(window: Opening | None) -> str:
    """When to apply."""
    if window is None:
        return ""
    closes = date_format(window.closes, "DATE_FORMAT")
    if window.open:
        return _("Applications are taken until %(closes)s.") % {"closes": closes}
    opens = date_format(window.opens, "DATE_FORMAT")
    return _("The next window is from %(opens)s to %(closes)s.") % {"opens": opens, "closes": closes}


def standing_words(standing: Standing) -> str:
    """How far the next tier is, in a few words."""
    steps, missing, failing = standing.step_count, len(standing.missing), standing.failing or 0
    if standing.way == Way.OPEN:
        return _("conditions met: apply") if standing.answer == "yes" else _("for experts to judge")
    if standing.way == Way.STEPS and steps is not None:
        return ngettext("%(count)s step", "%(count)s steps", steps) % {"count": steps}
    if standing.way == Way.FACTS:
        words = ngettext("%(count)s fact is missing", "%(count)s facts are missing", missing)
        return words % {"count": missing}
    if standing.way == Way.FAR:
        words = ngettext("%(count)s condition not met", "%(count)s conditions not met", failing)
        return words % {"count": failing}
    return _("a condition that cannot change")


def growth_words(growth: Fraction | None) -> str:
    """A change as people write it: +48 %, -5 %; "" for none. Halves go away from zero."""
    if growth is None:
        return ""
    hundredfold = abs(growth) * 100
    whole = int(hundredfold + Fraction(1, 2))
    sign = "+" if growth > 0 and whole else "−" if growth < 0 and whole else "±"
    return _("%(number)s %%") % {"number": f"{sign}{whole}"}
