"""Figures of two texts side by side, as an approver wants to see them first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hardtech.zone.measures.drafting.figures import figures_of, starts_of
from hardtech.zone.measures.wording.leaflet import figure_text

__all__ = ["FigureChange", "figure_changes"]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """ "" is where one of the texts has no such figure."""

    name: str
    before: str
    after: str
    start: datetime.date


def figure_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FigureChange]:
    """The figures that differ on the first day of some version; none where a text has faults in them."""
    try:
        return [change for start in starts_of(after) for change in _on(before, after, start)]
    except (AttributeError, KeyError, TypeError, ValueError):
        return []


def _on(before: Mapping[str, Any], after: Mapping[str, Any], start: datetime.date) -> Iterator[FigureChange]:
    was, becomes = ({one.name: one.value for one in figures_of(text, start)} for text in (before, after))
    for name in [*becomes, *(name for name in was if name not in becomes)]:
        if was.get(name) != becomes.get(name):
            shown = [figure_text(values.get(name, "")) for values in (was, becomes)]
            yield FigureChange(name.replace("_", " "), shown[0], shown[1], start)
