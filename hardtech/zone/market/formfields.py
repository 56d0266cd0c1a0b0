"""Form fields of the market: money in yuan, keywords by comma, readiness with its meaning."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hardtech.zone.market.validators import validate_keywords
from hardtech.zone.market.wording import TRL_MEANINGS

__all__ = ["KeywordsField", "MoneyField", "trl_field"]

FEN = 100
LONGEST_SUM = 15  # digits before the point: a thousand times the largest figure in the documents
SEPARATORS = re.compile(r"[\s,，'’]")
SUM = re.compile(r"(?P<whole>\d+)(?:\.(?P<parts>\d*))?", re.ASCII)


class MoneyField(forms.Field):
    """A sum in yuan (or euro, dollar) with at most two decimals, kept as whole fen. Commas between thousands pass."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Enter a sum in digits, for example 1200000 or 1,200,000.50."),
        "decimals": _("A sum has at most two decimals: there is nothing smaller than a fen (cent)."),
        "large": _("This sum is too large: at most %(digits)d digits before the point."),
    }

    def to_python(self, value: Any) -> int | None:
        text = SEPARATORS.sub("", str(value or "")).replace("．", ".")
        if not text:
            return None
        match = SUM.fullmatch(text)
        if match is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        whole, parts = match["whole"].lstrip("0"), (match["parts"] or "").rstrip("0")
        if len(parts) > 2:
            raise ValidationError(self.error_messages["decimals"], code="decimals")
        if len(whole) > LONGEST_SUM:
            raise ValidationError(self.error_messages["large"], code="large", params={"digits": LONGEST_SUM})
        return int(whole or "0") * FEN + int(parts.ljust(2, "0"))

    def prepare_value(self, value: Any) -> Any:
        """Stored fen as yuan; what somebody typed stays as typed."""
        if not isinstance(value, int):
            return value
        return f"{Decimal(value) / FEN:f}" if value % FEN == 0 else f"{Decimal(value) / FEN:.2f}"

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class KeywordsField(forms.CharField):
    """Keywords in one line, separated by English or Chinese commas; doubled ones count once."""

    SEPARATOR = re.compile(r"[,，、;；\n]")

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        words = (" ".join(word.split()) for word in self.SEPARATOR.split(super().to_python(value) or ""))
        return list(dict.fromkeys(word for word in words if word))

    def run_validators(self, value: Any) -> None:
        validate_keywords(value)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


def trl_field(*, label: Any, help_text: Any) -> forms.TypedChoiceField:
    """The nine levels, each with its meaning, and "not stated"."""
    levels = [(str(level), _TrlLabel(level)) for level in TRL_MEANINGS]
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=[("", _("not stated")), *levels],
        coerce=int,
        empty_value=None,
        required=False,
    )


class _TrlLabel:
    """ "4 · Shown in the laboratory", in the language of the page that shows it."""

    def __init__(self, level: int) -> None:
        self.level = level

    def __str__(self) -> str:
        return f"{self.level} · {TRL_MEANINGS[self.level]}"
