"""The nightly run beside itself, and beside people who state facts meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from hardtech.zone.incentives.models import Assessment, Run
from hardtech.zone.incentives.services import assessing
from hardtech.zone.incentives.services.assessing import assess_organisation, assess_zone
from hardtech.zone.incentives.tests.granting import TODAY, make_tenant, publish, state
from hardtech.zone.registry.models import Organisation
from tests.factories import make_officer

pytestmark = pytest.mark.django_db(transaction=True)


def two_runs() -> list[bool]:
    """Two runs of which the first is held up in the middle until the second has ended; whether each did the work."""
    for _number in range(4):
        make_tenant()
    began, ended, worked = threading.Event(), threading.Event(), []

    def first(_done: int, _total: int) -> None:
        began.set()
        assert ended.wait(timeout=30)

    def run() -> None:
        try:
            worked.append(assess_zone(TODAY, timezone.now(), portion=2, progress=first) is not None)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert began.wait(timeout=30)
    worked.append(assess_zone(TODAY, timezone.now(), portion=2) is not None)
    ended.set()
    thread.join(timeout=30)
    return worked


def test_a_second_run_leaves_the_first_alone() -> None:
    publish()
    assert sorted(two_runs()) == [False, True]
    assert Run.objects.get().finished_at is not None
    assert Assessment.objects.filter(answer="yes").count() == 4


def test_without_the_lock_both_would_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail."""

    @contextmanager
    def together(lock: int) -> Iterator[bool]:
        del lock
        yield True

    monkeypatch.setattr(assessing, "try_lock_session", together)
    publish()
    assert two_runs() == [True, True]


def late_run(newer: Organisation) -> None:
    """A run that has read the facts of `newer` and writes only after they were stated anew and assessed."""
    read, stated = threading.Event(), threading.Event()
    officer = make_officer()
    usual = assessing._assessed

    def slow(*asked: object) -> object:
        found = usual(*asked)  # type: ignore[arg-type]
        if threading.current_thread() is thread:
            read.set()
            assert stated.wait(timeout=30)
        return found

    def run() -> None:
        try:
            assess_zone(TODAY, timezone.now())
        finally:
            connection.close()

    assessing._assessed = slow  # type: ignore[assignment]
    try:
        thread = threading.Thread(target=run)
        thread.start()
        assert read.wait(timeout=30)
        state(newer, officer, rent="900000")
        assess_organisation(newer, TODAY, timezone.now())
        stated.set()
        thread.join(timeout=30)
    finally:
        assessing._assessed = usual


def test_facts_stated_during_the_run_are_not_lost() -> None:
    publish()
    newer, other = make_tenant("500000"), make_tenant("500000")
    late_run(newer)
    kept = dict(Assessment.objects.values_list("organisation", "amount_fen"))
    assert kept == {newer.pk: 900_000, other.pk: 500_000}


def test_without_the_comparison_of_times_they_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail."""
    careless = assessing.UPSERT.replace("kept.assessed_at <= excluded.assessed_at", "TRUE")
    monkeypatch.setattr(assessing, "UPSERT", careless)
    publish()
    newer = make_tenant("500000")
    late_run(newer)
    assert Assessment.objects.get().amount_fen == 500_000
