"""Facts and figures of verdicts as people read them: a share in per cent, money in yuan, three years, 55 to 70 points."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hardtech.base.money import MoneyError, parse, rounded
from hardtech.engines.rules import Fact
from hardtech.zone.common.money import money
from hardtech.zone.facts.wording import option_label

__all__ = ["day", "fact_value", "quantity", "written"]

MOST_DIGITS = 12

OTHER_UNITS: Mapping[str, Promise | str] = {
    "m2": "m²",
    "hour": gettext_lazy("hours"),
}

CURRENCIES = {"fen": "CNY", "usd_cent": "USD"}
"""Units of the rules engine that are money."""


def day(value: datetime.date | str) -> str:
    """A day in the reader's language."""
    date = datetime.date.fromisoformat(value) if isinstance(value, str) else value
    return date_format(date, "DATE_FORMAT")


def quantity(value: Any, unit: str, *, percent: bool = False, against: Any = None) -> str:
    """A side of a comparison as the trace of a verdict holds it: whole, `p/q`, a day, or points from `low` to `high`.

    `against` is the other side: as many digits are shown as it takes to see on which side of it the value lies.
    """
    if isinstance(value, Mapping):
        return _points(value)
    if isinstance(value, str) and value[4:5] == "-":
        return day(value)
    exact = Fraction(value)
    limit = Fraction(against) if _is_number(against) else None
    if percent:
        return _("%(number)s %%") % {"number": _digits(exact * 100, None if limit is None else limit * 100)}
    return _with_unit(exact, unit, limit)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and value[4:5] != "-")


def _points(value: Mapping[str, Any]) -> str:
    low, high = value["low"], value["high"]
    if low == high:
        return _counted(ngettext("%(number)s point", "%(number)s points", low), Fraction(low), None)
    return _("%(low)s to %(high)s points") % {"low": low, "high": high}


def _with_unit(value: Fraction, unit: str, limit: Fraction | None) -> str:
    if unit in CURRENCIES:
        return money(_whole_fen(value, limit), CURRENCIES[unit])
    count = 1 if value == 1 else 2
    forms = {
        "person": ngettext("%(number)s person", "%(number)s people", count),
        "item": ngettext("%(number)s item", "%(number)s items", count),
        "point": ngettext("%(number)s point", "%(number)s points", count),
        "year": ngettext("%(number)s year", "%(number)s years", count),
        "month": ngettext("%(number)s month", "%(number)s months", count),
        "day": ngettext("%(number)s day", "%(number)s days", count),
        "1": "%(number)s",
    }
    form = forms.get(unit) or "%(number)s " + str(OTHER_UNITS.get(unit, unit))
    return _counted(form, value, limit)


def _whole_fen(value: Fraction, limit: Fraction | None) -> int:
    """To the nearest fen; away from `limit` where that would take it across."""
    nearest = rounded(value, "half_even")
    if limit is None or (nearest < limit, nearest > limit) == (value < limit, value > limit):
        return nearest
    return rounded(value, "up" if value > limit else "down")


def _counted(form: str, value: Fraction, limit: Fraction | None) -> str:
    return form % {"number": _digits(value, limit)}


def _digits(value: Fraction, limit: Fraction | None) -> str:
    shown = _rounded(value, limit, 2).normalize()
    plain = int(shown) if shown == shown.to_integral() else shown
    return number_format(plain, force_grouping=True)


def _rounded(value: Fraction, limit: Fraction | None, digits: int) -> Decimal:
    """`value` with `digits` decimal places, and more where rounding would take it across `limit`."""
    for places in range(digits, MOST_DIGITS + 1):
        whole = round(value * 10**places)
        shown = Fraction(whole, 10**places)
        if limit is None or (shown < limit, shown > limit) == (value < limit, value > limit):
            break
    return Decimal(whole).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def written(text: str) -> str:
    """A figure of a measure as its text gives it (`5000000 yuan`, `30 %`), in the reader's language."""
    try:
        sum_ = parse(text, negative=True)
        if sum_.currency:
            return money(sum_.amount, sum_.currency)
    except MoneyError:
        pass  # a share, a number of people, a day …
    number, _space, unit = text.partition(" ")
    if not number:
        return ""
    try:
        value = Fraction(number.replace("_", "").replace(",", ""))
    except ValueError:
        return day(text) if text[4:5] == "-" else text
    if unit in {"%", "percent"}:
        return quantity(str(value / 100), "1", percent=True)
    return quantity(str(value), unit or "1")


def fact_value(value: Any, fact: Fact | None) -> str:
    """A value of `fact` as a trace or a `Statement` holds it, in its own unit; None where no rule knows the fact now."""
    unit = fact.unit if fact else "1"
    if isinstance(value, bool) or value in {"true", "false"}:
        return _("Yes") if value in {True, "true"} else _("No")
    text = str(value)
    if text[4:5] == "-" and text[7:8] == "-":
        return day(text)
    try:
        number = Fraction(text)
    except ValueError:
        return option_label(fact, text) if fact else text
    if unit in {"%", "percent"}:
        return _("%(number)s %%") % {"number": _digits(number, None)}
    return _with_unit(number, unit, None)
