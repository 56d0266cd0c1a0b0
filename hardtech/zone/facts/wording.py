"""Facts as pages show them: in groups, each by a short name, in the reader's language. The words are the rulebooks'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from hardtech.engines.rules import Fact, Vocabulary, load_vocabulary
from hardtech.rulebooks import FOLDER
from hardtech.zone.common.languages import reader_text

__all__ = ["FactGroup", "grouped", "label", "option_label", "question"]

OTHER = "other"
"""The group of a fact whose text names none that the rulebooks know."""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """A part of the page of facts; `name` is its address."""

    name: str
    words: Mapping[str, str]

    @property
    def label(self) -> str:
        return reader_text(self.words)


def grouped(facts: Iterable[Fact]) -> list[tuple[FactGroup, list[Fact]]]:
    """The facts by group, both in the order of `facts.yaml`; facts that are not in it by name at the end."""
    known = shared_words()
    place = {name: at for at, name in enumerate(known.facts)}
    ordered = sorted(facts, key=lambda fact: (place.get(fact.name, len(place)), fact.name))
    found: dict[str, list[Fact]] = {name: [] for name in known.groups}
    for fact in ordered:
        group = _worded(fact).group
        found[group if group in found else OTHER].append(fact)
    return [(FactGroup(name, known.groups[name]), rows) for name, rows in found.items() if rows]


def label(fact: Fact) -> str:
    """A word or two for a table; the question where nobody gave the fact a short name."""
    return reader_text(_worded(fact).label) or question(fact)


def question(fact: Fact) -> str:
    """The rulebooks' question."""
    return reader_text(fact.question) or fact.name


def option_label(fact: Fact, option: str) -> str:
    """An option of a choice in words."""
    return reader_text(_worded(fact).option_words.get(option, {})) or option.replace("_", " ")


@cache
def shared_words() -> Vocabulary:
    """Facts and groups as the rulebooks that come along word them."""
    return load_vocabulary(FOLDER)


def _worded(fact: Fact) -> Fact:
    """The fact with words: its own; those of `facts.yaml` where its text was published before facts had any."""
    return fact if fact.label else shared_words().facts.get(fact.name, fact)
