"""Facts that the zone's own records tell: rooms above declare what they know, so that nobody has to state it again."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from hardtech.zone.common.declared import Register

__all__ = ["Derived", "DerivedFacts", "derived_facts", "sources"]


@dataclass(frozen=True, slots=True)
class Derived:
    """A value as a `Statement` writes it, the record that tells it, and where to open that."""

    value: str
    source: Promise | str
    url: str = ""


@dataclass(frozen=True)
class DerivedFacts:
    """`read(organisation ids, day)` gives facts: organisation id → fact's name → value."""

    read: Callable[[Collection[int], datetime.date], Mapping[int, Mapping[str, Derived]]]


sources = Register(DerivedFacts, key=lambda source: source.read)


def derived_facts(organisations: Collection[int], on: datetime.date) -> dict[int, dict[str, Derived]]:
    """What the zone's records tell of `organisations` on `on`; a later source replaces an earlier one."""
    found: dict[int, dict[str, Derived]] = {pk: {} for pk in organisations}
    for source in sources:
        for pk, facts in source.read(organisations, on).items():
            found[pk].update(facts)
    return found
