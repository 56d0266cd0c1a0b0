"""How far an organisation is from a tier, and which tier is nearest: the ladder judged by the rules engine."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hardtech.engines.rules import (
    Fact,
    FactsInvalid,
    Plan,
    PlanTooLarge,
    Rule,
    Rulebook,
    Verdict,
    assess,
    plan,
    stored_text,
)
from hardtech.zone.cultivation.choices import FACTS, RULES, Tier, Way
from hardtech.zone.cultivation.ladder import aims

__all__ = ["NEAR", "STATES", "Reach", "aim", "judged", "ladder_facts", "reach", "usable"]

NEAR = 3
"""With more conditions that say no, a tier counts as far: no way is looked for."""

STATES = 100
"""Combinations of changes looked at for a way: a tenth of a second. Beyond, the tier counts as far."""


EFFORT = {
    **dict.fromkeys(FACTS.values(), 10),
    "demonstration_enterprise": 10,
    "national_award_5y": 10,
    "national_award_top3": 10,
    "sci_tech_award": 10,
    "sci_tech_award_3y": 10,
    "provincial_rd_body": 5,
    "led_standard_5y": 5,
}
"""What it costs to reach these, where doubling a figure costs 1: nobody plans for an award while more R&D would do."""

WAYS = {"plan": Way.STEPS, "unknown": Way.FACTS, "impossible": Way.NONE, "already": Way.OPEN}

OPEN = frozenset({"yes", "judgement"})

ONE_STEP = (1, 1)
"""No other tier can be nearer, once those that nothing keeps from were looked at first."""

ORDER = (Way.OPEN, Way.STEPS, Way.FACTS, Way.FAR, Way.NONE)


@dataclass(frozen=True, slots=True)
class Reach:
    """A tier, what the rules say of it today, and what lies between."""

    tier: Tier
    verdict: Verdict
    way: Way
    plan: Plan | None = None

    @property
    def failing(self) -> int:
        return sum(result.answer == "no" for result in self.verdict.conditions)

    @property
    def missing(self) -> tuple[str, ...]:
        return self.plan.missing if self.plan and self.plan.code == "unknown" else self.verdict.missing

    @property
    def steps(self) -> int | None:
        """How many steps lie between; None where that is not known."""
        if self.way == Way.OPEN:
            return 0
        return len(self.plan.steps) if self.way == Way.STEPS and self.plan else None

    @property
    def distance(self) -> tuple[int, int]:
        """Smaller is nearer."""
        amounts = {Way.STEPS: self.steps, Way.FACTS: len(self.missing), Way.FAR: self.failing}
        return ORDER.index(self.way), amounts.get(self.way) or 0


def ladder_facts(rulebook: Rulebook) -> dict[str, Fact]:
    """Every fact that some tier is judged by."""
    return {
        name: fact for key in RULES.values() if key in rulebook for name, fact in rulebook[key].facts.items()
    }


def usable(values: Mapping[str, str], facts: Mapping[str, Fact]) -> dict[str, str]:
    """Those of `values` that the rulebooks know and take; what an older text allowed counts as not known."""
    return {name: value for name, value in values.items() if name in facts and _taken(facts[name], value)}


def _taken(fact: Fact, value: str) -> bool:
    try:
        stored_text(fact, value)
    except FactsInvalid:
        return False
    return True


def judged(tier: Tier, rulebook: Rulebook, values: Mapping[str, str], on: datetime.date) -> Verdict | None:
    """What the rules say of `tier` on `on`; None where no measure judges it."""
    measure = _measure(tier, rulebook)
    return None if measure is None else assess(measure, _own(measure, values), on)


def _own(measure: Rule, values: Mapping[str, str]) -> dict[str, str]:
    return {name: values[name] for name in measure.facts if name in values}


def reach(
    tier: Tier,
    rulebook: Rulebook,
    values: Mapping[str, str],
    on: datetime.date,
    *,
    near: int = NEAR,
    states: int = STATES,
) -> Reach | None:
    """How far it is to `tier`; None where no measure judges it."""
    measure, verdict = _measure(tier, rulebook), judged(tier, rulebook, values, on)
    if measure is None or verdict is None:
        return None
    if verdict.answer in OPEN:
        return Reach(tier, verdict, Way.OPEN)
    if verdict.answer == "unknown":
        return Reach(tier, verdict, Way.FACTS)
    if verdict.version is None:
        return Reach(tier, verdict, Way.NONE)
    if sum(result.answer == "no" for result in verdict.conditions) > near:
        return Reach(tier, verdict, Way.FAR)
    try:
        found = plan(measure, _own(measure, values), on, _efforts(measure), most_states=states)
    except PlanTooLarge:
        return Reach(tier, verdict, Way.FAR)
    return Reach(tier, verdict, WAYS[found.code], found)


def _efforts(measure: Rule) -> dict[str, int]:
    return {name: cost for name, cost in EFFORT.items() if name in measure.facts}


def aim(
    held: Collection[str], rulebook: Rulebook, values: Mapping[str, str], on: datetime.date
) -> Reach | None:
    """The next tier (`ladder.aims`) and how far it is; None at the top."""
    nearest: Reach | None = None
    for group in aims(held):
        for tier in _open_first(group, rulebook, values, on):
            found = reach(tier, rulebook, values, on)
            if found is not None and (nearest is None or found.distance < nearest.distance):
                nearest = found
            if nearest is not None and nearest.distance <= ONE_STEP:
                return nearest
        if nearest is not None and nearest.way != Way.NONE:
            return nearest
    return nearest


def _open_first(
    group: Sequence[Tier], rulebook: Rulebook, values: Mapping[str, str], on: datetime.date
) -> Sequence[Tier]:
    """What nothing keeps from comes first: then no way has to be looked for to the others."""
    if len(group) == 1:
        return group
    verdicts = {tier: judged(tier, rulebook, values, on) for tier in group}
    answers = {tier: verdict.answer if verdict else "" for tier, verdict in verdicts.items()}
    return sorted(group, key=lambda tier: answers[tier] not in OPEN)


def _measure(tier: Tier, rulebook: Rulebook) -> Rule | None:
    key = RULES.get(tier, "")
    return rulebook[key] if key in rulebook else None  # noqa: SIM401 - its error is no KeyError
