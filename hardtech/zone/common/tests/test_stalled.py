"""Background jobs that a killed worker held are taken up again."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.tasks import Task

from hardtech.zone.common.stalled import retried_tasks
from hardtech.zone.common.tasks import retry_stalled
from hardtech.zone.finding.tasks import refresh_catalogue
from hardtech.zone.market.tasks import expire_profiles

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_queue() -> Iterator[None]:
    """Django empties its own tables after a test, and not those of the queue: others, too, leave jobs in it."""
    ask("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    yield
    ask("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


DEAD, ALIVE = "1 hour", "0 seconds"


def ask(query: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall() if cursor.description else []


def held_by_worker(job_id: int, *, silent_for: str) -> None:
    """As a worker leaves it that took the job and was last heard of that long ago."""
    ask(
        "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id)"
        " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM worker) WHERE id = %s",
        silent_for,
        job_id,
    )


def status_of(job_id: int) -> object:
    return ask("SELECT status FROM procrastinate_jobs WHERE id = %s", job_id)[0][0]


def run_retry_stalled() -> None:
    """Run the task as a worker does, but here and now."""
    job = Job(id=0, queue="default", lock=None, queueing_lock=None, task_name=retry_stalled.name)
    context = JobContext(start_timestamp=time.time(), app=app, job=job, abort_reason=lambda: None)
    async_to_sync(retry_stalled.func)(context, timestamp=0)


TASKS = [task for task in app.tasks.values() if task.func.__module__.startswith("hardtech.")]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_what_a_killed_worker_held_is_put_back(task: Task) -> None:
    stalled = task.defer(timestamp=0)
    held_by_worker(stalled, silent_for=DEAD)
    run_retry_stalled()
    assert status_of(stalled) == "todo"


def test_what_a_worker_held_that_was_forgotten_since_is_put_back() -> None:
    """A worker that starts deletes the dead ones; their jobs name none from then on."""
    stalled = expire_profiles.defer(timestamp=0)
    held_by_worker(stalled, silent_for=DEAD)
    ask("DELETE FROM procrastinate_workers")
    run_retry_stalled()
    assert status_of(stalled) == "todo"


def test_what_a_living_worker_does_is_left_to_it() -> None:
    running = refresh_catalogue.defer(timestamp=0)
    held_by_worker(running, silent_for=ALIVE)
    run_retry_stalled()
    assert status_of(running) == "doing"


def test_a_stalled_job_gives_way_to_one_that_waits_already() -> None:
    stalled = refresh_catalogue.defer(timestamp=0)
    held_by_worker(stalled, silent_for=DEAD)
    waiting = refresh_catalogue.defer(timestamp=5)
    run_retry_stalled()
    assert (status_of(stalled), status_of(waiting)) == ("failed", "todo")


def test_a_task_that_is_not_ours_is_left_alone() -> None:
    """Nobody promised that it may run twice."""
    job = refresh_catalogue.defer(timestamp=0)
    ask("UPDATE procrastinate_jobs SET task_name = 'of.others' WHERE id = %s", job)
    held_by_worker(job, silent_for=DEAD)
    run_retry_stalled()
    assert status_of(job) == "doing"


def test_every_task_of_ours_is_looked_after() -> None:
    """Whoever adds a task decides whether it may run twice."""
    assert {task.name for task in TASKS} == {task.name for task in retried_tasks}


def test_every_task_is_named_after_its_room() -> None:
    """The name stands in the queue: it outlives a module that is moved, or a function that is renamed."""
    named = {task.name: task.func.__module__.split(".")[2] for task in TASKS}
    assert {name: name.split(".")[0] for name in named} == named
