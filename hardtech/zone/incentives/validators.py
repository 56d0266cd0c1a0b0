"""One check of what people write with claims, for forms, services and API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.translation import gettext as _

__all__ = ["checked_evidence", "needed"]

MOST_EVIDENCE = 40
LONGEST_TEXT, LONGEST_LINK, LONGEST_REASON = 500, 500, 4000

_link = URLValidator(schemes=["https", "http"])


def needed(field: str, text: str, remedy: str) -> str:
    """The text without blanks around it. Raises `ValidationError` for the field where nothing is left."""
    found = text.strip()
    if not found:
        raise ValidationError({field: ValidationError(remedy, code="required")})
    try:
        MaxLengthValidator(LONGEST_REASON)(found)
    except ValidationError as error:
        raise ValidationError({field: error}) from None
    return found


def checked_evidence(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Pieces of evidence as {name, text, link}; rows that say nothing are left out."""
    found = [{key: str(row.get(key) or "").strip() for key in ("name", "text", "link")} for row in rows]
    found = [row for row in found if row["text"] or row["link"]]
    if len(found) > MOST_EVIDENCE:
        raise ValidationError(
            {
                "evidence": ValidationError(
                    _("At most %(most)s pieces.") % {"most": MOST_EVIDENCE}, code="many"
                )
            }
        )
    for row in found:
        _check(row)
    return found


def _check(row: Mapping[str, str]) -> None:
    try:
        MaxLengthValidator(LONGEST_TEXT)(row["text"])
        MaxLengthValidator(LONGEST_TEXT)(row["name"])
        if row["link"]:
            MaxLengthValidator(LONGEST_LINK)(row["link"])
            _link(row["link"])
    except ValidationError as error:
        raise ValidationError({"evidence": error}) from None
