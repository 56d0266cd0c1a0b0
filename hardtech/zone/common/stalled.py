"""Background tasks whose jobs are put back into the queue when the worker that held them was killed."""

from __future__ import annotations

from typing import Any, TypeVar

__all__ = ["names", "retried"]

T = TypeVar("T", bound=Any)

_names: set[str] = set()


def retried(task: T) -> T:
    """Mark `task`, which may run twice without harm."""
    _names.add(task.name)
    return task


def names() -> frozenset[str]:
    """The names of all tasks marked so far."""
    return frozenset(_names)
