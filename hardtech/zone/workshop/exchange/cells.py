"""From the value of a cell to the value of a field, and back. Anything doubtful is refused, never bent."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Choices
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import override

from hardtech.base.money import Bare, Money, MoneyError, parse
from hardtech.engines.tabular import Value, normalise, parse_json

__all__ = [
    "CellError",
    "boolean",
    "choice",
    "choices",
    "day",
    "decimal",
    "decimal_text",
    "mapping",
    "moment",
    "money",
    "money_text",
    "number",
    "rows",
    "shown",
    "text",
    "text_or_none",
    "texts",
    "unique_id",
]

T = TypeVar("T")

LONGEST_SHOWN = 80
_LIST_MARKS = re.compile(r"[,;，；、\n]")
_WHOLE = re.compile(r"[+-]?\d{1,18}")


class CellError(ValueError):
    """A cell can't become the value of its field. `code` and `data` are worded by `wording`."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data


def text(value: Value) -> str:
    """Text without white space around it; a number as its digits; nothing as ''."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | list | dict):
        raise CellError("not_text", value=shown(value))
    return str(value)


def text_or_none(value: Value) -> str | None:
    """Text, or None where there is none: for fields that are unique where they are filled."""
    return text(value) or None


def texts(value: Value) -> list[str]:
    """A list of texts: a JSON list, or one text cut at commas, semicolons, line breaks. No repeats."""
    value = _from_json(value, list)
    if isinstance(value, list):
        parts = [text(part) for part in value]
    else:
        parts = [part.strip() for part in _LIST_MARKS.split(text(value))]
    return list(dict.fromkeys(part for part in parts if part))


def number(value: Value) -> int | None:
    """A whole number."""
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    raise CellError("not_whole", value=shown(value))


def money(value: Value, bare: Bare = Bare.YUAN) -> Money | None:
    """A sum in any spelling; `bare` is what a number without a unit means."""
    if value is None or value == "":
        return None
    try:
        return parse(value, bare=bare)
    except MoneyError as error:
        raise CellError(error.code, **error.data) from None


def money_text(fen: int | None, currency: str) -> str | None:
    """A sum for every kind of file: with its unit."""
    return None if fen is None else Money(fen, currency).text


def decimal(value: Value) -> Decimal | None:
    """A number with any decimals."""
    word = text(value)
    try:
        return Decimal(word) if word else None
    except InvalidOperation:
        raise CellError("not_decimal", value=shown(word)) from None


def decimal_text(number: Decimal | None) -> str | None:
    """Without trailing zeros and without an exponent: 1.5000 → "1.5"."""
    return None if number is None else f"{number.normalize():f}"


def day(value: Value) -> date | None:
    """A date in ISO 8601: 2026-03-17."""
    return _parsed(value, parse_date, "not_a_date")


def moment(value: Value) -> datetime | None:
    """A time in ISO 8601 with its zone: 2026-03-17T08:00:00+00:00."""
    time = _parsed(value, parse_datetime, "not_a_time")
    if time is not None and is_naive(time):
        raise CellError("not_a_time", value=shown(value))
    return time


def unique_id(value: Value) -> UUID | None:
    """A UUID; nothing is None."""
    return _parsed(value, UUID, "not_uuid")


def boolean(value: Value) -> bool:
    """True or false, 1 or 0, yes or no; nothing is false."""
    if isinstance(value, bool):
        return value
    word = text(value).casefold()
    if word in {"true", "1", "yes", "是"}:
        return True
    if word in {"false", "0", "no", "否", ""}:
        return False
    raise CellError("not_boolean", value=shown(value))


def mapping(value: Value) -> dict[str, Value]:
    """An object, in a table as JSON text; nothing is {}."""
    value = _from_json(value, dict)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CellError("not_object", value=shown(value))
    return value


def rows(value: Value) -> list[dict[str, Value]]:
    """A list of objects, in a table as JSON text; nothing is []."""
    value = _from_json(value, list)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise CellError("not_objects", value=shown(value))
    return [part for part in value if isinstance(part, dict)]


def choice(kinds: type[Choices]) -> Callable[[Value], str]:
    """A reader of one of the choices, by its code or its label in English or Chinese; '' stays ''."""

    @cache  # late, because translations load after this module
    def codes() -> dict[str, str]:
        known: dict[str, str] = {}
        for language in ("en", "zh-hans"):
            with override(language):
                known |= {normalise(str(label)): str(code) for code, label in kinds.choices}
        return known | {normalise(str(code)): str(code) for code in kinds.values}

    def read(value: Value) -> str:
        word = text(value)
        if not word or word in kinds.values:
            return word
        code = codes().get(normalise(word))
        if code is None:
            raise CellError("not_a_choice", value=shown(value), choices=", ".join(map(str, kinds.values)))
        return code

    return read


def choices(kinds: type[Choices]) -> Callable[[Value], list[str]]:
    """A reader of a list of choices."""
    read = choice(kinds)
    return lambda value: [read(part) for part in texts(value)]


def _parsed(value: Value, parse: Callable[[str], T | None], code: str) -> T | None:
    """What `parse` makes of the text; None for an empty cell."""
    if value is None or value == "":
        return None
    try:
        parsed = parse(value.strip()) if isinstance(value, str) else None
    except ValueError:
        parsed = None
    if parsed is None:
        raise CellError(code, value=shown(value))
    return parsed


def _from_json(value: Value, kind: type[Any]) -> Value:
    """Parse a text that is a JSON list (or object); any other value stays as it is."""
    mark = "[" if kind is list else "{"
    if not isinstance(value, str) or not value.lstrip().startswith(mark):
        return value or None if isinstance(value, str) else value
    try:
        return parse_json(value)
    except ValueError:
        return value


def shown(value: object) -> str:
    """The beginning of a value, to show in a message."""
    word = str(value)
    return word if len(word) <= LONGEST_SHOWN else f"{word[:LONGEST_SHOWN]}…"
