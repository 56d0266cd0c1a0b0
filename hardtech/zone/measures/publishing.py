"""Who hears that another text of a measure is in force: rooms above declare what they do then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hardtech.zone.common.declared import Register

__all__ = ["TextListener", "text_published"]


@dataclass(frozen=True)
class TextListener:
    """`call()` runs in the transaction that publishes."""

    call: Callable[[], None]


_listeners = Register(TextListener, key=lambda listener: listener.call)


def text_published() -> None:
    """Tell every listener."""
    for listener in _listeners:
        listener.call()
