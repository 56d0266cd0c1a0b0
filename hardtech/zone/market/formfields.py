"""Form fields of the market: keywords by comma, readiness with its meaning."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hardtech.zone.market.validators import validate_keywords
from hardtech.zone.market.wording import TRL_MEANINGS

__all__ = ["KeywordsField", "trl_field"]


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
