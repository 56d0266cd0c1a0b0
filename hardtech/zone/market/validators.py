"""Checks of profiles, shared by form, model, import and API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hardtech.base.money import Money, MoneyError

__all__ = [
    "BUDGET",
    "KEYWORDS_MOST",
    "KEYWORD_LENGTH",
    "budget_fen",
    "validate_budget",
    "validate_keywords",
    "validate_trl",
]

BUDGET = ("budget_min", "budget_max")
KEYWORDS_MOST = 30
KEYWORD_LENGTH = 120


def validate_trl(value: int) -> None:
    """Readiness levels run from 1 to 9 (ISO 16290:2013)."""
    if not 1 <= value <= 9:
        raise ValidationError(_("A technology readiness level is a whole number from 1 to 9."), code="trl")


def validate_keywords(value: Sequence[str]) -> None:
    if len(value) > KEYWORDS_MOST:
        raise ValidationError(
            _("At most %(most)s keywords; choose those that a partner would search for."),
            code="keywords_many",
            params={"most": KEYWORDS_MOST},
        )
    for keyword in value:
        if len(keyword) > KEYWORD_LENGTH:
            raise ValidationError(
                _(
                    "“%(keyword)s…” is too long for a keyword: at most %(most)s characters. Separate keywords by commas."
                ),
                code="keyword_long",
                params={"keyword": keyword[:40], "most": KEYWORD_LENGTH},
            )


def budget_fen(
    sums: Mapping[str, Money], currency: str
) -> tuple[dict[str, int | str], dict[str, MoneyError]]:
    """The sums of a budget by field: what is stored, and those that are refused.

    A budget has one currency: the one stated, or else the one that its sums name.
    """
    values: dict[str, int | str] = {}
    refused: dict[str, MoneyError] = {}
    for name, money in sums.items():
        currency = currency or money.currency
        try:
            values[name] = money.amount_in(currency)
        except MoneyError as error:
            refused[name] = error
    return values | ({"currency": currency} if currency else {}), refused


def validate_budget(low: int | None, high: int | None) -> None:
    """Both in fen; the lower end first."""
    if low is not None and high is not None and low > high:
        raise ValidationError(_("The lower end of the budget is above the upper end."), code="budget_order")
