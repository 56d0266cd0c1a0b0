"""A figure of a source as people write it: number and unit in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hardtech.zone.common.money import money_parts

__all__ = ["figure"]

FEN = "CNY_fen"

UNITS: dict[str, Promise | str] = {
    "activities": gettext_lazy("activities"),
    "companies": gettext_lazy("companies"),
    "companies_in_first_batch": gettext_lazy("companies in the first batch"),
    "institutes": gettext_lazy("institutes"),
    "instruments": gettext_lazy("instruments"),
    "m2": "m²",
    "measures": gettext_lazy("measures"),
    "percent": "%",
    "person_times": gettext_lazy("person-times"),
    "persons": pgettext_lazy("unit", "people"),
    "projects": gettext_lazy("projects"),
    "rank_of_65": gettext_lazy("of 65"),
    "results": gettext_lazy("results"),
    "roadshows": gettext_lazy("roadshows"),
    "universities": gettext_lazy("universities"),
}


def figure(value: Decimal | int | None, unit: str) -> tuple[str, str]:
    """Number and unit to show, both "" without a value. Nothing is rounded away: 86.046 billion stays so."""
    if value is None:
        return "", ""
    amount = Decimal(value)
    if unit == FEN:
        return money_parts(amount)
    if unit == "year":
        return str(int(amount)), ""
    if unit == "rank":
        return _("No. %(place)s") % {"place": int(amount)}, ""
    return _number(amount), str(UNITS.get(unit, unit.replace("_", " ")))


def _number(amount: Decimal) -> str:
    plain = amount.normalize()
    return number_format(plain if plain != plain.to_integral() else int(plain), force_grouping=True)
