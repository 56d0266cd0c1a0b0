"""Facts in and out of files: one fact of one organisation a row."""

from __future__ import annotations

import datetime
import difflib
import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hardtech.engines.rules import Fact, FactsInvalid
from hardtech.engines.tabular import Problem, Progress, Row, Value, read_records
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import NO_YEAR, Statement
from hardtech.zone.facts.periods import EARLIEST, is_year, stated_facts
from hardtech.zone.facts.problems import problem_text
from hardtech.zone.facts.services import Said, replace_statements
from hardtech.zone.facts.validators import typed, written_out
from hardtech.zone.facts.vocabulary import vocabulary
from hardtech.zone.journal import services as journal
from hardtech.zone.registry.exchange.directory import Directory, OwnerName
from hardtech.zone.registry.models import Organisation
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.batch import IMPORT_LOCK, Report
from hardtech.zone.workshop.exchange.records import Column, Kind, RowError

__all__ = ["Facts", "import_facts"]

LONGEST_EVIDENCE = 500
Place = tuple[int, str, int]


class Facts(Kind[Statement]):
    """What is on file now. Importing has a way of its own: a statement is never changed, a newer one ends it."""

    name = "facts"
    model = Statement
    required = ("organisation", "fact", "value")

    def __init__(self) -> None:
        self._facts = vocabulary()

    def columns(self) -> tuple[Column, ...]:
        return (
            Column("organisation", cells.text, lambda one: one.organisation.ref, ("company", "单位", "机构", "企业")),
            Column("fact", cells.text, lambda one: one.name, ("name", "事实", "指标")),
            Column("fiscal_year", cells.number, lambda one: one.year or None, ("year", "年度", "会计年度")),
            Column("value", _plain, self._value, ("值", "数值")),
            Column("evidence", cells.text, lambda one: one.evidence, ("证据", "证明材料")),
        )  # fmt: skip

    def exported(self, *, everything: bool) -> QuerySet[Statement]:
        """What is on file; with `everything` also of organisations that were merged, where any is left."""
        del everything
        rows = Statement.objects.filter(is_current=True).exclude(value="")
        return rows.select_related("organisation").order_by("organisation__ref", "name", "-year")

    def _value(self, one: Statement) -> str:
        fact = self._facts.get(one.name)
        return written_out(fact, one.value) if fact else one.value


