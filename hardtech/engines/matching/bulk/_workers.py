"""Who does the pieces of a long work, and who hears how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

StageProgress = Callable[[str, int, int], None]
"""Called with the stage of the work, how many of its pieces are done, and how many there are.

The stages: hashing, dividing, building, ranking.
"""

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")


class Workers(Protocol):
    """Who does the pieces: this process, other processes, other machines.

    Tasks and results are values that can be pickled and functions stand in modules. A task may be run more than
    once, so it writes what it makes whole and under a name of its own.
    """

    def run(
        self, function: Callable[[TaskT], ResultT], tasks: Iterable[TaskT]
    ) -> Iterator[tuple[TaskT, ResultT]]:
        """Each task with its result, as they come. `tasks` are taken from as workers get free."""


class Here:
    """This process does all."""

    def run(
        self, function: Callable[[TaskT], ResultT], tasks: Iterable[TaskT]
    ) -> Iterator[tuple[TaskT, ResultT]]:
        for task in tasks:
            yield task, function(task)
