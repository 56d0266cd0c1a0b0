"""Organisations are asked for the facts of the rulebooks, without these standing in the database."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from hardtech.engines.rules import Fact, load_rulebook
from hardtech.rulebooks import FOLDER
from hardtech.zone.facts.vocabulary import FactVocabulary, vocabularies


@cache
def rulebook_facts() -> dict[str, Fact]:
    rules = [rule for rule in load_rulebook(FOLDER).values() if rule.subject == "organisation"]
    return {name: fact for rule in rules for name, fact in rule.facts.items()}


@pytest.fixture(autouse=True)
def asked() -> Iterator[dict[str, Fact]]:
    """The facts that organisations are asked for: those of the rulebooks alone."""
    with vocabularies.only(FactVocabulary(rulebook_facts)):
        yield rulebook_facts()