def import_facts(
    path: Path,
    *,
    on: datetime.date,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """State every good row of the file, or none of it; the others are told with line, field and remedy.

    Raises `TabularError` when the file as a whole is refused. Importing it again changes nothing.
    """
    kind, report = Facts(), Report()
    columns = {column.name: column for column in kind.columns()}
    rows = read_records(
        path,
        columns={name: column.names for name, column in columns.items()},
        required=kind.required,
        mapping=mapping,
        progress=progress,
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
        said = _Reader(on, columns).read(rows, report)
        _lock(said)
        total = sum(map(len, said.values()))
        replaced = replace_statements(said, actor=None, origin=Origin.IMPORT)
        report.created = len(replaced.statements) - replaced.ended
        report.updated = replaced.ended
        report.unchanged = total - len(replaced.statements)
        if dry_run:
            transaction.set_rollback(True)
        elif replaced.statements:
            _tell_journal(path, report, {row.organisation_id for row in replaced.statements})
    return report


def _lock(organisations: Collection[int]) -> None:
    """As a merge does, in one order; one that was merged since the file was read would lose what is said of it."""
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=organisations).order_by("pk")
    if any(row.merged_into_id is not None for row in rows):
        message = "an organisation of the file was merged into another meanwhile"
        raise DatabaseError(message)


def _tell_journal(path: Path, report: Report, organisations: set[int]) -> None:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    counts = {name: getattr(report, name) for name in ("created", "updated", "unchanged", "refused")}
    journal.record(
        actor=None,
        verb="facts.imported",
        subject="import:facts",
        about=Organisation.objects.filter(pk__in=organisations).values_list("ref", flat=True),
        data={**counts, "file": path.name, "sha256": digest},
    )


class _Reader:
    """Rows → what is said, by organisation; notes in the report why a row is refused."""

    def __init__(self, on: datetime.date, columns: Mapping[str, Column]) -> None:
        self._on, self._columns = on, columns
        self._facts = vocabulary()
        self._stated = stated_facts(self._facts)
        self._directory = Directory()
        self._lines: dict[Place, int] = {}

    def read(self, rows: Iterator[Row | Problem], report: Report) -> dict[int, dict[tuple[str, int], Said]]:
        said: dict[int, dict[tuple[str, int], Said]] = {}
        for row in rows:
            if isinstance(row, Problem):
                report.problems.append(row)
                report.refused += 1
                continue
            report.unknown_columns |= dict.fromkeys(row.extra)
            try:
                organisation, name, year, item = self._understood(row)
            except RowError as refusal:
                report.problems += refusal.problems
                report.refused += 1
                continue
            said.setdefault(organisation, {})[name, year] = item
        return said

    def _understood(self, row: Row) -> tuple[int, str, int, Said]:
        values = self._cells(row)
        organisation = self._directory.find(OwnerName(values["organisation"]))
        if organisation is None:
            shown = cells.shown(values["organisation"])
            raise RowError(
                [Problem(row.line, "organisation_unknown", "organisation", {"value": shown}, row.sheet)]
            )
        fact = self._fact(row, values["fact"])
        year = values.get("fiscal_year") or NO_YEAR
        if not is_year(fact, year, self._on):
            raise _refused(row, "year", "fiscal_year", _year_remedy(fact, self._on))
        first = self._lines.setdefault((organisation, fact.name, year), row.line)
        if first != row.line:
            text = _("Line %(first)s states the same fact. Keep one of the two.") % {"first": first}
            raise _refused(row, "fact_twice", "fact", text)
        return organisation, fact.name, year, self._said(row, fact, values)

    def _cells(self, row: Row) -> dict[str, Any]:
        values: dict[str, Any] = {}
        problems = []
        for name, value in row.values.items():
            try:
                values[name] = self._columns[name].read(value)
            except cells.CellError as error:
                problems.append(Problem(row.line, error.code, name, error.data, row.sheet))
        missing = [name for name in Facts.required if values.get(name, "") == ""]
        problems += [Problem(row.line, "empty", name, {}, row.sheet) for name in missing]
        if problems:
            raise RowError(problems)
        return values

    def _fact(self, row: Row, name: str) -> Fact:
        if name in self._stated:
            return self._stated[name]
        if name in self._facts:
            base = name.rpartition("_")[0]
            text = _("“%(name)s” is stated as “%(base)s” of its own fiscal year.") % {
                "name": name,
                "base": base,
            }
        elif near := difflib.get_close_matches(name, sorted(self._stated), n=3):
            text = _("No measure asks for “%(name)s”. Is it one of these: %(near)s?") % {
                "name": cells.shown(name),
                "near": ", ".join(near),
            }
        else:
            text = _("No measure asks for “%(name)s”. `hardtech rules list --json` names the facts.") % {
                "name": cells.shown(name)
            }
        raise _refused(row, "fact_unknown", "fact", text)

    def _said(self, row: Row, fact: Fact, values: Mapping[str, Any]) -> Said:
        evidence = values.get("evidence", "")
        if len(evidence) > LONGEST_EVIDENCE:
            text = _("The evidence has more than %(most)s characters. Shorten it.") % {
                "most": LONGEST_EVIDENCE
            }
            raise _refused(row, "evidence_long", "evidence", text)
        try:
            return Said(typed(fact, values["value"]), evidence)
        except FactsInvalid as error:
            raise _refused(
                row, error.problems[0].code, "value", problem_text(fact, error.problems[0])
            ) from None


def _refused(row: Row, code: str, field: str, reason: str) -> RowError:
    return RowError([Problem(row.line, code, field, {"reason": reason}, row.sheet)])


def _year_remedy(fact: Fact, on: datetime.date) -> str:
    if not fact.yearly:
        return _("This fact belongs to no fiscal year. Leave the cell empty.")
    return _("This fact belongs to a fiscal year that is over. Write a year from %(first)s to %(last)s.") % {
        "first": EARLIEST,
        "last": on.year - 1,
    }


def _plain(value: Value) -> str:
    """As text: truths and whole numbers of a workbook, too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return cells.text(value)
