"""Parts that a room adds to the page of a room beneath it, which must not import it.

The page names a place; rooms above register, when the site starts, what they show there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

__all__ = ["Panel", "panels_at", "register"]


@dataclass(frozen=True)
class Panel:
    """A template and what it shows. The template also sees the page's own context."""

    template: str
    context: Mapping[str, Any]


Maker = Callable[[HttpRequest, Any], Panel | None]

_makers: dict[str, list[Maker]] = defaultdict(list)


def register(place: str, maker: Maker) -> None:
    """Show what `maker(request, subject)` gives at `place`; nothing where it gives None."""
    if maker not in _makers[place]:
        _makers[place].append(maker)


def panels_at(place: str, request: HttpRequest, subject: Any) -> list[Panel]:
    """The panels for one record, in the order of the rooms."""
    made = (maker(request, subject) for maker in _makers[place])
    return [panel for panel in made if panel is not None]
