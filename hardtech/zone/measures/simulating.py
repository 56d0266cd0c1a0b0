"""What another text of a measure would cost over the zone's organisations, by the facts on file."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import polars as pl
from django.db.models import Max
from django.utils.translation import get_language

from hardtech.engines.rules import Fact, Population, Rule, read_population, simulate
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.queries import fact_table
from hardtech.zone.journal.models import Entry
from hardtech.zone.measures.groups import groups_of
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.registry.models import Organisation

__all__ = ["Budget", "BudgetGroup", "budget_rows", "simulate_budget"]

STAFF = "staff"
OPEN = ("unknown", "judgement")


@dataclass(frozen=True, slots=True)
class BudgetGroup:
    """Sums by one trait; each row as `Simulation.groups` has it, under `name` None where the trait is not known."""

    name: str
    label: str
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """`total` as `Simulation.total`, with `open_before` and `open_after`: organisations whose answer facts keep open.

    `rows` has a line for each organisation of the zone, `organisations` their ids in the same order.
    """

    on: datetime.date
    total: Mapping[str, int]
    groups: tuple[BudgetGroup, ...]
    rows: pl.DataFrame
    organisations: tuple[int, ...]


def simulate_budget(before: Rule, after: Rule, on: datetime.date, *, known: datetime.date) -> Budget:
    """`after` in the place of `before` for every organisation of the zone on the day `on`.

    The facts are those of the day `known`: the figures of a year that has not ended are on nobody's file.
    """
    facts = {**before.facts, **after.facts}
    zone = _zone(_ZoneKey.of(facts, known))
    ids, groups = zone.organisations, zone.groups
    population, _problems = read_population(facts, zone.facts)
    population = Population(len(ids), population.columns)
    made = simulate(
        before, after, population, on, {name: column for name, (_label, column) in groups.items()}
    )
    open_ = {
        f"open_{when}": int(made.rows[f"answer_{when}"].is_in(OPEN).sum()) for when in ("before", "after")
    }
    return Budget(
        on=on,
        total={**made.total, **open_},
        groups=tuple(
            BudgetGroup(name, label, _sorted(made.groups[name], name))
            for name, (label, _column) in groups.items()
        ),
        rows=made.rows.with_columns(column.alias(name) for name, (_label, column) in groups.items()),
        organisations=ids,
    )


def budget_rows(budget: Budget) -> Iterator[dict[str, Any]]:
    """A line for each organisation, for a file."""
    names = {
        one.pk: (one.ref, one.name)
        for one in Organisation.objects.filter(pk__in=budget.organisations).only(
            "pk", "ref", "name_en", "name_zh"
        )
    }
    for pk, row in zip(budget.organisations, budget.rows.iter_rows(named=True), strict=True):
        ref, name = names[pk]
        change = (row["fen_after"] or 0) - (row["fen_before"] or 0)
        yield {"organisation": ref, "name": name, **row, "fen_change": change}


@dataclass(frozen=True, slots=True)
class _Zone:
    """The organisations of the zone with the facts and groups that a simulation reads, in one order."""

    organisations: tuple[int, ...]
    facts: pl.DataFrame
    groups: Mapping[str, tuple[str, pl.Series]]


@dataclass(frozen=True, slots=True)
class _ZoneKey:
    """What is read of the zone: two that are equal read the same, as long as nothing changed.

    `stamp` is another one after every change: each is told to the journal.
    """

    stamp: tuple[object, ...]
    names: tuple[tuple[str, bool], ...]
    on: datetime.date
    language: str | None
    facts: Mapping[str, Fact] = field(compare=False)

    @classmethod
    def of(cls, facts: Mapping[str, Fact], on: datetime.date) -> _ZoneKey:
        rules = current_rulebook().facts()
        key = {STAFF: rules[STAFF], **facts} if STAFF in rules else facts
        head = Entry.objects.order_by("-seq").values_list("hash", flat=True).first()
        last = [model.objects.aggregate(last=Max("pk"))["last"] for model in (Statement, Resident)]
        names = tuple(sorted((name, fact.yearly) for name, fact in key.items()))
        return cls((head, *last), names, on, get_language(), key)


@lru_cache(maxsize=4)
def _zone(key: _ZoneKey) -> _Zone:
    """Read once for the drafts of a measure that an officer tries one after the other."""
    ids = list(Resident.objects.order_by("organisation_id").values_list("organisation_id", flat=True))
    table = fact_table(ids, key.facts, key.on)
    nothing = pl.Series(STAFF, [None] * len(ids), dtype=pl.String)
    staff = table[STAFF] if STAFF in table.columns else nothing
    return _Zone(tuple(ids), table, groups_of(ids, staff, key.on))


def _sorted(table: pl.DataFrame, name: str) -> tuple[Mapping[str, Any], ...]:
    """Those with the greatest change first; what is not known last."""
    ordered = table.sort(
        [pl.col(name).is_null(), pl.col("fen_change").abs(), pl.col("fen_after"), pl.col(name)],
        descending=[False, True, True, False],
    )
    return tuple({**row, "name": row[name]} for row in ordered.iter_rows(named=True))
