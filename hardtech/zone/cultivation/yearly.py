"""The yearly facts of an organisation at a glance, and the lines that draw them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.common.figures import FEN, figure
from hardtech.zone.facts.models import NO_YEAR, Statement
from hardtech.zone.registry.models import Organisation

__all__ = ["Series", "Yearly", "yearly_facts"]

MOST_YEARS = 5
FACTS: dict[str, tuple[Promise, str]] = {
    "revenue": (gettext_lazy("Revenue"), FEN),
    "rd": (gettext_lazy("R&D spending"), FEN),
    "staff": (gettext_lazy("Staff"), ""),
    "sci_tech_staff": (gettext_lazy("Science and technology staff"), ""),
    "total_assets": (gettext_lazy("Total assets"), FEN),
    "total_debt": (gettext_lazy("Total liabilities"), FEN),
}
RIGHTS: dict[str, Promise] = {
    "ip_class_1": gettext_lazy("Class I rights"),
    "ip_class_2": gettext_lazy("Class II rights"),
}
WIDTH, HEIGHT, MARGIN = 96, 24, 3


@dataclass(frozen=True, slots=True)
class Series:
    """A row: a text for each year ("" where nothing is stated), and the line from the first year known to the last."""

    label: Promise | str
    cells: list[str]
    line: str
    last: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Yearly:
    years: list[int]
    rows: list[Series]
    rights: list[tuple[Promise, str]]


def yearly_facts(organisation: Organisation, on: datetime.date) -> Yearly:
    """The last five fiscal years with anything stated, oldest first; one query."""
    rows = Statement.objects.filter(
        organisation=organisation,
        is_current=True,
        name__in=[*FACTS, *RIGHTS],
        year__in=[NO_YEAR, *range(on.year - MOST_YEARS, on.year + 1)],
    ).exclude(value="")
    found = {
        (name, year): number
        for name, year, value in rows.values_list("name", "year", "value")
        if (number := _number(value)) is not None
    }
    years = sorted({year for _name, year in found if year != NO_YEAR})
    series = [
        _series(label, [found.get((name, year)) for year in years], unit)
        for name, (label, unit) in FACTS.items()
        if any((name, year) in found for year in years)
    ]
    shares = [_share(found.get(("rd", year)), found.get(("revenue", year))) for year in years]
    if any(share is not None for share in shares):
        series.insert(2, _series(_("R&D share of revenue"), shares, "percent"))
    rights = [
        (label, figure(found[name, NO_YEAR], "")[0])
        for name, label in RIGHTS.items()
        if (name, NO_YEAR) in found
    ]
    return Yearly(years, series, rights)


def _number(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Per cent with one decimal."""
    return round(part * 100 / whole, 1) if part is not None and whole else None


def _series(label: Promise | str, values: Sequence[Decimal | None], unit: str) -> Series:
    cells = ["" if value is None else " ".join(figure(_brief(value, unit), unit)).strip() for value in values]
    points = _points(values)
    line = " ".join(f"{x:g},{y:g}" for x, y in points) if len(points) > 1 else ""
    return Series(label, cells, line, points[-1] if line else None)


def _brief(value: Decimal, unit: str) -> Decimal:
    """Money to four digits: a glance; the exact figure stands with the facts."""
    if unit != FEN or not value:
        return value
    return Decimal(round(value, 3 - value.adjusted()))


def _points(values: Sequence[Decimal | None]) -> list[tuple[float, float]]:
    """Places in a box of WIDTH × HEIGHT; the least value at the bottom, years at equal distances."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, high = min(known), max(known)
    across = (WIDTH - 2 * MARGIN) / max(1, len(values) - 1)
    up = HEIGHT - 2 * MARGIN
    return [
        (
            round(MARGIN + at * across, 1),
            round(HEIGHT - MARGIN - float((value - low) / (high - low)) * up, 1)
            if high > low
            else HEIGHT / 2,
        )
        for at, value in enumerate(values)
        if value is not None
    ]
