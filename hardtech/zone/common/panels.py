"""Parts that a room adds to the page of a room beneath it, which must not import it.

The page names a place; rooms above declare what they show there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from hardtech.zone.common.declared import Register

__all__ = ["PagePanel", "Panel", "panels_at"]


@dataclass(frozen=True)
class Panel:
    """A template and what it shows. The template also sees the page's own context."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class PagePanel:
    """Show what `make(request, subject)` gives at `place`; nothing where it gives None."""

    place: str
    make: Callable[[HttpRequest, Any], Panel | None]


_panels = Register(PagePanel, key=lambda panel: (panel.place, panel.make))


def panels_at(place: str, request: HttpRequest, subject: Any) -> list[Panel]:
    """The panels for one record, in the order of the rooms."""
    made = (panel.make(request, subject) for panel in _panels if panel.place == place)
    return [panel for panel in made if panel is not None]
