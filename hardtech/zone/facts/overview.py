"""What is on file of one organisation, arranged for its page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.timezone import localdate

from hardtech.engines.rules import Fact
from hardtech.zone.facts.derived import Derived, derived_facts
from hardtech.zone.facts.models import NO_YEAR, Statement
from hardtech.zone.facts.periods import place_of, stated_facts
from hardtech.zone.facts.quantities import fact_value
from hardtech.zone.facts.wording import FactGroup, grouped, label, question
from hardtech.zone.registry.models import Organisation

__all__ = [
    "FactCell",
    "Overview",
    "Provenance",
    "Section",
    "YearRow",
    "current_statements",
    "overview",
    "who_said",
]

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who said a thing, when, and on what evidence; of a record of the zone, which record."""

    who: str
    when: datetime.date | None
    evidence: str
    record: Promise | str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class FactCell:
    """A fact of no year, or one cell of a yearly one. `note` is the number of `said` among the notes of the table."""

    name: str
    label: str
    question: str
    value: str
    said: Provenance | None
    note: int = 0


@dataclass(frozen=True, slots=True)
class YearRow:
    """A yearly fact; `cells` go by fiscal year."""

    name: str
    label: str
    cells: tuple[tuple[int, FactCell | None], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One group: the facts on file, and those that nobody has stated yet."""

    group: FactGroup
    entries: tuple[FactCell, ...]
    missing: tuple[str, ...]
    may_state: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """`notes` tell who said what stands in the table of years; `known` of `asked` facts of the page are on file."""

    years: tuple[int, ...]
    rows: tuple[tuple[FactGroup, tuple[YearRow, ...]], ...]
    notes: tuple[Provenance, ...]
    sections: tuple[Section, ...]
    known: int
    asked: int


def current_statements(organisation: Organisation) -> dict[Place, Statement]:
    """What is stated now, by name and year; one query."""
    rows = Statement.objects.filter(organisation=organisation, is_current=True).exclude(value="")
    return {(row.name, row.year): row for row in rows.select_related("stated_by__person")}


def who_said(statement: Statement) -> str:
    """The person as the registry names them; "" for what came in by an import."""
    user = statement.stated_by
    if user is None:
        return ""
    person = getattr(user, "person", None)
    return str(person.name if person else user.get_full_name())


def overview(
    organisation: Organisation, facts: Mapping[str, Fact], on: datetime.date, *, judges: bool
) -> Overview:
    """All that is on file of the organisation and that `facts` ask for; two queries and the derived ones'."""
    told = derived_facts([organisation.pk], on)[organisation.pk]
    derived = {place_of(facts[name], facts, on): one for name, one in told.items() if name in facts}
    known = _File(current_statements(organisation), derived)
    base = stated_facts(facts)
    years = sorted({place_of(fact, facts, on)[1] for fact in facts.values() if fact.yearly}, reverse=True)
    yearly = [fact for fact in base.values() if fact.yearly]
    plain = [fact for fact in base.values() if not fact.yearly]
    rows = [(group, tuple(known.row(fact, years) for fact in members)) for group, members in grouped(yearly)]
    sections = [known.section(group, members, judges=judges) for group, members in grouped(plain)]
    return Overview(
        years=tuple(years),
        rows=tuple(rows),
        notes=tuple(known.notes),
        sections=tuple(sections),
        known=sum(len(section.entries) for section in sections)
        + sum(cell is not None for _group, lines in rows for row in lines for _year, cell in row.cells),
        asked=len(plain) + len(yearly) * len(years),
    )


class _File:
    """The statements and records of one organisation; numbers the notes as cells need them."""

    def __init__(self, stated: Mapping[Place, Statement], derived: Mapping[Place, Derived]) -> None:
        self._stated, self._derived = stated, derived
        self.notes: dict[Provenance, int] = {}

    def entry(self, fact: Fact, year: int) -> FactCell | None:
        """What is on file of the fact; a record's word comes before a statement."""
        place = (fact.name, year)
        if (record := self._derived.get(place)) is not None:
            value, said = record.value, Provenance("", None, "", record.source, record.url)
        elif (row := self._stated.get(place)) is not None:
            value, said = row.value, Provenance(who_said(row), localdate(row.stated_at), row.evidence)
        else:
            return None
        note = 0 if year == NO_YEAR else self.notes.setdefault(said, len(self.notes) + 1)
        return FactCell(fact.name, label(fact), question(fact), fact_value(value, fact), said, note)

    def row(self, fact: Fact, years: Iterable[int]) -> YearRow:
        return YearRow(fact.name, label(fact), tuple((year, self.entry(fact, year)) for year in years))

    def section(self, group: FactGroup, facts: list[Fact], *, judges: bool) -> Section:
        found = {fact.name: self.entry(fact, NO_YEAR) for fact in facts}
        return Section(
            group=group,
            entries=tuple(entry for entry in found.values() if entry is not None),
            missing=tuple(label(fact) for fact in facts if found[fact.name] is None),
            may_state=judges or any(not fact.judged for fact in facts),
        )
