"""Processes that do pieces of work: none is lost, and none of them outlives the one that started them."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from hardtech.cli.tests import chores
from hardtech.cli.workers import Processes, WorkersLost
from hardtech.engines.matching import BulkRefused


def wait_until(true, seconds=60):
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.02)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def workers():
    with Processes(2) as processes:
        yield processes


def test_every_task_is_done_once(workers):
    assert sorted(workers.run(chores.double, range(50))) == [(number, 2 * number) for number in range(50)]
    assert list(workers.run(chores.double, [])) == []


def test_the_work_is_divided(workers):
    pids = {result for _task, result in workers.run(chores.pid, range(20))}

    assert len(pids) == 2
    assert os.getpid() not in pids


def test_tasks_are_taken_as_workers_get_free(workers):
    taken = []

    def tasks():
        for number in range(50):
            taken.append(number)
            yield number

    for done, _ in enumerate(workers.run(chores.double, tasks()), start=1):
        assert len(taken) <= done + 2 + 1  # one waits ready


def test_each_worker_has_one_thread(workers):
    before = dict(os.environ)
    assert list(workers.run(chores.threads, [1])) == [(1, ["1", "1"])]
    assert dict(os.environ) == before


def test_a_task_whose_worker_dies_is_done_again(tmp_path):
    marks = [tmp_path / str(number) for number in range(5)]
    with Processes(2) as processes:
        results = dict(processes.run(chores.die_once, marks))

        assert results == dict.fromkeys(marks, "done")
        assert processes.lost == 5


def test_a_task_that_kills_every_worker_is_given_up():
    with Processes(1) as processes, pytest.raises(WorkersLost):
        list(processes.run(chores.die, [1]))


def test_an_error_of_a_task_is_raised_here_with_its_data():
    with Processes(2) as processes, pytest.raises(BulkRefused) as caught:
        list(processes.run(chores.refuse, range(9)))

    assert (caught.value.code, caught.value.data) == ("id_missing", {"file": "a.parquet", "row": 3})


@pytest.fixture
def interruptible():
    """Ctrl-C raises KeyboardInterrupt, also where the tests run in the background of a shell, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_leaving_ends_what_still_runs(tmp_path):
    """As Ctrl-C does: the driver is interrupted while it waits, and all workers are in the middle of a task."""

    def interrupt():
        wait_until(lambda: len(list(tmp_path.iterdir())) == 2)
        os.kill(os.getpid(), signal.SIGINT)

    watcher = threading.Thread(target=interrupt)
    watcher.start()
    with pytest.raises(KeyboardInterrupt), Processes(2) as processes:
        list(processes.run(chores.dawdle, [tmp_path, tmp_path]))
    watcher.join()
    pids = [int(path.name) for path in tmp_path.iterdir()]

    assert len(pids) == 2
    assert not any(alive(pid) for pid in pids)


def test_workers_end_with_a_parent_that_is_killed(tmp_path):
    program = (
        "from pathlib import Path; from hardtech.cli.workers import Processes; from hardtech.cli.tests import chores\n"
        "if __name__ == '__main__':\n"
        f"    list(Processes(2).run(chores.dawdle, [Path({str(tmp_path)!r})] * 2))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    try:
        wait_until(lambda: len(list(tmp_path.iterdir())) == 2)
        pids = [int(path.name) for path in tmp_path.iterdir()]
        assert all(alive(pid) for pid in pids)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()

    wait_until(lambda: not any(alive(pid) for pid in pids))
