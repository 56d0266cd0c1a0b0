"""What an organisation is owed: grouped, summed by the best combination, and the most useful question first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hardtech.zone.facts.queries import known_facts
from hardtech.zone.incentives.queries.owed import Owed, counted_facts, owed, questions, way_to
from hardtech.zone.incentives.tests.granting import (
    TODAY,
    cited,
    fact,
    grant,
    make_claim,
    make_resident,
    make_tenant,
    publish,
    state,
)
from hardtech.zone.incentives.titles import TitleFact, titles
from hardtech.zone.incentives.wording.owed import OwedWords, asked_because, owed_words
from hardtech.zone.incentives.wording.plans import plan_words
from hardtech.zone.measures.models import Measure
from hardtech.zone.registry.models import Organisation

pytestmark = pytest.mark.django_db


def other(name: str, **changes: Any) -> dict[str, Any]:
    """A second measure, told apart by its title."""
    title = {"en": name.capitalize(), "zh": name}
    return grant(id=f"zone/{name}", title=title, **changes)


def condition(name: str, when: str) -> dict[str, Any]:
    return cited(id=name, title={"en": name.capitalize(), "zh": name}, when=when)


def bonus(name: str, amount: str, **changes: Any) -> dict[str, Any]:
    """So much for every tenant."""
    return other(
        name,
        facts={"tenant": fact("bool")},
        parameters={"sum": cited(value=amount)},
        amount=cited(formula="sum", rounding={"mode": "down", "to": "fen"}),
        **changes,
    )


def related(kind: str, *others: str, **more: Any) -> list[dict[str, Any]]:
    return [cited(kind=kind, of=[f"zone/{one}" for one in others], **more)]


def found(organisation: Organisation) -> tuple[Owed, OwedWords]:
    one = owed(organisation, TODAY)
    return one, owed_words(one, {})


def test_measures_stand_in_the_group_of_their_answer() -> None:
    publish()
    sized = {"tenant": fact("bool"), "rent": fact("money"), "size": fact("money")}
    publish(other("unknown", facts=sized, conditions=[condition("size", "size > rent and tenant")]))
    publish(other("judged", facts={"rent": fact("money"), "tenant": fact("bool", judged=True)}))
    publish(
        other(
            "refused",
            conditions=[cited(id="no", title={"en": "No tenant", "zh": "非租户"}, when="not tenant")],
        )
    )
    publish(other("project", subject="project"))
    tenant = make_tenant()
    state(tenant, tenant="true")
    _one, told = found(tenant)
    names = {
        group: [row.measure.key.removeprefix("zone/") for row in getattr(told, group)]
        for group in ("entitled", "missing", "judged", "refused", "subjects", "held")
    }
    assert names["entitled"] == ["judged", "rent-grant"]  # what is judged was ruled on already
    assert names["missing"] == ["unknown"]
    assert names["refused"] == ["refused"]
    assert names["subjects"] == ["project"]
    assert told.refused[0].why == "No tenant"
    assert told.missing[0].why == "Well?"
    assert [row.amount for row in told.entitled] == ["5,000 yuan", "5,000 yuan"]


def test_the_best_combination_is_shown_with_what_is_left_out_and_why() -> None:
    publish(bonus("large", "50000 yuan", relations=related("excludes", "small")))
    publish(bonus("small", "30000 yuan"))
    publish(bonus("third", "10000 yuan", relations=related("combined_cap", "large", cap="55000 yuan")))
    publish(bonus("abroad", "7000 yuan"), takes_claims=False)
    _one, told = found(make_tenant())
    assert (told.total, told.elsewhere, told.proven) == ("55,000 yuan", "7,000 yuan", True)
    assert [(row.measure.title, row.amount) for row in told.chosen] == [
        ("Large", "50,000 yuan"),
        ("Abroad", "7,000 yuan"),
        ("Third", "5,000 yuan"),
    ]
    assert [(row.measure.title, row.why) for row in told.left_out] == [("Small", "not together with Large")]


@pytest.fixture
def held_title() -> Iterator[None]:
    with titles.only(TitleFact("zone/title", "holds_title")):
        yield


@pytest.mark.usefixtures("held_title")
def test_a_title_that_is_held_meets_a_prerequisite() -> None:
    asked = {"holds_title": fact("bool"), "asked": fact("bool")}
    no_money = other(
        "title", facts=asked, conditions=[condition("asked", "asked or holds_title")], parameters={}
    )
    del no_money["amount"]
    publish(no_money)
    publish(bonus("follow", "1000 yuan", relations=related("prerequisite", "title")))
    without, holding = make_tenant(), make_tenant()
    state(without, asked="false")
    state(holding, holds_title="true")
    _one, told = found(without)
    assert (told.total_fen, [(row.measure.title, row.why) for row in told.left_out]) == (
        0,
        [("Follow", "needs Title first")],
    )
    _one, told = found(holding)
    assert (told.total_fen, told.left_out) == (100_000, ())
    assert [row.measure.title for row in told.held] == ["Title"]


def test_relations_that_contradict_one_another_are_no_fault_of_the_page() -> None:
    publish(bonus("one", "10 yuan", relations=related("combined_cap", "two", cap="5 yuan")))
    publish(bonus("two", "10 yuan", relations=related("combined_cap", "three", cap="5 yuan")))
    publish(bonus("three", "10 yuan"))
    _one, told = found(make_tenant())
    assert (told.total_fen, told.proven) == (0, False)
    assert len(told.entitled) == 3


def ask(name: str, *facts: str, amount: str = "") -> None:
    """A measure that waits for `facts`, and grants `amount` at most."""
    changes = {
        "facts": {one: fact("bool") for one in facts},
        "parameters": {"sum": cited(value=amount or "1 yuan")},
        "conditions": [cited(id=one, title={"en": one, "zh": one}, when=one) for one in facts],
        "amount": cited(formula="sum", cap="sum", rounding={"mode": "down", "to": "fen"}),
    }
    publish(other(name, **changes))


def test_the_fact_that_settles_most_is_asked_first() -> None:
    ask("one", "a", "b", amount="10 yuan")
    ask("two", "a", "c")
    ask("three", "d", amount="90 yuan")
    ask("four", "e", amount="20 yuan")
    one = owed(make_resident(), TODAY)
    assert [asked.fact for asked in questions(one.entries)] == ["d", "e", "a", "b", "c"]
    first, third = questions(one.entries)[0], questions(one.entries)[2]
    assert asked_because(first, one)[1] == "It alone decides on Three. Up to 90 yuan depend on it."
    assert asked_because(third, one)[1] == (
        "2 measures wait for it and for other facts: One, Two. Up to 11 yuan depend on it."
    )


def test_nothing_is_asked_that_no_longer_matters() -> None:
    ask("one", "a", "b")
    organisation = make_resident()
    state(organisation, a="false")
    assert questions(owed(organisation, TODAY).entries) == []


def test_the_way_is_told_with_the_conditions_that_need_each_step() -> None:
    conditions = [
        cited(id="rent", title={"en": "Rent of 2,000 yuan", "zh": "租金2000元"}, when="rent >= least"),
        cited(id="tenant", title={"en": "It is a tenant", "zh": "为租户"}, when="tenant"),
    ]
    parameters = {"cap": cited(value="100000 yuan"), "least": cited(value="2000 yuan")}
    publish(grant(conditions=conditions, parameters=parameters))
    organisation = make_resident()
    state(organisation, tenant="false", rent="150000")
    one = owed(organisation, TODAY)
    verdict = one.entries[0].verdict
    assert verdict is not None
    words = plan_words(way_to(verdict), one.rulebook.facts(), TODAY)
    assert [(step.label, step.before, step.after, step.meets) for step in words.steps] == [
        ("Rents in the zone’s parks", "No", "Yes", ("It is a tenant",)),
        ("Rent due", "1,500 yuan", "2,000 yuan", ("Rent of 2,000 yuan",)),
    ]
    assert plan_words(None, {}, TODAY).code == "too_large"


def test_what_a_verdict_rests_on_names_who_said_it() -> None:
    publish()
    tenant = make_tenant()
    one = owed(tenant, TODAY)
    verdict = one.entries[0].verdict
    assert verdict is not None
    rows = counted_facts(verdict, known_facts(tenant, one.rulebook.facts(), TODAY), one.rulebook)
    assert [(row.name, row.value, row.statement is not None, row.record) for row in rows] == [
        ("tenant", "Yes", True, None),
        ("rent", "5,000 yuan", True, None),
    ]


def test_a_claim_that_stands_is_shown_at_its_measure() -> None:
    claim = make_claim()
    one = owed(claim.organisation, TODAY)
    told = owed_words(one, {claim.measure_id: claim})
    assert told.entitled[0].claim == claim
    assert Measure.objects.count() == 1
