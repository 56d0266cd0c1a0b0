"""One organisation as a case and many as columns: the same values, whoever asks."""

from __future__ import annotations

import datetime
import random

import pytest
from django.utils import timezone

from hardtech.engines.rules import Fact, FactsInvalid, read_population, stored_text
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.derived import Derived, DerivedFacts, sources
from hardtech.zone.facts.models import NO_YEAR, Statement
from hardtech.zone.facts.periods import place_of, stated_facts
from hardtech.zone.facts.queries import fact_table, known_facts
from hardtech.zone.facts.services import StatedValue, replace_statements
from hardtech.zone.registry.models import Organisation
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 11, 22)
ORGANISATIONS = 6
ROUNDS = 12


def value_of(fact: Fact, chance: random.Random) -> str:
    """Some value that the fact may have, as a statement holds it."""
    if fact.type == "bool":
        return stored_text(fact, chance.random() < 0.5)
    if fact.type == "choice":
        return chance.choice(fact.options)
    if fact.type == "date":
        return (datetime.date(1990, 1, 1) + datetime.timedelta(days=chance.randrange(13_000))).isoformat()
    low = 0 if fact.low is None else fact.low
    high = 10**18 if fact.high is None else fact.high
    number = chance.randint(low, high)
    text = str(number) if not fact.decimals else f"{number / 10**fact.decimals:.{fact.decimals}f}"
    try:
        return stored_text(fact, text)
    except FactsInvalid:
        return ""


def say_at_random(organisations: list[Organisation], facts: dict[str, Fact], chance: random.Random) -> None:
    """Statements of this and other years, stated anew and taken back."""
    base = stated_facts(facts)
    for _round in range(2):
        said = {}
        for organisation in organisations:
            places = {}
            for name in chance.sample(sorted(base), chance.randrange(len(base))):
                year = chance.randint(2019, 2026) if base[name].yearly else NO_YEAR
                value = "" if chance.random() < 0.1 else value_of(base[name], chance)
                places[name, year] = StatedValue(value)
            said[organisation.pk] = places
        replace_statements(said, actor=None, origin=Origin.IMPORT)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_the_case_and_the_columns_agree(seed: int, asked: dict[str, Fact]) -> None:
    chance = random.Random(seed)
    organisations = [make_organisation() for _one in range(ORGANISATIONS)]
    say_at_random(organisations, asked, chance)
    records = {
        one.pk: {
            name: Derived(value_of(asked[name], chance), "a record")
            for name in chance.sample(sorted(asked), 3)
            if asked[name].type != "decimal"
        }
        for one in organisations[::2]
    }
    maker = lambda pks, _day: {pk: told for pk, told in records.items() if pk in pks}  # noqa: E731
    order = chance.sample(organisations, ORGANISATIONS)
    with sources.only(DerivedFacts(maker)):
        table = fact_table([one.pk for one in order], asked, ON)
        known = [known_facts(one, asked, ON).values for one in order]
    assert read_population(asked, table)[1] == []
    for at, values in enumerate(known):
        row = {name: value for name, value in table.row(at, named=True).items() if value is not None}
        assert row == values
    assert set(table.columns) == {name for values in known for name in values}


def test_the_random_statements_are_of_every_kind(asked: dict[str, Fact]) -> None:
    """The control: years in and out of reach, ended and taken back ones are among them."""
    organisations = [make_organisation() for _one in range(ORGANISATIONS)]
    say_at_random(organisations, asked, random.Random(0))
    rows = Statement.objects.all()
    assert rows.filter(is_current=False).exists()
    assert rows.filter(is_current=True, value="").exists()
    in_reach = {place_of(fact, asked, ON) for fact in asked.values()}
    places = set(rows.filter(is_current=True).values_list("name", "year"))
    assert places & in_reach
    assert places - in_reach


@pytest.mark.parametrize(
    ("on", "year"), [(datetime.date(2026, 1, 1), 2024), (ON, 2024), (timezone.localdate(), None)]
)
def test_a_fact_of_an_earlier_year_is_stated_of_that_year(
    on: datetime.date, year: int | None, asked: dict[str, Fact]
) -> None:
    assert place_of(asked["revenue_1"], asked, on) == ("revenue", year or on.year - 2)
    assert place_of(asked["revenue"], asked, on) == ("revenue", (year or on.year - 2) + 1)
    assert place_of(asked["ip_class_1"], asked, on) == ("ip_class_1", NO_YEAR)


def test_as_many_questions_for_one_organisation_as_for_thirty(
    asked: dict[str, Fact], django_assert_num_queries: object
) -> None:
    organisations = [make_organisation() for _one in range(30)]
    say_at_random(organisations, asked, random.Random(1))
    for number in (1, 30):
        with sources.only(), django_assert_num_queries(1):  # type: ignore[operator]
            fact_table([one.pk for one in organisations[:number]], {"staff": asked["staff"]}, ON)
