"""Which facts organisations are asked for: rooms above declare them, for the measures stand there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hardtech.engines.rules import Fact
from hardtech.zone.common.declared import Register

__all__ = ["FactVocabulary", "vocabularies", "vocabulary"]


@dataclass(frozen=True)
class FactVocabulary:
    """`read()` gives facts of organisations, by the names that the rulebooks use."""

    read: Callable[[], Mapping[str, Fact]]


vocabularies = Register(FactVocabulary, key=lambda words: words.read)


def vocabulary() -> dict[str, Fact]:
    """Every fact of an organisation that some measure in force needs, by name."""
    return {name: fact for words in vocabularies for name, fact in words.read().items()}
