"""Who is told that facts of an organisation changed: rooms above declare what they do then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from hardtech.zone.common.declared import Register

__all__ = ["FactsListener", "listeners", "tell"]


@dataclass(frozen=True)
class FactsListener:
    """`call(organisation id)` runs after each change."""

    call: Callable[[int], None]


listeners = Register(FactsListener, key=lambda listener: listener.call)


def tell(organisation: int) -> None:
    """The facts of `organisation` changed, stated or derived: once this transaction is committed, everybody hears of it."""
    for listener in listeners:
        transaction.on_commit(lambda call=listener.call: call(organisation), robust=True)  # type: ignore[misc]
