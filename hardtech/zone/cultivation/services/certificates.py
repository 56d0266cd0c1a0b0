"""Recording certificates. Each verb guards, writes, and tells the journal which tier and when, nothing of facts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hardtech.zone.accounts.models import User
from hardtech.zone.common.changes import changed_fields
from hardtech.zone.common.uniqueness import told_as_validation
from hardtech.zone.common.versions import refuse_stale
from hardtech.zone.cultivation import permissions
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.validators import validate_revocation, validate_validity
from hardtech.zone.facts import listeners
from hardtech.zone.journal import services as journal
from hardtech.zone.registry.models import Organisation

__all__ = ["mend_certificate", "record_certificate", "revoke_certificate"]


@transaction.atomic
def record_certificate(*, actor: User, organisation: Organisation, values: Mapping[str, Any]) -> Certificate:
    """Enter a title that the organisation holds. Raises `ValidationError` naming the field."""
    if not permissions.may_record(actor, organisation):
        raise PermissionDenied
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    certificate = Certificate(organisation=organisation, entered_by=actor, **values)
    _save(certificate)
    journal.record(
        actor=actor,
        verb="certificate.recorded",
        subject=organisation,
        about=[certificate],
        data={"tier": certificate.tier, "valid_from": certificate.valid_from},
    )
    return certificate


@transaction.atomic
def mend_certificate(
    *, actor: User, certificate: Certificate, values: Mapping[str, Any], seen: str = ""
) -> Certificate:
    """Correct what was entered; nothing is journalled when all stays. `seen`: see `common/versions.py`."""
    current = _locked(actor, certificate)
    refuse_stale(current, seen)
    changed = changed_fields(current, values)
    if not changed:
        return current
    for name in changed:
        setattr(current, name, values[name])
    _save(current)
    journal.record(
        actor=actor,
        verb="certificate.mended",
        subject=current.organisation,
        about=[current],
        data={"tier": current.tier, "columns": changed},
    )
    return current


@transaction.atomic
def revoke_certificate(
    *, actor: User, certificate: Certificate, on: datetime.date, reason: str
) -> Certificate:
    """Say that the certificate holds no more from `on`; a wrong entry is revoked from its first day."""
    current = _locked(actor, certificate)
    if current.revoked_on is not None:
        raise ValidationError(
            _("This certificate was revoked on %(day)s already.") % {"day": current.revoked_on.isoformat()},
            code="revoked_twice",
        )
    current.revoked_on, current.revocation = on, reason
    _save(current)
    journal.record(
        actor=actor,
        verb="certificate.revoked",
        subject=current.organisation,
        about=[current],
        data={"tier": current.tier, "on": on, "reason": reason},
    )
    return current


def _locked(actor: User, certificate: Certificate) -> Certificate:
    current = (
        Certificate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation")
        .get(pk=certificate.pk)
    )
    if not permissions.may_record(actor, current.organisation):
        raise PermissionDenied
    return current


def _save(certificate: Certificate) -> None:
    validate_validity(certificate.valid_from, certificate.valid_until)
    validate_revocation(certificate.valid_from, certificate.revoked_on)
    same = Certificate.objects.filter(
        organisation=certificate.organisation, tier=certificate.tier, valid_from=certificate.valid_from
    ).exclude(pk=certificate.pk)
    if found := same.first():
        raise ValidationError(
            {
                "valid_from": ValidationError(
                    _("A certificate of this tier from this day is on file already: %(ref)s. Mend that one.")
                    % {"ref": found.ref},
                    code="taken",
                )
            }
        )
    certificate.full_clean(exclude=["ref", "uid"])
    with told_as_validation(certificate):
        certificate.save()
    listeners.tell(certificate.organisation_id)
