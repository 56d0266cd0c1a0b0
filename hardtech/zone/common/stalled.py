"""Background tasks whose jobs are put back into the queue when the worker that held them was killed."""

from __future__ import annotations

from dataclasses import dataclass

from hardtech.zone.common.declared import Register

__all__ = ["RetriedTask", "retried_tasks"]


@dataclass(frozen=True)
class RetriedTask:
    """A task, by its name, that may run twice without harm."""

    name: str


retried_tasks = Register(RetriedTask, key=lambda task: task.name)
