"""Advisory locks: one session at a time, taken or waited for, and gone with the work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import psycopg
import pytest
from django.db import connection, transaction

from hardtech.zone.common.advisory_lock import lock_session, lock_transaction, try_lock_session

LOCK = 0x74657374


def free_for_others() -> bool:
    """Whether another session could take the lock now."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        return bool(other.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK]).fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_held_while_the_work_runs_and_given_back_after_an_error() -> None:
    def fail(lock: Callable[[int], AbstractContextManager[bool | None]]) -> None:
        with lock(LOCK):
            assert not free_for_others()
            raise ZeroDivisionError

    for lock in (lock_session, try_lock_session):
        with pytest.raises(ZeroDivisionError):
            fail(lock)
        assert free_for_others()


@pytest.mark.django_db(transaction=True)
def test_the_lock_of_a_transaction_lasts_until_it_ends() -> None:
    with transaction.atomic():
        lock_transaction(LOCK, before="SET CONSTRAINTS ALL IMMEDIATE; ")
        assert not free_for_others()
    assert free_for_others()
