"""Facts read: of one organisation as a case, of many as columns."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet

from hardtech.engines.rules import Fact
from hardtech.zone.common.ids import among
from hardtech.zone.facts.derived import Derived, derived_facts
from hardtech.zone.facts.models import Statement
from hardtech.zone.facts.periods import place_of
from hardtech.zone.registry.models import Organisation

__all__ = ["Known", "fact_table", "known_facts", "statements_of"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an organisation on a day, by the rulebooks' names of facts.

    `values` go to the rules engine; `stated` and `derived` tell where each comes from. What somebody stated comes before
    what a record tells only where the record says nothing.
    """

    values: Mapping[str, str]
    stated: Mapping[str, Statement]
    derived: Mapping[str, Derived]


def known_facts(organisation: Organisation, facts: Mapping[str, Fact], on: datetime.date) -> Known:
    """Those of `facts` that are known of `organisation` on `on`. Two queries and the derived ones'."""
    places = {place_of(fact, facts, on): name for name, fact in facts.items()}
    rows = Statement.objects.filter(organisation=organisation, is_current=True).exclude(value="")
    stated = {
        places[row.name, row.year]: row
        for row in rows.select_related("stated_by")
        if (row.name, row.year) in places
    }
    told = derived_facts([organisation.pk], on)[organisation.pk]
    derived = {name: fact for name, fact in told.items() if name in facts}
    values = {name: row.value for name, row in stated.items()}
    return Known(values | {name: fact.value for name, fact in derived.items()}, stated, derived)


def fact_table(organisations: Collection[int], facts: Mapping[str, Fact], on: datetime.date) -> pl.DataFrame:
    """A row for each organisation in the order given, a text column for each fact that is known of any."""
    places = {place_of(fact, facts, on): name for name, fact in facts.items()}
    rows = {pk: at for at, pk in enumerate(organisations)}
    columns: dict[str, list[str | None]] = {}
    found = Statement.objects.filter(
        organisation__in=among(organisations),
        is_current=True,
        name__in={name for name, _year in places},
        year__in={year for _name, year in places},
    ).exclude(value="")
    # A row for each fact, not for each statement: a zone has a million of these.
    packed = (
        found.order_by()
        .values("name", "year")
        .annotate(whose=ArrayAgg("organisation_id"), said=ArrayAgg("value"))
    )
    for base, year, pks, values in packed.values_list("name", "year", "whose", "said"):
        name = places.get((base, year))
        if name is not None:
            column = columns[name] = [None] * len(rows)
            for pk, value in zip(pks, values, strict=True):
                column[rows[pk]] = value
    for pk, told in derived_facts(organisations, on).items():
        for name, fact in told.items():
            if name in facts:
                columns.setdefault(name, [None] * len(rows))[rows[pk]] = fact.value
    return pl.DataFrame({name: pl.Series(column, dtype=pl.String) for name, column in columns.items()})


def statements_of(organisation: Organisation, name: str) -> QuerySet[Statement]:
    """Every version of one fact, the latest year and the newest first."""
    rows = Statement.objects.filter(organisation=organisation, name=name)
    return rows.select_related("stated_by__person").order_by("-year", "-id")
