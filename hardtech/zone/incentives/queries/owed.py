"""What an organisation is owed today: every measure in force assessed on its facts, and the best legal combination."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hardtech.engines.rules import (
    Combination,
    FactsInvalid,
    Plan,
    PlanTooLarge,
    RelationsInvalid,
    Rule,
    Rulebook,
    Verdict,
    assess,
    combine,
    plan,
    relations_of,
    shown,
)
from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.facts.derived import Derived
from hardtech.zone.facts.models import Statement
from hardtech.zone.facts.periods import place_of
from hardtech.zone.facts.quantities import fact_value
from hardtech.zone.facts.queries import Known, known_facts
from hardtech.zone.facts.wording import label
from hardtech.zone.incentives import titles
from hardtech.zone.incentives.choices import CLOSED_CLAIMS, Answer
from hardtech.zone.incentives.models import Claim
from hardtech.zone.incentives.permissions import visible_claims
from hardtech.zone.measures.choices import RevisionState
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.rulebook import ORGANISATION, current_rulebook
from hardtech.zone.registry.models import Organisation

__all__ = [
    "Asked",
    "Counted",
    "Owed",
    "OwedMeasure",
    "PublishedRule",
    "counted_facts",
    "open_claims",
    "owed",
    "published_rules",
    "questions",
    "verdict_of",
    "way_to",
]


@dataclass(frozen=True, slots=True)
class PublishedRule:
    """A measure as it is in force, and the rows that it stands in."""

    measure_id: int
    revision_id: int
    rule: Rule


def published_rules(subject: str = "") -> list[PublishedRule]:
    """The published measures in the order of their keys, of one kind of subject where that is given."""
    rulebook = current_rulebook()
    rows = Revision.objects.filter(state=RevisionState.PUBLISHED).values_list(
        "measure__key", "measure_id", "pk"
    )
    found = [PublishedRule(measure, revision, rulebook[key]) for key, measure, revision in sorted(rows)]
    return [one for one in found if subject in {"", one.rule.subject}]


@dataclass(frozen=True, slots=True)
class OwedMeasure:
    """A measure and what it says; `verdict` is None where it is granted for a project, a person or a contract."""

    measure: Measure
    rule: Rule
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Owed:
    """Everything in force for an organisation on a day."""

    organisation: Organisation
    on: datetime.date
    rulebook: Rulebook
    known: Known
    entries: tuple[OwedMeasure, ...]
    combination: Combination

    def with_answer(self, answer: str) -> list[OwedMeasure]:
        return [one for one in self.entries if one.verdict is not None and one.verdict.answer == answer]


def owed(organisation: Organisation, on: datetime.date) -> Owed:
    """All measures for `organisation` as of `on`. Four queries, and those of the records that tell facts."""
    rulebook = current_rulebook()
    measures = {row.key: row for row in Measure.objects.filter(key__in=list(rulebook)).defer("search")}
    known = known_facts(organisation, rulebook.facts(), on)
    entries = tuple(
        OwedMeasure(measures[key], rule, verdict_of(rule, known.values, on) if _is_own(rule) else None)
        for key, rule in rulebook.items()
        if key in measures
    )
    return Owed(organisation, on, rulebook, known, entries, _combination(entries, rulebook, known))


def _is_own(rule: Rule) -> bool:
    return rule.subject == ORGANISATION


def verdict_of(rule: Rule, values: Mapping[str, object], on: datetime.date) -> Verdict:
    """What `rule` says on `values`; a value that no longer fits the rule's fact counts as unknown."""
    facts = {name: value for name, value in values.items() if name in rule.facts}
    try:
        return assess(rule, facts, on)
    except FactsInvalid as error:
        faulty = {problem.fact for problem in error.problems}
        return assess(rule, {name: value for name, value in facts.items() if name not in faulty}, on)


def _combination(entries: Iterable[OwedMeasure], rulebook: Rulebook, known: Known) -> Combination:
    """The best of what the organisation is entitled to now; a prerequisite that it holds is met."""
    entitled = {
        one.rule.id: one.verdict.amount or 0
        for one in entries
        if one.verdict is not None and one.verdict.answer == Answer.YES
    }
    try:
        return combine(entitled, relations_of(rulebook.values()), titles.held(known.values))
    except RelationsInvalid:  # two officers' texts may contradict each other: nothing is promised then
        return Combination({}, 0, (), proven=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact that is asked for: the measures that wait for it, those it alone settles, and what all come to at most."""

    fact: str
    entries: tuple[OwedMeasure, ...]
    settles: tuple[OwedMeasure, ...]
    at_most: int


def questions(entries: Sequence[OwedMeasure]) -> list[Asked]:
    """The facts that the measures wait for, the most useful first.

    A measure that waits for n facts gives each of them 1/n: a fact that settles one measure alone comes before one of many
    that three measures need. Then come the larger sum at stake, the earlier place in the engine's own order, and the name.
    """
    waiting: dict[str, list[tuple[OwedMeasure, Verdict]]] = {}
    for one in entries:
        if one.verdict is not None and one.verdict.answer == Answer.UNKNOWN:
            for name in one.verdict.missing:
                waiting.setdefault(name, []).append((one, one.verdict))
    ranked = []
    for name, pairs in waiting.items():
        use = sum(1 / len(verdict.missing) for _entry, verdict in pairs)
        at_most = sum(verdict.at_most or 0 for _entry, verdict in pairs)
        place = min(verdict.missing.index(name) for _entry, verdict in pairs)
        asked = Asked(
            name,
            tuple(entry for entry, _verdict in pairs),
            tuple(entry for entry, verdict in pairs if len(verdict.missing) == 1),
            at_most,
        )
        ranked.append(((-round(use, 6), -at_most, place, name), asked))
    return [asked for _key, asked in sorted(ranked, key=lambda item: item[0])]


MOST_STATES = 400
"""Combinations of changes that a page looks at for a way: some tenths of a second at most."""


def way_to(verdict: Verdict) -> Plan | None:
    """The least changes that turn a no into yes; None where they are not found in the time of a page."""
    facts = {name: shown(verdict.measure.facts[name], value) for name, value in verdict.facts.items()}
    try:
        return plan(verdict.measure, facts, verdict.on, most_states=MOST_STATES)
    except PlanTooLarge:
        return None


@dataclass(frozen=True, slots=True)
class Counted:
    """A fact that a verdict was made with, and who told it: a statement, a record of the zone, or the form just sent."""

    name: str
    label: str
    year: int
    value: str
    statement: Statement | None
    record: Derived | None


def counted_facts(verdict: Verdict, known: Known, rulebook: Rulebook) -> tuple[Counted, ...]:
    """The facts behind `verdict`, in the order of the measure."""
    facts = rulebook.facts()
    rows = []
    for name, fact in verdict.measure.facts.items():
        if name not in verdict.facts:
            continue
        base, year = place_of(fact, facts, verdict.on)
        value = fact_value(shown(fact, verdict.facts[name]), fact)
        record = known.derived.get(name)
        statement = None if record else known.stated.get(name)
        rows.append(Counted(name, label(facts.get(base, fact)), year, value, statement, record))
    return tuple(rows)


def open_claims(visitor: Visitor, organisation: Organisation, year: int) -> dict[int, Claim]:
    """Claims of the year that the visitor may see and that still stand, by measure."""
    rows = Claim.objects.filter(visible_claims(visitor), organisation=organisation, period=year, subject="")
    rows = rows.exclude(state__in=CLOSED_CLAIMS)
    return {row.measure_id: row for row in rows.defer("trace")}
