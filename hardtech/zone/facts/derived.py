"""Facts that the zone's own records tell: rooms above register what they know, so that nobody has to state it again."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

__all__ = ["Derived", "derived_facts", "register"]


@dataclass(frozen=True, slots=True)
class Derived:
    """A value as a `Statement` writes it, the record that tells it, and where to open that."""

    value: str
    source: Promise | str
    url: str = ""


Maker = Callable[[Collection[int], datetime.date], Mapping[int, Mapping[str, Derived]]]

_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """Let `maker(organisation ids, day)` tell facts: organisation id → fact's name → value."""
    if maker not in _makers:
        _makers.append(maker)


def derived_facts(organisations: Collection[int], on: datetime.date) -> dict[int, dict[str, Derived]]:
    """What the zone's records tell of `organisations` on `on`; a later maker's word replaces an earlier one's."""
    found: dict[int, dict[str, Derived]] = {pk: {} for pk in organisations}
    for maker in _makers:
        for pk, facts in maker(organisations, on).items():
            found[pk].update(facts)
    return found
