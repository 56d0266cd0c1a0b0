"""Full months between two days, for one pair and for columns."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

EPOCH = datetime.date(1970, 1, 1).toordinal()
FIRST = datetime.date.min.toordinal()
LAST = datetime.date.max.toordinal()


def full_months(start: int, end: int) -> int:
    """Months completed from day `start` to day `end` (ordinals); minus the reverse when `end` is earlier.

    A month that begins on the 31st is complete on the first day of the month after a shorter one.
    """
    if end < start:
        return -full_months(end, start)
    first, last = datetime.date.fromordinal(start), datetime.date.fromordinal(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)


def full_months_columns(start: NDArray[Any], end: NDArray[Any]) -> NDArray[np.int64]:
    """`full_months` for two columns of ordinals."""
    swapped = end < start
    earlier, later = np.where(swapped, end, start), np.where(swapped, start, end)
    first_month, first_day = _month_and_day(earlier)
    last_month, last_day = _month_and_day(later)
    months = last_month - first_month - (last_day < first_day)
    return np.where(swapped, -months, months)


def _month_and_day(days: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    dates = (days - EPOCH).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    return months.astype(np.int64), (dates - months.astype("datetime64[D]")).astype(np.int64)
