"""Two people write on one record: whoever saves second is told, instead of undoing the first one's work unawares."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

__all__ = ["STALE", "is_stale", "refuse_stale", "version_of"]

STALE = "stale"


class Dated(Protocol):
    """A record that notes when it was stored last."""

    updated_at: datetime


def version_of(record: Dated) -> str:
    """Changes whenever the stored record changes."""
    return record.updated_at.isoformat()


def refuse_stale(record: Dated, seen: str) -> None:
    """Raise `ValidationError` with the code "stale" where the record, locked, is not the version that was `seen`.

    An empty `seen`, a program's, is let pass: it replaces whatever stands there.
    """
    if seen and seen != version_of(record):
        raise ValidationError(
            _(
                "Somebody changed this record while you were writing. Look at it, then save again to replace it."
            ),
            code=STALE,
        )


def is_stale(error: ValidationError) -> bool:
    """Whether a service refused because of `refuse_stale`."""
    return getattr(error, "code", "") == STALE
