"""Windows in which one may apply."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from hardtech.engines.rules._measure import Window


@dataclass(frozen=True, slots=True)
class Opening:
    """A window that is open, or the next to open."""

    open: bool
    opens: datetime.date
    closes: datetime.date


def opening(windows: Sequence[Window], on: datetime.date) -> Opening | None:
    """The window that is open on `on`, else the next one; None when there is none, or none any more."""
    spans = sorted(span for window in windows for span in _spans(window, on))
    for opens, closes in spans:
        if closes >= on:
            return Opening(opens <= on, opens, closes)
    return None


def _spans(window: Window, on: datetime.date) -> list[tuple[datetime.date, datetime.date]]:
    if len(window.opens) == len("2026-06-01"):
        return [(datetime.date.fromisoformat(window.opens), datetime.date.fromisoformat(window.closes))]
    years = [year for year in (on.year, on.year + 1) if year <= datetime.MAXYEAR]
    return [(_day(year, window.opens), _day(year, window.closes)) for year in years]


def _day(year: int, text: str) -> datetime.date:
    month, day = int(text[:2]), int(text[3:])
    while True:  # 29 February, and nothing else, may not exist
        try:
            return datetime.date(year, month, day)
        except ValueError:
            day -= 1
