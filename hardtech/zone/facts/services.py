"""Stating facts. Each verb guards, writes, and tells the journal that it happened; values stay out of the journal."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hardtech.zone.accounts.models import User
from hardtech.zone.common.refs import assign_refs
from hardtech.zone.facts import listeners, permissions
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.vocabulary import vocabulary
from hardtech.zone.journal import services as journal
from hardtech.zone.registry.models import Organisation

__all__ = ["Replaced", "StatedValue", "enter_zone", "replace_statements", "state_facts"]

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A checked value (`validators.checked`) and its evidence; an empty value takes the fact back."""

    value: str
    evidence: str = ""


@transaction.atomic
def enter_zone(*, actor: User, organisation: Organisation, since: datetime.date) -> Resident:
    """The organisation belongs to the zone from `since`; done again, nothing changes."""
    if not permissions.may_enter_zone(actor, organisation):
        raise PermissionDenied
    _lock(organisation)
    resident, created = Resident.objects.get_or_create(
        organisation=organisation, defaults={"since": since, "entered_by": actor}
    )
    if created:
        listeners.tell(organisation.pk)  # what is on file counts from now on
        journal.record(actor=actor, verb="zone.entered", subject=organisation, data={"since": since})
    return resident


@transaction.atomic
def state_facts(
    *, actor: User, organisation: Organisation, said: Mapping[tuple[str, int], StatedValue], origin: Origin
) -> list[Statement]:
    """State facts by (name, year). What says the same as before, evidence included, is passed over.

    What a person has to judge is stated by those who may (`may_judge`). The journal is told which facts, not their
    values: it is read by more people than they are.
    """
    if not permissions.may_state(actor, organisation):
        raise PermissionDenied
    judged = {name for name, fact in vocabulary().items() if fact.judged}
    if any(name in judged for name, _year in said) and not permissions.may_judge(actor, organisation):
        raise PermissionDenied
    _lock(organisation)
    new = replace_statements({organisation.pk: said}, actor=actor, origin=origin).statements
    if new:
        journal.record(
            actor=actor,
            verb="facts.stated",
            subject=organisation,
            about=new,
            data={"facts": sorted({row.name for row in new}), "origin": str(origin)},
        )
    return new


def _lock(organisation: Organisation) -> None:
    """One change at a time; what was merged into another meanwhile holds no facts of its own any more."""
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if locked.merged_into_id is not None:
        raise PermissionDenied


@dataclass(frozen=True, slots=True)
class Replaced:
    """The statements that are new, and how many of them ended an earlier one."""

    statements: list[Statement]
    ended: int


def replace_statements(
    said: Mapping[int, Mapping[tuple[str, int], StatedValue]], *, actor: User | None, origin: Origin
) -> Replaced:
    """What is said of organisations (by id) becomes current; what says the same as before is passed over.

    For services and imports, inside their transaction: nobody's permission is asked and the journal is not told.
    """
    # All organisations at once: an import states thousands of facts with the queries of one.
    rows = Statement.objects.filter(organisation__in=said, is_current=True)
    current = {(row.organisation_id, row.name, row.year): row for row in rows}
    now, new, ended = timezone.now(), [], []
    for organisation, items in said.items():
        for (name, year), item in items.items():
            before = current.get((organisation, name, year))
            if (item.value, item.evidence) == ((before.value, before.evidence) if before else ("", "")):
                continue
            if before is not None:
                ended.append(before.pk)
            new.append(
                Statement(
                    organisation_id=organisation,
                    name=name,
                    year=year,
                    value=item.value,
                    evidence=item.evidence,
                    origin=origin,
                    stated_by=actor,
                    stated_at=now,
                )
            )
    # Ended first: a place has one current statement, and the database checks that at each statement of SQL.
    Statement.objects.filter(pk__in=ended).update(is_current=False)
    assign_refs(Statement, new)
    Statement.objects.bulk_create(new, batch_size=BATCH)
    for organisation in {row.organisation_id for row in new}:
        listeners.tell(organisation)
    return Replaced(new, len(ended))
