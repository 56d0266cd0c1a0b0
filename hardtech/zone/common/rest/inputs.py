"""Types of input that several rooms take, and finding a record by its reference."""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from ninja import Field, Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    ConfigDict,
    PlainValidator,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from hardtech.base.money import LARGEST, Bare, Money, MoneyError, parse
from hardtech.zone.common.rest.words import _

__all__ = ["Fen", "FenIn", "Input", "Moment", "SearchWords", "SumText", "Text", "by_ref", "clean_ref"]

M = TypeVar("M", bound=Model)

REF = re.compile(r"[A-Z]{2}-[0-9A-HJKMNP-TV-Z]{6,12}")
LONGEST_QUERY = 500


def _refuse_nul(text: str) -> str:
    """PostgreSQL keeps no NUL, so it is refused before it gets there."""
    if "\x00" in text:
        raise PydanticCustomError("nul_character", "Text can't hold the character NUL.")
    return text


def _without_nul(text: str) -> str:
    return text.replace("\x00", " ").strip()


Text = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_refuse_nul)]


def _sum(value: object) -> Money | None:
    """JSON says what it means: a number alone is refused."""
    try:
        return None if value is None else parse(value, bare=Bare.REFUSED)
    except MoneyError as error:
        told = {name: str(detail) for name, detail in error.data.items()}
        raise PydanticCustomError(error.code, "Not a sum.", told) from None  # worded by api.wording


SumText = Annotated[
    Money | None,
    PlainValidator(_sum),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]}),
    Field(
        description=_("A sum with its unit, in any spelling. Whole fen go under NAME_fen."),
        examples=["120万元"],
    ),
]
Fen = Annotated[
    int | None, Field(description=_("In fen: hundredths of the currency."), examples=[120_000_000])
]
FenIn = Annotated[
    StrictInt | None,
    Field(ge=0, le=LARGEST, description=_("In fen: hundredths of the currency."), examples=[120_000_000]),
]
SearchWords = Annotated[
    str,
    AfterValidator(_without_nul),
    Field(
        max_length=LONGEST_QUERY,
        description=_("Words to look for; all must stand in the record."),
        examples=["coating"],
    ),
]
Moment = Annotated[
    AwareDatetime,
    Field(description=_("A time with its offset, as ISO 8601 writes it."), examples=["2026-11-01T00:00:00Z"]),
]


class Input(Schema):
    """The body of a request. A name that nobody knows is refused, so that a slip of the pen is not lost silently."""

    model_config = ConfigDict(extra="forbid")


def clean_ref(ref: str) -> str:
    """The reference as it is stored, or "" when it can't be one."""
    wanted = ref.strip().upper()
    return wanted if REF.fullmatch(wanted) else ""


def by_ref(queryset: QuerySet[M], ref: str) -> M:
    """The record of the queryset with this reference. Raises `Http404` for one that is not in it."""
    wanted = clean_ref(ref)
    record = queryset.filter(ref=wanted).first() if wanted else None
    if record is None:
        raise Http404
    return record
