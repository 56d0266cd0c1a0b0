"""Asking the database for many records at once."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models.expressions import RawSQL

__all__ = ["among"]


def among(ids: Collection[int]) -> RawSQL:
    """For `field__in=`: ten thousand ids as one parameter, where Django would write out and check each of them."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
