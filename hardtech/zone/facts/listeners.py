"""Who is told that facts of an organisation changed: rooms above register what they do then."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

__all__ = ["register", "tell"]

Listener = Callable[[int], None]

_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Have `listener(organisation id)` called after each change."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(organisation: int) -> None:
    """The facts of `organisation` changed, stated or derived: once this transaction is committed, everybody hears of it."""
    for listener in _listeners:
        transaction.on_commit(lambda listener=listener: listener(organisation), robust=True)  # type: ignore[misc]
