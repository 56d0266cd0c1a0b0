"""Work on a Ray cluster: the extra hardtech[cluster]."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self, TypeVar

from hardtech.cli.errors import Refused
from hardtech.cli.workers import ATTEMPTS, WorkersLost
from hardtech.engines.matching.bulk import program

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")

AHEAD = 2
"""Tasks in flight for each CPU of the cluster, so that none waits for the next."""


class OtherProgram(Exception):  # noqa: N818 - the name is the finding
    """A node of the cluster has another version of the matching engine."""


class Cluster:
    """The CPUs of the Ray cluster at `address`. A context manager: leaving it ends what still runs there.

    Each task is retried here and not by Ray, so that `lost` counts how often a node died with a task in hand.
    """

    def __init__(self, address: str) -> None:
        self.lost = 0
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            import ray
        except ModuleNotFoundError:
            message = "--ray needs Ray, which is not installed. Install it: pip install 'hardtech[cluster]'."
            raise Refused(message) from None
        self._ray = ray
        try:
            _knock(address)
            ray.init(
                address=address, log_to_driver=False, logging_level=logging.ERROR, include_dashboard=False
            )
        except (OSError, RuntimeError, ValueError) as error:
            message = f"There is no Ray cluster at {address}: {str(error).splitlines()[0]}"
            raise Refused(message) from None
        self._perform = ray.remote(max_retries=0, num_cpus=1)(_perform)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._ray.shutdown()  # the tasks of a driver that leaves are ended with it

    def run(
        self, function: Callable[[TaskT], ResultT], tasks: Iterable[TaskT]
    ) -> Iterator[tuple[TaskT, ResultT]]:
        """Each task with its result, as they come; an exception of a task is raised here. Raises WorkersLost."""
        waiting = iter(tasks)
        flying: dict[Any, tuple[TaskT, int]] = {}
        while True:
            while len(flying) < self._room() and (task := next(waiting, None)) is not None:
                flying[self._perform.remote(program(), function, task)] = (task, 1)
            if not flying:
                return
            ready, _ = self._ray.wait(list(flying), num_returns=1, timeout=1.0)
            for reference in ready:
                task, attempt = flying.pop(reference)
                try:
                    result = self._ray.get(reference)
                except self._ray.exceptions.RayTaskError as error:
                    raise error.cause from None
                except self._ray.exceptions.RayError as error:
                    self.lost += 1
                    if attempt == ATTEMPTS:
                        raise WorkersLost from error
                    flying[self._perform.remote(program(), function, task)] = (task, attempt + 1)
                    continue
                yield task, result

    def _room(self) -> int:
        resources: dict[str, float] = self._ray.cluster_resources()  # type: ignore[no-untyped-call]
        return AHEAD * max(1, int(resources.get("CPU", 1)))


def _knock(address: str) -> None:
    """Raise OSError where nobody listens: Ray itself tries for two minutes."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host, int(port)), timeout=5).close()


def _perform(expected: str, function: Callable[[Any], Any], task: object) -> object:
    """Run on a node."""
    if program() != expected:
        raise OtherProgram
    return function(task)
