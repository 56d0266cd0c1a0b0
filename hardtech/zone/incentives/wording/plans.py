"""What would have to change, in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.engines.rules import ConditionResult, Fact, Plan, PlanStep, shown, trace
from hardtech.zone.common.languages import in_reader_language
from hardtech.zone.facts.models import NO_YEAR
from hardtech.zone.facts.periods import place_of
from hardtech.zone.facts.quantities import fact_value
from hardtech.zone.facts.wording import label
from hardtech.zone.incentives.wording.verdicts import window_words

__all__ = ["PlanStepWords", "PlanWords", "plan_words"]

SENTENCES: Mapping[str, Promise] = {
    "already": gettext_lazy("Nothing has to change."),
    "plan": gettext_lazy(
        "With these changes, and nothing less, the answer turns. They are the smallest in all."
    ),
    "unknown": gettext_lazy("The way can be told once the missing facts are known."),
    "impossible": gettext_lazy(
        "No change that is in the organisation's hands would turn the answer on this day."
    ),
    "too_large": gettext_lazy(
        "Many changes together would be needed; the shortest way was not found in time."
    ),
}


@dataclass(frozen=True, slots=True)
class PlanStepWords:
    """One change, and the conditions that need it."""

    fact: str
    label: str
    before: str
    after: str
    meets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanWords:
    code: str
    text: str
    steps: tuple[PlanStepWords, ...]
    then: str
    window: str


def plan_words(plan: Plan | None, facts: Mapping[str, Fact], on: datetime.date) -> PlanWords:
    """`plan` in the reader's language; None where the search was given up. `facts` are all that the rulebooks know."""
    if plan is None:
        return PlanWords("too_large", str(SENTENCES["too_large"]), (), "", "")
    titles = dict(_titles(plan.verdict.conditions))
    judged = plan.code == "plan" and plan.verdict.answer == "judgement"
    return PlanWords(
        code=plan.code,
        text=str(SENTENCES[plan.code]),
        steps=tuple(_step(step, titles, facts, on) for step in plan.steps),
        then=_("After that a person still has to judge.") if judged else "",
        window=window_words(trace(plan.verdict)["window"]) if plan.code == "plan" else "",
    )


def _titles(results: tuple[ConditionResult, ...]) -> Iterator[tuple[str, str]]:
    for result in results:
        title = result.condition.title
        yield result.condition.id, in_reader_language(title.get("en", ""), title.get("zh", ""))
        yield from _titles(result.parts)


def _step(
    step: PlanStep, titles: Mapping[str, str], facts: Mapping[str, Fact], on: datetime.date
) -> PlanStepWords:
    fact = step.fact
    name, year = place_of(fact, facts, on)
    called = label(facts.get(name, fact))
    return PlanStepWords(
        fact=fact.name,
        label=called if year == NO_YEAR else f"{called} {year}",
        before="" if step.before is None else fact_value(shown(fact, step.before), fact),
        after=fact_value(shown(fact, step.after), fact),
        meets=tuple(titles.get(condition, condition) for condition in step.meets),
    )
