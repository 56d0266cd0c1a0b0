"""The way to qualify: applied, it turns no into yes; and no step of it can be dropped."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hardtech.engines.rules import Plan, PlanTooLarge, Rule, assess, load_rulebook, plan
from hardtech.engines.rules.tests.random_rules import DAY, Rules
from hardtech.rulebooks import FOLDER

RULEBOOK = load_rulebook(FOLDER)
ON = datetime.date(2026, 7, 1)
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def base_facts(measure: Rule) -> dict[str, Any]:
    """The facts of the measure's first case that passes on ON's version."""
    for case in measure.cases:
        if case.expect.get("answer") == "yes" and assess(measure, case.facts, ON).answer == "yes":
            return dict(case.facts)
    raise AssertionError(measure.id)


def values(steps: Plan) -> dict[str, Any]:
    """What the steps change, as people give facts."""
    told: dict[str, Any] = {}
    for step in steps.steps:
        after = step.after
        decimal = not isinstance(after, bool | str) and step.fact.decimals
        told[step.fact.name] = str(Fraction(after, 10**step.fact.decimals)) if decimal else after
        if decimal:
            told[step.fact.name] = f"{Fraction(after, 10**step.fact.decimals)}"
    return told


def check(measure: Rule, facts: dict[str, Any], found: Plan, on: datetime.date) -> None:
    changed = values(found)
    assert assess(measure, {**facts, **changed}, on).answer in {"yes", "judgement"}
    for name in changed:
        without = {**facts, **{key: value for key, value in changed.items() if key != name}}
        assert assess(measure, without, on).answer in {"no", "unknown"}, name
    assert all(step.meets for step in found.steps)


@given(st.integers(0, 2**32))
@SLOW
def test_random_rules(seed: int) -> None:
    rules = Rules(seed)
    measure = rules.loaded()
    assume(measure is not None)
    assert measure is not None
    facts = rules.complete(measure.facts)
    try:
        found = plan(measure, facts, DAY, most_states=100)
    except PlanTooLarge:
        assume(False)
    assume(found.code == "plan")
    check(measure, facts, found, DAY)


LADDER = [
    "cn/technology-sme",
    "cn/innovative-sme",
    "cn/srdi-sme",
    "cn/little-giant",
    "cn/high-tech-enterprise",
]


@given(st.sampled_from(LADDER), st.data())
@SLOW
def test_the_ladder(id_: str, data: st.DataObject) -> None:
    measure = RULEBOOK[id_]
    facts = base_facts(measure)
    for name in data.draw(st.lists(st.sampled_from(sorted(facts)), max_size=4, unique=True)):
        value = facts[name]
        if isinstance(value, bool):
            facts[name] = not value
        elif isinstance(value, int):
            facts[name] = max(value // data.draw(st.integers(2, 5)), measure.facts[name].low or 0)
    try:
        found = plan(measure, facts, ON, most_states=300)
    except PlanTooLarge:
        assume(False)
    assume(found.code == "plan")
    check(measure, facts, found, ON)


def test_the_cheapest_way_is_chosen_and_weights_decide() -> None:
    measure = RULEBOOK["cn/srdi-sme"]
    facts = {**base_facts(measure), "revenue": 1400000000, "main_revenue": 1400000000}
    (step,) = plan(measure, facts, ON).steps
    assert (step.fact.name, step.before, step.after) == ("revenue", 1400000000, 1500000000)
    assert step.meets == ("revenue",)
    (other,) = plan(measure, facts, ON, {"revenue": 1, "new_equity_2y": Fraction(1, 10**6)}).steps
    assert (other.fact.name, other.after, other.cost) == ("new_equity_2y", 2000000000, 2000)


def test_points_are_won_where_they_are_cheapest() -> None:
    measure = RULEBOOK["cn/technology-sme"]
    facts = {**base_facts(measure), "ip_class_1": 0, "sci_tech_staff": 10, "rd": 39999999}
    titles = dict.fromkeys(
        ("valid_high_tech", "national_award_5y", "provincial_rd_body", "led_standard_5y"), 1000
    )
    weights = {"ip_class_1": 100, "ip_class_2": 5, "sci_tech_staff": 100, "rd": Fraction(1, 10**7), **titles}
    found = plan(measure, facts, ON, weights)
    assert {step.fact.name: step.after for step in found.steps} == {"rd": 60000000, "ip_class_2": 1}
    check(measure, facts, found, ON)
    assert found.window is not None
    assert (found.window.open, found.window.closes) == (True, datetime.date(2026, 8, 31))


@pytest.mark.parametrize(
    ("changes", "code", "missing"),
    [
        ({}, "already", ()),
        ({"serious_incident": True}, "impossible", ()),
        ({"staff": None}, "unknown", ("staff",)),
        ({"on_dishonest_list": True, "revenue": None}, "unknown", ("revenue",)),
    ],
)
def test_what_is_not_a_plan(changes: dict[str, Any], code: str, missing: tuple[str, ...]) -> None:
    measure = RULEBOOK["cn/technology-sme"]
    found = plan(measure, {**base_facts(measure), **changes}, ON)
    assert (found.code, found.steps) == (code, ())
    assert found.missing[: len(missing)] == missing


def test_a_measure_that_is_not_in_force_has_no_plan() -> None:
    assert plan(RULEBOOK["xian-2017/incubator-bonus"], {}, datetime.date(2000, 1, 1)).code == "impossible"
