"""Work in several processes of this machine, without losing any when one of them dies."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Self, TypeVar

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")

ATTEMPTS = 3
"""How often a task is given to a worker before its death is taken to be the task's doing."""

_SPAWN = get_context("spawn")  # a fork of a process with threads may hang
_ONE_THREAD = ("POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "OMP_NUM_THREADS")


class WorkersLost(Exception):  # noqa: N818 - the name is the finding
    """A task was given to `ATTEMPTS` workers and each of them died."""


class Processes:
    """`count` processes, one task each at a time. A context manager: leaving it ends them at once.

    `lost` counts the workers that died with a task in hand; another worker did it again.
    """

    def __init__(self, count: int) -> None:
        self.lost = 0
        self._workers = [_Worker() for _ in range(count)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for worker in self._workers:
            worker.end()

    def run(
        self, function: Callable[[TaskT], ResultT], tasks: Iterable[TaskT]
    ) -> Iterator[tuple[TaskT, ResultT]]:
        """Each task with its result, as they come; an exception of a task is raised here. Raises WorkersLost."""
        waiting = iter(tasks)
        busy: dict[object, tuple[_Worker, TaskT, int]] = {}
        idle = list(self._workers)
        again: list[tuple[TaskT, int]] = []
        while True:
            while idle and (given := _next(again, waiting)):
                worker = idle.pop()
                worker.give(function, given[0])
                busy[worker.connection] = (worker, *given)
            if not busy:
                return
            if not again:  # made while the workers work, so that none waits for it
                again.extend((task, 1) for task in islice(waiting, 1))
            for connection in wait([worker.connection for worker, _, _ in busy.values()]):
                worker, task, attempt = busy.pop(connection)
                idle.append(worker)
                try:
                    result, error = worker.connection.recv()
                except (EOFError, ConnectionError):
                    self.lost += 1
                    worker.replace()
                    if attempt == ATTEMPTS:
                        raise WorkersLost from None
                    again.append((task, attempt + 1))
                    continue
                if error is not None:
                    raise error
                yield task, result


def _next(again: list[tuple[TaskT, int]], waiting: Iterator[TaskT]) -> tuple[TaskT, int] | None:
    if again:
        return again.pop()
    for task in waiting:
        return task, 1
    return None


class _Worker:
    """One process and the line to it."""

    connection: Connection
    process: SpawnProcess

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.connection, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_work, args=(theirs,), daemon=True)
        before = {name: os.environ.get(name) for name in _ONE_THREAD}
        os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))  # the processes are the parallel part
        try:
            self.process.start()
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
        theirs.close()

    def give(self, function: Callable[[Any], Any], task: object) -> None:
        with suppress(ConnectionError):  # it died while idle: reading from the line will show it
            self.connection.send((function, task))

    def replace(self) -> None:
        self.end()
        self._start()

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


def _work(connection: Connection) -> None:
    """The life of a worker: do what comes over the line until nobody is at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all of them; the first process decides
    threading.Thread(target=_die_with_parent, daemon=True).start()
    while True:
        try:
            function, task = connection.recv()
        except (EOFError, ConnectionError):
            return
        try:
            connection.send((function(task), None))
        except Exception as error:  # noqa: BLE001 - it is raised again in the first process
            connection.send((None, error))


def _die_with_parent() -> None:
    """End in the middle of a task when the first process was killed: nobody waits for the result."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
