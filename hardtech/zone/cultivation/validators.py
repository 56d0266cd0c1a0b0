"""One check of a certificate for form, import and API."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

__all__ = ["validate_revocation", "validate_validity"]


def validate_validity(valid_from: datetime.date | None, valid_until: datetime.date | None) -> None:
    """A certificate ends on the day it begins, or later."""
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise ValidationError(
            {
                "valid_until": ValidationError(
                    _("This is before the first day. Give the last day on which the certificate holds."),
                    code="ends_before_it_begins",
                )
            }
        )


def validate_revocation(valid_from: datetime.date, revoked_on: datetime.date | None) -> None:
    """A certificate is revoked on its first day, or later."""
    if revoked_on is not None and revoked_on < valid_from:
        raise ValidationError(
            {
                "revoked_on": ValidationError(
                    _("This is before the certificate began, on %(day)s. Give that day or a later one.")
                    % {"day": valid_from.isoformat()},
                    code="revoked_before_it_begins",
                )
            }
        )
