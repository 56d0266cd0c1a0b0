"""Money of the zone: worded in the reader's language, taken from forms, refused with a remedy. See docs/money.md."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from hardtech.base.money import Money, MoneyError, parse, rounded

__all__ = ["REFUSALS", "MoneyField", "money", "money_parts", "money_refusal", "refusal_text"]

REFUSALS: Mapping[str, Promise] = {
    "not_a_sum": gettext_lazy(
        "“%(value)s” is no sum. Write it in digits, such as 1200000, 1,200,000.50, 120万元 or RMB 1.2 million."
    ),
    "separator": gettext_lazy(
        "“%(value)s” can be read in two ways. Part thousands with commas and decimals with a point: 1,200,000.50."
    ),
    "unit_unknown": gettext_lazy(
        "The unit of “%(value)s” is not known. Write a sum such as 1200000 yuan, 120万元 or 1.2 million US dollars."
    ),
    "decimals": gettext_lazy(
        "“%(value)s” is finer than a fen (cent). Write at most two decimals of the yuan, euro or dollar."
    ),
    "too_large": gettext_lazy(
        "“%(value)s” is too large: %(most)s is the most. Look at its zeros and its unit."
    ),
    "negative": gettext_lazy("“%(value)s” is below 0. Write the sum without its sign."),
    "bare_number": gettext_lazy(
        "“%(value)s” has no unit. Write it with one, such as “1200000 yuan”, or whole fen under a key ending in _fen."
    ),
    "currency_differs": gettext_lazy(
        "“%(value)s” is in %(named)s, and a sum in %(wanted)s belongs here. Change the sum, or the currency beside it."
    ),
}
"""By the codes of `MoneyError`."""


def money(fen: Decimal | Fraction | int | None, currency: str = "CNY") -> str:
    """Fen (cents) in words for the reader, "" for none. Of a computed sum, parts of a fen are rounded, halves to even."""
    return "" if fen is None else _whole(fen, currency).worded(get_language() or "en")


def money_parts(fen: Decimal | Fraction | int, currency: str = "CNY") -> tuple[str, str]:
    """`money` as number and unit, for figures that stand large."""
    return _whole(fen, currency).parts(get_language() or "en")


def _whole(fen: Decimal | Fraction | int, currency: str) -> Money:
    return Money(rounded(Fraction(fen), "half_even"), currency)


def refusal_text(code: str, data: Mapping[str, object]) -> str:
    """Why a sum is refused, and what to write instead."""
    return str(REFUSALS[code]) % data


def money_refusal(error: MoneyError) -> ValidationError:
    """What a form, a model or a service raises for it."""
    return ValidationError(refusal_text(error.code, error.data), code=error.code)


class MoneyField(forms.Field):
    """A sum as people write it; a number alone is in units of the currency. Gives `Money`."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})

    def __init__(self, *, currency: str = "", **options: Any) -> None:
        """`currency` is the only one that may be named; "" where a field beside it chooses."""
        self.currency = currency
        super().__init__(**options)

    def to_python(self, value: Any) -> Money | None:
        if not str(value or "").strip():
            return None
        try:
            sum_ = parse(str(value))
            return Money(sum_.amount_in(self.currency), self.currency) if self.currency else sum_
        except MoneyError as error:
            raise money_refusal(error) from None

    def prepare_value(self, value: Any) -> Any:
        """Stored fen as units; what somebody typed stays as typed."""
        return Money(value, "").plain if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            typed = self.to_python(data)
        except ValidationError:
            return True
        return bool((typed and typed.amount) != initial)
