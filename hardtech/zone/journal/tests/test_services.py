"""The chain: what is written stays, in order, and a change is noticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from hardtech.zone.common.declared import DeclarationError
from hardtech.zone.journal import services
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.verbs import Verb, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_verb_of_the_tests() -> Iterator[None]:
    with verbs.restored():
        verbs.add(Verb("test.done", "Test done"))
        yield


def write(count: int) -> list[Entry]:
    with transaction.atomic():
        return [
            services.record(actor=None, verb="test.done", subject=f"XX-{place}") for place in range(count)
        ]


def forge(sql: str) -> None:
    """Change the table as somebody with the database's password could: with the trigger switched off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER append_only")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER append_only")


def test_each_entry_carries_the_hash_of_the_one_before() -> None:
    first, second, third = write(3)
    assert [first.previous, second.previous, third.previous] == [services.FIRST, first.hash, second.hash]
    assert [entry.seq for entry in (first, second, third)] == [1, 2, 3]


def test_a_whole_chain_verifies_and_names_its_head() -> None:
    entries = write(3)
    assert services.verify() == services.Report(3, entries[-1].hash)


def test_an_empty_chain_verifies() -> None:
    assert services.verify() == services.Report(0, "")


@pytest.mark.parametrize(
    ("sql", "fault", "seq"),
    [
        ("UPDATE journal_entry SET data = '{\"x\": 1}' WHERE seq = 2", "its content was changed", 2),
        ("DELETE FROM journal_entry WHERE seq = 2", "entry 2 is missing", 3),
        ("UPDATE journal_entry SET previous = repeat('1', 64) WHERE seq = 3", "does not follow", 3),
    ],
)
def test_a_forged_entry_is_found(sql: str, fault: str, seq: int) -> None:
    write(3)
    forge(sql)
    report = services.verify()
    assert fault in report.fault
    assert report.fault_seq in {seq, seq - 1}


def test_a_shortened_chain_is_found_by_the_head_noted_before() -> None:
    entries = write(3)
    forge("DELETE FROM journal_entry WHERE seq = 3")
    assert services.verify().fault == ""
    assert services.verify(expect=entries[-1].hash).fault == "the expected head is not in the chain"


@pytest.mark.parametrize("sql", ["UPDATE journal_entry SET verb = 'x'", "DELETE FROM journal_entry"])
def test_the_table_refuses_changes(sql: str) -> None:
    write(1)
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_table_refuses_to_be_emptied() -> None:
    write(1)
    sql = "SET LOCAL hardtech.testing = 'off'; TRUNCATE journal_entry"
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        services.record(actor=None, verb="test.done", subject="XX-1")
    assert Entry.objects.count() == 0


def test_a_verb_that_nobody_declares_is_refused_by_name() -> None:
    with pytest.raises(DeclarationError, match=r"no room declares the verb 'test\.undone'"):
        services.record(actor=None, verb="test.undone", subject="XX-1")
    assert Entry.objects.count() == 0


def test_what_is_rolled_back_leaves_no_gap() -> None:
    write(1)
    with transaction.atomic():
        services.record(actor=None, verb="test.done", subject="XX-2")
        transaction.set_rollback(True)
    write(1)
    assert services.verify().entries == 2
    assert services.verify().fault == ""
