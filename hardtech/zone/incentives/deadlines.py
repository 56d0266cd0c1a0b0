"""When the zone has promised to decide and to pay, and how soon that is. Its own promises (settings), not a law."""

from __future__ import annotations

import datetime

from django.conf import settings

__all__ = ["CLOSES_SOON", "SOON", "decision_due", "in_years", "payment_due", "working_days_after"]

SOON = datetime.timedelta(days=3)
"""From so long before its deadline a decision counts as due soon."""

CLOSES_SOON = datetime.timedelta(days=14)
"""From so long before a window closes those entitled are reminded of it."""

SATURDAY = 5


def decision_due(submitted: datetime.date) -> datetime.date:
    return working_days_after(submitted, settings.DECISION_DAYS)


def payment_due(since: datetime.date) -> datetime.date:
    return since + datetime.timedelta(days=settings.PAYMENT_DAYS)


def working_days_after(day: datetime.date, days: int) -> datetime.date:
    """The last of so many days from Monday to Friday after `day`. Public holidays are not known here.

    >>> working_days_after(datetime.date(2026, 11, 20), 1)  # a Friday
    datetime.date(2026, 11, 23)
    """
    while days > 0:
        day += datetime.timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day


def in_years(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years later; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
