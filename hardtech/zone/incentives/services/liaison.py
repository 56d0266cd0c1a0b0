"""Who answers for which organisation."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import is_zone_officer
from hardtech.zone.incentives import permissions
from hardtech.zone.incentives.choices import ClaimState
from hardtech.zone.incentives.models import Claim, Liaison
from hardtech.zone.journal import services as journal
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import organisation_ids

__all__ = ["assign_liaison"]

BATCH = 1000
WAITING = (ClaimState.PROPOSED, ClaimState.SUBMITTED, ClaimState.RETURNED)


@transaction.atomic
def assign_liaison(
    *, actor: User, organisations: Collection[int], officer: User | None, on: datetime.date
) -> int:
    """Let `officer` answer for organisations of the zone from `on`, nobody for None; for how many that is new.

    Their own organisations are passed over: nobody decides for themselves. Claims that wait move along.
    """
    if not permissions.may_assign_liaison(actor):
        raise PermissionDenied
    if officer is not None and not is_zone_officer(officer):
        raise ValidationError(
            {"officer": ValidationError(_("Only a zone officer can be liaison officer."), code="no_officer")}
        )
    asked = Organisation.objects.filter(pk__in=organisations, residence__isnull=False)
    if officer is None:
        asked = asked.filter(liaison__isnull=False)
    else:
        asked = asked.exclude(liaison__officer=officer).exclude(pk__in=list(organisation_ids(officer)))
    changed = {one.pk: one for one in asked.select_for_update(of=("self",), no_key=True).only("pk", "ref")}
    if not changed:
        return 0
    _store(list(changed), officer, on)
    Claim.objects.filter(organisation__in=changed, state__in=WAITING).update(officer=officer)
    journal.record(
        actor=actor,
        verb="liaison.assigned" if officer else "liaison.ended",
        subject=officer.ref if officer else "",
        about=[one.ref for one in changed.values()],
        data={"number": len(changed)},
    )
    return len(changed)


def _store(organisations: list[int], officer: User | None, on: datetime.date) -> None:
    if officer is None:
        Liaison.objects.filter(organisation__in=organisations).delete()
        return
    Liaison.objects.bulk_create(
        [Liaison(organisation_id=pk, officer=officer, since=on) for pk in organisations],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["organisation"],
        update_fields=["officer", "since"],
    )
