"""Writers of the journal stand in line. With the lock taken away they do collide: the lock matters."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, connection, transaction

from hardtech.zone.journal import services
from hardtech.zone.journal.verbs import Verb, verbs

WRITERS = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_verb_of_the_race() -> Iterator[None]:
    with verbs.restored():
        verbs.add(Verb("race.ran", "Race ran"))
        yield


def race(work: Callable[[int], None]) -> list[BaseException]:
    """Run `work` in many threads at once, each on its own connection; gives what they raised."""
    gate, failures = threading.Barrier(WRITERS), []

    def run(number: int) -> None:
        try:
            gate.wait(timeout=20)
            work(number)
        except IntegrityError as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return failures


def write(number: int) -> None:
    for place in range(5):
        with transaction.atomic():
            services.record(actor=None, verb="race.ran", subject=f"XX-{number}", data={"place": place})


def test_writers_at_once_make_one_whole_chain() -> None:
    assert race(write) == []
    assert services.verify() == services.Report(WRITERS * 5, services.verify().head)


def test_without_the_lock_they_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: nobody waits, and two writers take the same number."""
    monkeypatch.setattr(services, "_wait_for_turn", lambda: None)
    assert race(write) != []


def test_a_reader_never_sees_a_gap() -> None:
    seen: list[list[int]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(sorted(services.Entry.objects.values_list("seq", flat=True)))
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    race(write)
    done.set()
    reader.join(timeout=60)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen)
