"""Which fiscal year a fact of the rulebooks means on a day: `revenue_1` on a day in 2026 is `revenue` of 2024."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from hardtech.engines.rules import Fact
from hardtech.zone.facts.models import NO_YEAR

__all__ = ["EARLIEST", "is_year", "place_of", "stated_facts"]

EARLIEST = 1990

_BEFORE = re.compile(r"(.+)_(\d)")


def place_of(fact: Fact, facts: Mapping[str, Fact], on: datetime.date) -> tuple[str, int]:
    """Name and year under which `fact` is stated, where it is assessed on `on`.

    The last fiscal year is the calendar year before `on` (Accounting Law of the PRC, art. 11: 1 January to 31 December).
    """
    if not fact.yearly:
        return fact.name, NO_YEAR
    last = on.year - 1
    found = _BEFORE.fullmatch(fact.name)
    if found and found[1] in facts:
        return found[1], last - int(found[2])
    return fact.name, last


def stated_facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Those of `facts` that are stated under their own name: not `revenue_1`, which is `revenue` of an earlier year."""
    return {
        name: fact
        for name, fact in facts.items()
        if not (fact.yearly and (found := _BEFORE.fullmatch(name)) and found[1] in facts)
    }


def is_year(fact: Fact, year: int, on: datetime.date) -> bool:
    """Whether `fact` may be stated of `year` on `on`: of a fiscal year that is over, or of none where it is not yearly."""
    return EARLIEST <= year < on.year if fact.yearly else year == NO_YEAR
