"""Pydantic's error codes as sentences, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.languages import joined
from hardtech.zone.common.money import REFUSALS

__all__ = ["input_sentence"]

QUOTED = re.compile(r"'([^']*)'")

SENTENCES = {
    **REFUSALS,  # of sums
    "missing": _("This is required."),
    "extra_forbidden": _("There is no such field."),
    "nul_character": _("Text can't hold the character NUL."),
    "string_type": _("This must be text."),
    "string_unicode": _("This is not valid Unicode text."),
    "string_too_long": _("At most %(max_length)s characters."),
    "string_too_short": _("At least %(min_length)s characters."),
    "int_type": _("This must be a whole number."),
    "int_parsing": _("This must be a whole number."),
    "int_parsing_size": _("This number is too large."),
    "int_from_float": _("This must be a whole number."),
    "bool_type": _("This must be true or false."),
    "bool_parsing": _("This must be true or false."),
    "decimal_type": _("This must be a decimal number."),
    "decimal_parsing": _("This must be a decimal number."),
    "finite_number": _("This must be a finite number."),
    "decimal_max_digits": _("At most %(max_digits)s digits."),
    "decimal_max_places": _("At most %(decimal_places)s decimal places."),
    "decimal_whole_digits": _("At most %(whole_digits)s digits before the point."),
    "greater_than_equal": _("At least %(ge)s."),
    "less_than_equal": _("At most %(le)s."),
    "enum": _("Choose one of: %(expected)s."),
    "literal_error": _("Choose one of: %(expected)s."),
    "list_type": _("This must be a list."),
    "too_long": _("At most %(max_length)s entries."),
    "model_attributes_type": _("This must be an object."),
    "model_type": _("This must be an object."),
    "timezone_aware": _("State the offset from UTC too, for example 2026-11-01T00:00:00Z."),
}
TIMES = _("Write the time as ISO 8601 does, for example 2026-11-01T00:00:00Z.")
DATES = _("Write the date as ISO 8601 does, for example 2026-11-30.")
OTHER = _("This value is not valid.")


def input_sentence(error: Mapping[str, Any]) -> str:
    """The sentence for one error of pydantic, in the language of the request."""
    code = error["type"]
    if code.startswith("datetime_"):
        return str(TIMES)
    if code.startswith("date_"):
        return str(DATES)
    values = {name: str(value) for name, value in error.get("ctx", {}).items()}
    if choices := QUOTED.findall(values.get("expected", "")):
        values["expected"] = joined(choices)  # pydantic joins them in English
    return str(SENTENCES.get(code, OTHER)) % values if code in SENTENCES else str(OTHER)
