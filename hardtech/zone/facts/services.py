"""Stating facts. Each verb guards, writes, and tells the journal that it happened; values stay out of the journal."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hardtech.zone.accounts.models import User
from hardtech.zone.facts import listeners, permissions
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.vocabulary import vocabulary
from hardtech.zone.journal import services as journal
from hardtech.zone.registry.models import Organisation

__all__ = ["Said", "enter_zone", "state_facts"]


@dataclass(frozen=True, slots=True)
class Said:
    """A checked value (`validators.checked`) and its evidence; an empty value takes the fact back."""

    value: str
    evidence: str = ""


@transaction.atomic
def enter_zone(*, actor: User, organisation: Organisation, since: datetime.date) -> Resident:
    """The organisation belongs to the zone from `since`; done again, nothing changes."""
    if not permissions.may_enter_zone(actor, organisation):
        raise PermissionDenied
    resident, created = Resident.objects.get_or_create(
        organisation=organisation, defaults={"since": since, "entered_by": actor}
    )
    if created:
        journal.record(
            actor=actor, verb="organisation.entered_zone", subject=organisation, data={"since": since}
        )
    return resident


@transaction.atomic
def state_facts(
    *, actor: User, organisation: Organisation, said: Mapping[tuple[str, int], Said], origin: Origin
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
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    now = timezone.now()
    current = {
        (row.name, row.year): row
        for row in Statement.objects.filter(organisation=organisation, is_current=True)
    }
    new = []
    for (name, year), item in said.items():
        before = current.get((name, year))
        if (item.value, item.evidence) == ((before.value, before.evidence) if before else ("", "")):
            continue
        if before is not None:
            Statement.objects.filter(pk=before.pk).update(is_current=False)
        statement = Statement(
            organisation=organisation, name=name, year=year, value=item.value, evidence=item.evidence,
            origin=origin, stated_by=actor, stated_at=now,
        )  # fmt: skip
        statement.save()
        new.append(statement)
    if new:
        listeners.tell(organisation.pk)
        journal.record(
            actor=actor,
            verb="facts.stated",
            subject=organisation,
            about=new,
            data={"facts": sorted({row.name for row in new}), "origin": str(origin)},
        )
    return new
