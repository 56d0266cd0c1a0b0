"""A figure as people write it: money in yuan, units in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

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

# Chinese counts in 10^4, English in 10^3.
SCALES = {
    "zh": ((Decimal(10) ** 8, "亿元"), (Decimal(10) ** 4, "万元")),
    "en": ((Decimal(10) ** 9, "billion yuan"), (Decimal(10) ** 6, "million yuan")),
}


def figure(value: Decimal | int | None, unit: str) -> tuple[str, str]:
    """Number and unit to show, both "" without a value. Nothing is rounded away: 86.046 billion stays so."""
    if value is None:
        return "", ""
    amount = Decimal(value)
    if unit == FEN:
        return _money(amount / 100)
    if unit == "year":
        return str(int(amount)), ""
    if unit == "rank":
        return _("No. %(place)s") % {"place": int(amount)}, ""
    return _number(amount), str(UNITS.get(unit, unit.replace("_", " ")))


def _money(yuan: Decimal) -> tuple[str, str]:
    language = "zh" if (get_language() or "en").startswith("zh") else "en"
    for scale, name in SCALES[language]:
        if abs(yuan) >= scale:
            return _number(yuan / scale), name
    return _number(yuan), "元" if language == "zh" else "yuan"


def _number(amount: Decimal) -> str:
    plain = amount.normalize()
    return number_format(plain if plain != plain.to_integral() else int(plain), force_grouping=True)
