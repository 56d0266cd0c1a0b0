"""`manage demo_population`: companies in number, the same for the same seed, entered once."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from hardtech.engines.rules import Fact, load_rulebook, read_population, stored_text
from hardtech.rulebooks import FOLDER
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.queries import fact_table
from hardtech.zone.journal import services as journal
from hardtech.zone.measures.rulebook import current_rulebook, organisation_facts
from hardtech.zone.portal.demo import population
from hardtech.zone.registry.models import Organisation, Person

ON = datetime.date(2026, 11, 22)


def test_the_first_companies_are_the_same_whatever_the_number_and_another_seed_draws_others() -> None:
    one, again, other = (population.draw(seed, 0, population.BLOCK, ON) for seed in (1, 1, 2))
    assert one.facts == again.facts
    assert one.registered == again.registered
    assert one.facts != other.facts
    assert population.draw(1, 1, population.BLOCK, ON).facts != one.facts


def test_nobody_states_a_year_before_it_was_registered() -> None:
    block = population.draw(1, 0, population.BLOCK, ON)
    for (name, year), values in block.facts.items():
        if year:
            early = [value for value, day in zip(values, block.registered, strict=True) if day.year > year]
            assert set(early) <= {None}, name
    told = np.mean([value is not None for value in block.facts["revenue", 2025]])
    assert 0.8 < told < 1


def test_values_are_written_as_statements_write_them() -> None:
    facts = load_rulebook(FOLDER).facts()
    wrong = {
        (name, value)
        for number in range(10)
        for (name, _year), values in population.draw(1, number, population.BLOCK, ON).facts.items()
        for value in set(values) - {None}
        if stored_text(facts[name], value) != value
    }
    assert wrong == set()


@pytest.mark.django_db
def test_a_population_is_entered_once_with_facts_that_the_rules_understand() -> None:
    call_command("demo_population", "40", "--seed", "7")
    companies = Organisation.objects.filter(source="population")
    assert companies.count() == companies.filter(is_demo=True).count() == Resident.objects.count() == 40
    assert Statement.objects.filter(is_current=True, organisation__in=companies).count() > 40 * 40
    assert not Person.objects.exists()
    facts = current_rulebook().facts()
    table = fact_table(list(companies.values_list("pk", flat=True)), facts, timezone.localdate())
    assert read_population(facts, table)[1] == []
    assert Certificate.objects.filter(is_demo=True).exists()
    assert not Certificate.objects.exclude(organisation__in=companies).exists()
    assert journal.verify().fault == ""
    with pytest.raises(CommandError, match="40 companies stands in this zone already"):
        call_command("demo_population", "40")


@pytest.mark.django_db
def test_every_fact_of_it_is_one_that_organisations_are_asked_for() -> None:
    call_command("demo_population", "3")
    asked: dict[str, Fact] = organisation_facts()
    assert set(Statement.objects.values_list("name", flat=True)) <= set(asked)


@pytest.mark.parametrize("number", ["0", "100001"])
def test_a_number_out_of_range_is_refused(number: str) -> None:
    with pytest.raises(CommandError, match="from 1 to"):
        call_command("demo_population", number)
