"""Work that one process of this database does at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

__all__ = ["alone"]


@contextmanager
def alone(lock: int) -> Iterator[bool]:
    """True for the one who holds `lock`, a number of theirs; it ends with the session, so a killed process leaves none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        first = bool(cursor.fetchone()[0])
        try:
            yield first
        finally:
            if first:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
