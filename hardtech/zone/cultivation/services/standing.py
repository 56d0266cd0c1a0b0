"""Where every organisation of the zone stands for its next tier, computed once a night.

A standing is computed again only where the facts, the certificates, the rules or the calendar say something else than the
last time: their fingerprint is kept with it. Each portion is a transaction of its own, so a run that is killed leaves
what it finished, and the next one goes on; two at once write the same rows in the same order, so neither waits for ever.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from hardtech.engines.rules import Fact, PlanStep, Rulebook, read_population, shown
from hardtech.zone.cultivation import aiming
from hardtech.zone.cultivation.choices import RULES
from hardtech.zone.cultivation.ladder import highest
from hardtech.zone.cultivation.models import Standing
from hardtech.zone.cultivation.queries import first_ends, tiers_held
from hardtech.zone.facts.models import Resident
from hardtech.zone.facts.queries import fact_table
from hardtech.zone.measures.rulebook import current_rulebook

__all__ = ["Done", "compute_standing", "compute_standings", "told_steps"]

PORTION = 1000
COLUMNS = (
    "tier", "target", "answer", "way", "missing", "steps", "step_count", "failing", "renews_on", "fingerprint",
    "computed_at",
)  # fmt: skip

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """What a run came to."""

    organisations: int
    computed: int
    dropped: int


def compute_standing(organisation: int, on: datetime.date, now: datetime.datetime) -> None:
    """Bring the standing of one organisation to what its facts and certificates say now."""
    if Resident.objects.filter(organisation=organisation).exists():
        _take([organisation], current_rulebook(), on, now)


def compute_standings(
    on: datetime.date, now: datetime.datetime, *, progress: Callable[[int], None] | None = None
) -> Done:
    """Bring the standing of every organisation of the zone to what `on` says; `now` is noted as the time."""
    rulebook = current_rulebook()
    dropped, _rows = Standing.objects.filter(organisation__residence__isnull=True).delete()
    total = computed = 0
    for portion in _portions():
        computed += _take(portion, rulebook, on, now)
        total += len(portion)
        if progress is not None:
            progress(total)
    return Done(total, computed, dropped)


def _portions() -> Iterator[list[int]]:
    """Residents in the order of their ids: both the order of locks and where the next portion begins."""
    last = 0
    residents = Resident.objects.filter(organisation__merged_into__isnull=True).order_by("organisation_id")
    while True:
        found = residents.filter(organisation_id__gt=last).values_list("organisation_id", flat=True)
        portion = list(found[:PORTION])
        if not portion:
            return
        yield portion
        last = portion[-1]


@transaction.atomic
def _take(portion: Sequence[int], rulebook: Rulebook, on: datetime.date, now: datetime.datetime) -> int:
    facts = aiming.ladder_facts(rulebook)
    cases = _cases(portion, facts, on)
    held, ends = tiers_held(portion, on), first_ends(portion, on)
    rules = _rules(rulebook, on)
    known = dict(
        Standing.objects.filter(organisation__in=portion).values_list("organisation_id", "fingerprint")
    )
    changed = []
    for pk, values in zip(portion, cases, strict=True):
        fingerprint = _fingerprint([*rules, str(ends.get(pk))], held[pk], values, facts, on)
        if known.get(pk) != fingerprint:
            standing = _standing(pk, held[pk], rulebook, values, on)
            standing.renews_on, standing.fingerprint, standing.computed_at = ends.get(pk), fingerprint, now
            changed.append(standing)
    Standing.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["organisation"], update_fields=COLUMNS
    )
    return len(changed)


def _cases(portion: Sequence[int], facts: Mapping[str, Fact], on: datetime.date) -> list[dict[str, str]]:
    """What is known of each organisation; a value that the rulebooks no longer take counts as not known."""
    frame = fact_table(portion, facts, on)
    if not frame.columns:
        return [{} for _pk in portion]
    cases = [{name: value for name, value in row.items() if value} for row in frame.to_dicts()]
    for problem in read_population(facts, frame)[1]:
        cases[problem.row - 1].pop(problem.fact, None)
    return cases


def _standing(
    pk: int, held: Sequence[str], rulebook: Rulebook, values: Values, on: datetime.date
) -> Standing:
    found = aiming.aim(held, rulebook, values, on)
    standing = Standing(organisation_id=pk, tier=highest(held) or "")
    if found is not None:
        standing.target, standing.answer, standing.way = found.tier, found.verdict.answer, found.way
        standing.missing, standing.failing = list(found.missing), found.failing
        standing.steps = told_steps(found.plan.steps) if found.plan else []
        standing.step_count = found.steps
    return standing


def told_steps(steps: Sequence[PlanStep]) -> list[dict[str, object]]:
    """Steps as a `Standing` keeps them."""
    return [
        {
            "fact": step.fact.name,
            "before": None if step.before is None else shown(step.fact, step.before),
            "after": shown(step.fact, step.after),
            "meets": list(step.meets),
        }
        for step in steps
    ]


def _rules(rulebook: Rulebook, on: datetime.date) -> list[object]:
    """What decides on `on`: the texts, and which of their versions and transitions are in force."""
    told: list[object] = [aiming.NEAR, aiming.STATES, aiming.EFFORT]
    for key in sorted(key for key in RULES.values() if key in rulebook):
        measure = rulebook[key]
        version = measure.version_on(on)
        active = [] if version is None else [
            at for at, kept in enumerate(version.transitions) if kept.until is None or on <= kept.until
        ]  # fmt: skip
        told.append([key, measure.digest, None if version is None else version.number, active])
    return told


def _fingerprint(
    rules: Sequence[object],
    held: Sequence[str],
    values: Values,
    facts: Mapping[str, Fact],
    on: datetime.date,
) -> str:
    """Of everything that a standing follows from. Rules reckon with dates by full months and by before and after."""
    ages = {
        name: _months(datetime.date.fromisoformat(value), on)
        for name, value in values.items()
        if facts[name].type == "date"
    }
    content = json.dumps([rules, sorted(held), values, ages], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _months(day: datetime.date, on: datetime.date) -> tuple[int, int]:
    first, last = sorted([day, on])
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return months, (on > day) - (on < day)
