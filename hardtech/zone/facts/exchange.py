"""Facts in and out of files: one fact of one organisation a row."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hardtech.engines.rules import Fact, FactsInvalid
from hardtech.engines.tabular import TableRow, Value
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import NO_YEAR, Statement
from hardtech.zone.facts.periods import EARLIEST, is_year, stated_facts
from hardtech.zone.facts.problems import problem_text
from hardtech.zone.facts.services import StatedValue, replace_statements
from hardtech.zone.facts.validators import checked, written_out
from hardtech.zone.facts.vocabulary import vocabulary
from hardtech.zone.registry.exchange.directory import organisation_of
from hardtech.zone.registry.models import Organisation
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileColumn, ImportKind
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft, RowError

__all__ = ["Facts"]

LONGEST_EVIDENCE = 500


class Facts(ImportKind):
    """What is on file now. A row never changes a statement: a newer one ends it."""

    name = "facts"
    model = Statement
    required = needed = ("organisation", "fact", "value")

    def columns(self) -> tuple[FileColumn, ...]:
        facts = cache(vocabulary)  # asked for at the first cell that is written: reading needs none

        def value_out(statement: Statement) -> str:
            fact = facts().get(statement.name)
            return written_out(fact, statement.value) if fact else statement.value

        return (
            FileColumn(
                "organisation",
                cells.text,
                ("company", "单位", "机构", "企业"),
                lambda statement: statement.organisation.ref,
            ),
            FileColumn("fact", cells.text, ("name", "事实", "指标"), lambda statement: statement.name),
            FileColumn(
                "fiscal_year",
                cells.number,
                ("year", "年度", "会计年度"),
                lambda statement: statement.year or None,
            ),
            FileColumn("value", _value_in, ("值", "数值"), value_out),
            FileColumn("evidence", cells.text, ("证据", "证明材料")),
        )

    def draft(self, row: TableRow, values: dict[str, Any], run: ImportRun) -> RowDraft:
        draft = RowDraft(row, values)
        organisation = organisation_of(values["organisation"], draft, "organisation", run)
        if organisation is None:
            raise RowError  # it is refused already
        fact = _fact(draft, run)
        year = values.get("fiscal_year") or NO_YEAR
        if not is_year(fact, year, run.options.on):
            raise draft.refused("year", "fiscal_year", reason=_year_remedy(fact, run.options.on.year - 1))
        if first := run.earlier_line(draft, organisation, fact.name, year):
            reason = _("Line %(first)s states the same fact. Keep one of the two.") % {"first": first}
            raise draft.refused("fact_twice", "fact", reason=reason)
        evidence = values.get("evidence", "")
        if len(evidence) > LONGEST_EVIDENCE:
            reason = _("The evidence has more than %(most)s characters. Shorten it.") % {
                "most": LONGEST_EVIDENCE
            }
            raise draft.refused("evidence_long", "evidence", reason=reason)
        try:
            stated = StatedValue(checked(fact, values["value"], row.bare), evidence)
        except FactsInvalid as error:
            problem = error.problems[0]
            raise draft.refused(problem.code, "value", reason=problem_text(fact, problem)) from None
        draft.related = {"organisation": organisation, "place": (fact.name, year), "stated": stated}
        return draft

    def apply(self, drafts: Iterator[RowDraft], run: ImportRun) -> None:
        stated: dict[int, dict[tuple[str, int], StatedValue]] = {}
        for draft in drafts:
            facts = stated.setdefault(draft.related["organisation"], {})
            facts[draft.related["place"]] = draft.related["stated"]
        organisations = _locked(stated)
        replaced = replace_statements(stated, actor=None, origin=Origin.IMPORT)
        run.report.updated = replaced.ended
        run.report.created = len(replaced.statements) - replaced.ended
        run.report.unchanged = sum(map(len, stated.values())) - len(replaced.statements)
        run.about = {organisations[row.organisation_id].ref for row in replaced.statements}

    def exported(self, *, everything: bool) -> QuerySet[Statement]:
        """What is on file; with `everything` also of organisations that were merged, where any is left."""
        rows = Statement.objects.filter(is_current=True).exclude(value="")
        return rows.select_related("organisation").order_by("organisation__ref", "name", "-year")


def _locked(keys: Iterable[int]) -> dict[int, Organisation]:
    """As a merge does, in one order; one that was merged since the file was read would lose what the file states of it."""
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    organisations = {row.pk: row for row in rows.only("ref", "merged_into")}
    if any(row.merged_into_id is not None for row in organisations.values()):
        message = "an organisation of the file was merged into another meanwhile"
        raise DatabaseError(message)
    return organisations


def _names() -> tuple[Mapping[str, Fact], Mapping[str, Fact]]:
    """All facts of the vocabulary, and those that are stated under their own name."""
    facts = vocabulary()
    return facts, stated_facts(facts)


def _fact(draft: RowDraft, run: ImportRun) -> Fact:
    """The fact that the row names. Raises `RowError` with a remedy where there is none of that name."""
    name = draft.values["fact"]
    facts, stated = run.shared(_names)
    if name in stated:
        return stated[name]
    words = {"name": cells.shown(name), "base": name.rpartition("_")[0]}
    if name in facts:
        reason = _("“%(name)s” is stated as “%(base)s” of its own fiscal year.") % words
    elif near := difflib.get_close_matches(name, sorted(stated), n=3):
        words["near"] = ", ".join(near)
        reason = _("No measure asks for “%(name)s”. Is it one of these: %(near)s?") % words
    else:
        reason = _("No measure asks for “%(name)s”. `hardtech rules list --json` names the facts.") % words
    raise draft.refused("fact_unknown", "fact", reason=reason)


def _year_remedy(fact: Fact, last: int) -> str:
    if not fact.yearly:
        return _("This fact belongs to no fiscal year. Leave the cell empty.")
    years = {"first": EARLIEST, "last": last}
    return (
        _("This fact belongs to a fiscal year that is over. Write a year from %(first)s to %(last)s.") % years
    )


def _value_in(value: Value) -> str:
    """As text: truths and whole numbers of a workbook, too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return cells.text(value)
