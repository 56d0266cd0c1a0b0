"""Which fact tells that the title of a measure is held: a prerequisite is met by holding it, not by claiming it again."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["held", "register"]

_facts: dict[str, str] = {}


def register(facts: Mapping[str, str]) -> None:
    """Measure's key → name of the fact that is true for whoever holds its title."""
    _facts.update(facts)


def held(values: Mapping[str, object]) -> frozenset[str]:
    """The measures whose titles are held, by the known facts `values`."""
    return frozenset(key for key, fact in _facts.items() if values.get(fact) in {True, "true"})
