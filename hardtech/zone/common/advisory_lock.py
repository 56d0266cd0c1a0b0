"""Advisory locks: what one session of this database does at a time. Each use has a number of its own, any constant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

__all__ = ["lock_session", "lock_transaction", "try_lock_session"]


@contextmanager
def try_lock_session(number: int) -> Iterator[bool]:
    """Whether nobody else holds the lock; where so, it is held meanwhile. A process that is killed leaves none behind."""
    with _session_lock("pg_try_advisory_lock", number) as held:
        yield bool(held)


@contextmanager
def lock_session(number: int) -> Iterator[None]:
    """Wait for the lock, and hold it meanwhile. A process that is killed leaves none behind."""
    with _session_lock("pg_advisory_lock", number):
        yield


@contextmanager
def _session_lock(function: str, number: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [number])
        # The waiting form returns nothing ("" of type void), the other one a truth.
        held = cursor.fetchone()[0] is not False
        try:
            yield held
        finally:
            if held:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def lock_transaction(number: int, *, before: str = "") -> None:
    """Wait for the lock, and hold it until the transaction ends. `before` are statements sent in the same round trip."""
    with connection.cursor() as cursor:
        cursor.execute(f"{before}SELECT pg_advisory_xact_lock(%s)", [number])
