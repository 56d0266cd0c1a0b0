"""Which fact tells that the title of a measure is held: a prerequisite is met by holding it, not by claiming it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hardtech.zone.common.declared import Register

__all__ = ["TitleFact", "held", "titles"]


@dataclass(frozen=True)
class TitleFact:
    """The fact that is true for whoever holds the title of a measure, by the measure's key."""

    measure: str
    fact: str


titles = Register(TitleFact, key=lambda title: title.measure)


def held(values: Mapping[str, object]) -> frozenset[str]:
    """The measures whose titles are held, by the known facts `values`."""
    return frozenset(title.measure for title in titles if values.get(title.fact) in {True, "true"})
