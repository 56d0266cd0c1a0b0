"""Which titles the companies of a population hold: mostly those that their facts entitle them to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from hardtech.engines.rules import Rulebook, assess_population, read_population
from hardtech.zone.cultivation.choices import FACTS, RULES, Tier
from hardtech.zone.facts.periods import place_of
from hardtech.zone.portal.demo.population import Block

__all__ = ["Title", "award"]

# A later one asks for an earlier one, so they are judged in this order.
ORDER = (
    Tier.TECHNOLOGY_SME,
    Tier.HIGH_TECH,
    Tier.INNOVATIVE_SME,
    Tier.SRDI_SME,
    Tier.LITTLE_GIANT,
    Tier.GAZELLE,
    Tier.UNICORN,
)
VALID_YEARS = {Tier.TECHNOLOGY_SME: 1, Tier.GAZELLE: 1, Tier.UNICORN: None}
USUAL_YEARS = 3
APPLIED = 0.7  # of those whom the rules say yes to, or leave to a person
LAPSED = 0.15  # as many as so many of the holders once held it
FIRST_HELD = 6 * 365  # days ago, at most
GROWTH = 1.8


@dataclass(frozen=True, slots=True)
class Title:
    """One certificate of the company in row `row` of the block."""

    row: int
    tier: Tier
    valid_from: datetime.date
    valid_until: datetime.date | None


def award(block: Block, rulebook: Rulebook, on: datetime.date) -> list[Title]:
    """Titles held and once held. States of those that held none of a kind that they hold none, where they state much."""
    frame = _by_rule_names(block, rulebook, on)
    titles = []
    for tier in ORDER:
        answers = assess_population(
            [rulebook[RULES[tier]]], read_population(rulebook[RULES[tier]].facts, frame)[0], on
        )
        entitled = answers[RULES[tier]].cast(pl.String).is_in(["yes", "judgement"]).to_numpy()
        holds = entitled & (block.chance.random(len(entitled)) < APPLIED)
        titles += _history(block, tier, holds, on)
        if tier in FACTS:
            told = block.facts[FACTS[tier], 0] = [None if held else "false" for held in holds.tolist()]
            frame = frame.with_columns(
                pl.Series(FACTS[tier], ["true" if one is None else one for one in told])
            )
    listed = [row for row, is_listed in enumerate(block.listed) if is_listed]
    return titles + [Title(row, Tier.LISTED, _ago(block, on, most_days=FIRST_HELD), None) for row in listed]


def _by_rule_names(block: Block, rulebook: Rulebook, on: datetime.date) -> pl.DataFrame:
    facts = {name: fact for tier in ORDER for name, fact in rulebook[RULES[tier]].facts.items()}
    places = {name: place_of(fact, facts, on) for name, fact in facts.items()}
    return pl.DataFrame(
        {
            name: pl.Series(block.facts[place], dtype=pl.String)
            for name, place in places.items()
            if place in block.facts
        }
    )


def _history(block: Block, tier: Tier, holds: npt.NDArray[np.bool_], on: datetime.date) -> list[Title]:
    """One after the other without a gap for who holds it; one that ran out for some of the others."""
    years = VALID_YEARS.get(tier, USUAL_YEARS)
    lapsed = block.chance.random(len(holds)) < LAPSED * holds.mean()
    titles: list[Title] = []
    for row, held in enumerate(holds.tolist()):
        if held:
            first = max(_ago(block, on, most_days=FIRST_HELD), block.registered[row])
            titles += _renewed(row, tier, first, years, on)
        elif lapsed[row] and years:
            until = _ago(block, on, most_days=700)
            start = _later(until, -years) + datetime.timedelta(days=1)
            if start >= block.registered[row]:
                titles.append(Title(row, tier, start, until))
    return titles


def _renewed(
    row: int, tier: Tier, first: datetime.date, years: int | None, on: datetime.date
) -> Iterator[Title]:
    while years and first <= on:
        following = _later(first, years)
        yield Title(row, tier, first, following - datetime.timedelta(days=1))
        first = following
    if not years:
        yield Title(row, tier, first, None)


def _ago(block: Block, on: datetime.date, *, most_days: int) -> datetime.date:
    """A day before `on`; recent ones are likelier, so that the number of holders grows from year to year."""
    return on - datetime.timedelta(days=1 + int(most_days * block.chance.random() ** GROWTH))


def _later(day: datetime.date, years: int) -> datetime.date:
    """The same day `years` on; 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
