"""What each organisation of the zone would get, kept as `Assessment`: of one whose facts changed, and of all each night.

Only what came out otherwise than before is written, so `on` and `assessed_at` tell since when an answer stands. Only
measures whose subject is the organisation itself are assessed: nothing is on file of projects, persons and contracts.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from hardtech.engines.rules import Fact, Rule, assess, assess_population, read_population
from hardtech.zone.common.advisory_lock import try_lock_session
from hardtech.zone.facts.models import Resident
from hardtech.zone.facts.queries import fact_table
from hardtech.zone.incentives.choices import Answer
from hardtech.zone.incentives.models import Assessment, Run
from hardtech.zone.incentives.queries.owed import PublishedRule, published_rules
from hardtech.zone.journal import services as journal
from hardtech.zone.registry.models import Organisation

__all__ = ["assess_organisation", "assess_zone"]

PORTION = 2_000
"""Organisations that are assessed and written at a time: a killed run leaves whole portions behind."""

ZONE_LOCK = int.from_bytes(b"asmt")
"""The advisory lock of the one run over the zone: any constant will do."""

UPSERT = """
INSERT INTO incentives_assessment AS kept
    (organisation_id, measure_id, revision_id, "on", answer, amount_fen, missing, assessed_at)
SELECT organisation, measure, revision, %(on)s, answer, amount, string_to_array(missing, ','), %(at)s
FROM unnest(%(organisation)s::bigint[], %(measure)s::bigint[], %(revision)s::bigint[], %(answer)s::text[],
            %(amount)s::numeric[], %(missing)s::text[]) AS new(organisation, measure, revision, answer, amount, missing)
JOIN registry_organisation AS there ON there.id = new.organisation
ON CONFLICT (organisation_id, measure_id) DO UPDATE
SET revision_id = excluded.revision_id, "on" = excluded."on", answer = excluded.answer,
    amount_fen = excluded.amount_fen, missing = excluded.missing, assessed_at = excluded.assessed_at
WHERE kept.assessed_at <= excluded.assessed_at
  AND (kept.revision_id, kept.answer, kept.amount_fen, kept.missing)
      IS DISTINCT FROM (excluded.revision_id, excluded.answer, excluded.amount_fen, excluded.missing)
