"""When one may apply for a measure: the spans of days in this year and the next, in each version while it is in force."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from hardtech.engines.rules import Rule, Version

__all__ = ["WindowSpan", "openings", "spans"]

DATED = len("2026-06-01")


@dataclass(frozen=True, slots=True, order=True)
class WindowSpan:
    """One window: its first and last day."""

    opens: datetime.date
    closes: datetime.date


def openings(measure: Rule, on: datetime.date) -> list[WindowSpan]:
    """What is open on `on` or opens later, until the end of the next year, the earliest first."""
    return [span for span in spans(measure, on.year, on.year + 1) if span.closes >= on]


def spans(measure: Rule, first: int, last: int) -> list[WindowSpan]:
    """The windows that touch the years from `first` to `last`; a day counts while the version that names it is in force."""
    found = {span for version in measure.versions for span in _of_version(measure, version, first, last)}
    return sorted(found)


def _of_version(measure: Rule, version: Version, first: int, last: int) -> Iterator[WindowSpan]:
    if (version.status or measure.status) in {"suspended", "repealed"}:
        return
    end = version.end or datetime.date.max
    for window in version.windows:
        for span in _spans(window.opens, window.closes, first, last):
            opens, closes = max(span.opens, version.start), min(span.closes, end)
            if opens <= closes and closes.year >= first and opens.year <= last:
                yield WindowSpan(opens, closes)


def _spans(opens: str, closes: str, first: int, last: int) -> Iterator[WindowSpan]:
    if len(opens) == DATED:
        yield WindowSpan(datetime.date.fromisoformat(opens), datetime.date.fromisoformat(closes))
        return
    for year in range(first, last + 1):
        yield WindowSpan(_day(year, opens), _day(year, closes))


def _day(year: int, text: str) -> datetime.date:
    """`MM-DD` in a year; 29 February is the 28th where there is none."""
    month, number = int(text[:2]), int(text[3:])
    return datetime.date(year, month, min(number, calendar.monthrange(year, month)[1]))
