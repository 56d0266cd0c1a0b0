"""The measures in force as the rules engine reads them: one object for a process, made anew when something is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from hardtech.engines.rules import Fact, Rule, Rulebook, RulebookInvalid, measure_from
from hardtech.zone.measures.choices import RevisionState
from hardtech.zone.measures.drafting.sources import plain_cases
from hardtech.zone.measures.models import Revision

__all__ = ["ORGANISATION", "cases_of", "current_rulebook", "organisation_facts", "rule_of"]


ORGANISATION = "organisation"
"""The subject of a measure that is granted to the organisation itself, not for a project, person or contract."""


def current_rulebook() -> Rulebook:
    """All published measures by their keys; one query."""
    published = Revision.objects.filter(state=RevisionState.PUBLISHED)
    return _rulebook(tuple(published.order_by("pk").values_list("pk", flat=True)))


@lru_cache(maxsize=4)
def _rulebook(revisions: tuple[int, ...]) -> Rulebook:
    return Rulebook({rule.id: rule for rule in map(_rule, revisions)})


def organisation_facts() -> dict[str, Fact]:
    """What the published measures ask of organisations; what they ask of a project or a person is no fact on file."""
    rules = [rule for rule in current_rulebook().values() if rule.subject == ORGANISATION]
    return {name: fact for rule in rules for name, fact in rule.facts.items()}


@lru_cache(maxsize=512)
def _rule(revision: int) -> Rule:
    """A published revision never changes, so its rule may be kept."""
    return _read(*Revision.objects.values_list("source", "cases").get(pk=revision))


def rule_of(revision: Revision) -> Rule:
    """The measure of one revision, a draft included. Raises `RulebookInvalid` where its text is wrong."""
    if revision.state in {RevisionState.PUBLISHED, RevisionState.REPLACED}:
        return _rule(revision.pk)
    return _read(revision.source, revision.cases)


def cases_of(revision: Revision) -> list[dict[str, Any]]:
    """The examples as their text states them: with the units of sums, which older revisions left out."""
    try:
        return plain_cases(_read(revision.source, revision.cases))
    except RulebookInvalid:
        return list(revision.cases)


def _read(source: Mapping[str, Any], cases: Sequence[Any]) -> Rule:
    return measure_from({**source, "cases": cases}, str(source.get("id", "")))