"""
"""`assessed_at` is a moment before the facts were read: a slow writer never replaces what came of newer facts."""


@dataclass(slots=True)
class _Rows:
    """Assessments as columns."""

    organisation: list[int] = field(default_factory=list)
    measure: list[int] = field(default_factory=list)
    revision: list[int] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    amount: list[int | None] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def add(
        self, organisation: int, one: PublishedRule, answer: str, amount: int | None, missing: Sequence[str]
    ) -> None:
        self.organisation.append(organisation)
        self.measure.append(one.measure_id)
        self.revision.append(one.revision_id)
        self.answer.append(answer)
        self.amount.append(amount)
        self.missing.append(",".join(missing))

    def write(self, on: datetime.date, at: datetime.datetime) -> int:
        """Insert or replace what differs; how many rows that were."""
        columns = {name: getattr(self, name) for name in self.__slots__}
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, {**columns, "on": on, "at": at})
            return int(cursor.rowcount)


def assess_organisation(organisation: Organisation, on: datetime.date, now: datetime.datetime) -> int:
    """Bring the assessments of one organisation of the zone up to date; how many changed."""
    if not Resident.objects.filter(organisation=organisation).exists():
        Assessment.objects.filter(organisation=organisation).delete()
        return 0
    rows, _sums = _assessed([organisation.pk], published_rules("organisation"), on)
    return rows.write(on, now)


@dataclass(slots=True)
class _Sums:
    entitled: int = 0
    amount: int = 0


def assess_zone(
    on: datetime.date,
    now: datetime.datetime,
    *,
    portion: int = PORTION,
    progress: Callable[[int, int], None] | None = None,
) -> Run | None:
    """Assess every organisation of the zone as of `on`; None where another run is at work.

    A run that was killed left whole portions behind; the next one on that day goes over all of them again, writes what
    is still to be written, and ends the same `Run`.
    """
    with try_lock_session(ZONE_LOCK) as held:
        if not held:
            return None
        run = Run.objects.filter(on=on, finished_at__isnull=True).first() or Run(on=on)
        run.started_at = now
        run.save()
        rules = published_rules("organisation")
        run.organisations, sums = _every_portion(rules, on, portion, progress)
        run.measures, run.entitled, run.amount_fen = len(rules), sums.entitled, sums.amount
        _finish(run, rules)
        return run


def _every_portion(
    rules: Sequence[PublishedRule],
    on: datetime.date,
    portion: int,
    progress: Callable[[int, int], None] | None,
) -> tuple[int, _Sums]:
    total, done, sums = _residents().count(), 0, _Sums()
    for ids in _portions(portion):
        at = timezone.now()
        rows, found = _assessed(ids, rules, on)
        rows.write(on, at)
        sums.entitled += found.entitled
        sums.amount += found.amount
        done += len(ids)
        if progress is not None:
            progress(done, max(done, total))
    return done, sums


@transaction.atomic
def _finish(run: Run, rules: Sequence[PublishedRule]) -> None:
    """Drop what is no longer asked for, and tell the journal what the run came to."""
    stale = Assessment.objects.exclude(measure__in=[one.measure_id for one in rules])
    stale.delete()
    Assessment.objects.exclude(organisation__in=_residents().values("organisation_id")).delete()
    run.finished_at = timezone.now()
    run.save()
    journal.record(
        actor=None,
        verb="zone.assessed",
        subject=run,
        data={
            "on": run.on,
            "organisations": run.organisations,
            "measures": run.measures,
            "entitled": run.entitled,
            "amount_fen": str(run.amount_fen),
        },
    )


def _assessed(ids: Sequence[int], rules: Sequence[PublishedRule], on: datetime.date) -> tuple[_Rows, _Sums]:
    """All of `rules` for the organisations `ids`: answers and amounts as columns, missing facts case by case."""
    facts: dict[str, Fact] = {name: fact for one in rules for name, fact in one.rule.facts.items()}
    table = fact_table(ids, facts, on)
    if not table.width:  # nothing is known of anybody: the frame still needs its rows
        table = pl.DataFrame({"": [None] * len(ids)})
    population, problems = read_population(facts, table)
    outcome = assess_population([one.rule for one in rules], population, on)
    unusable = {(problem.row - 1, problem.fact) for problem in problems}
    known = {name: table[name].to_list() for name in table.columns if name in facts}
    rows, sums = _Rows(), _Sums()
    for one in rules:
        answers = outcome[one.rule.id].to_list()
        column = f"{one.rule.id} amount_fen"
        amounts = outcome[column].to_list() if column in outcome.columns else [None] * len(ids)
        for at, (organisation, answer, amount) in enumerate(zip(ids, answers, amounts, strict=True)):
            fen = None if amount is None else int(amount)
            missing = _missing(one.rule, known, at, unusable, on) if answer == Answer.UNKNOWN else ()
            rows.add(organisation, one, answer, fen, missing)
            sums.entitled += answer == Answer.YES
            sums.amount += fen or 0
    return rows, sums


def _missing(
    rule: Rule,
    known: Mapping[str, Sequence[str | None]],
    at: int,
    unusable: set[tuple[int, str]],
    on: datetime.date,
) -> Sequence[str]:
    """What is to be asked in row `at`, the most useful fact first."""
    facts = {name: known[name][at] for name in rule.facts if name in known and (at, name) not in unusable}
    return assess(rule, facts, on).missing


def _portions(size: int) -> Iterator[list[int]]:
    """Ids of the zone's organisations in their order, so that those who come meanwhile are met too."""
    last = 0
    while ids := list(
        _residents()
        .filter(organisation_id__gt=last)
        .order_by("organisation_id")
        .values_list("organisation_id", flat=True)[:size]
    ):
        yield ids
        last = ids[-1]


def _residents() -> QuerySet[Resident]:
    return Resident.objects.filter(organisation__merged_into__isnull=True)
