"""Money in forms: read by the house's grammar, shown again as it was, refused with a remedy in both languages."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from hardtech.base.money import LARGEST, Money, MoneyError, parse
from hardtech.zone.common.money import REFUSALS, MoneyField, money, money_parts, refusal_text
from tests.doors.spellings import REFUSED


@pytest.mark.parametrize(
    ("typed", "sum_"),
    [("", None), ("  ", None), (None, None), ("120 万元", Money(120_000_000)), ("1,200", Money(120_000, ""))],
)
def test_what_is_typed_becomes_money(typed: str | None, sum_: Money | None) -> None:
    assert MoneyField(required=False).clean(typed) == sum_


def test_a_field_of_one_currency_takes_no_other() -> None:
    field = MoneyField(currency="CNY")
    assert field.clean("5") == Money(500)
    with pytest.raises(ValidationError, match="is in EUR, and a sum in CNY belongs here") as refused:
        field.clean("€5")
    assert refused.value.code == "currency_differs"


@pytest.mark.parametrize(
    ("fen", "shown"), [(120_000_000, "1200000"), (1, "0.01"), (-150, "-1.50"), (None, None), ("12,5", "12,5")]
)
def test_stored_fen_come_back_as_yuan(fen: object, shown: object) -> None:
    assert MoneyField().prepare_value(fen) == shown


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        (500, "5", False),
        (500, "5.00 yuan", False),
        (500, "6", True),
        (None, "", False),
        (None, "x", True),
        (0, "", True),
    ],
)
def test_another_spelling_of_the_same_sum_is_no_change(initial: int | None, data: str, changed: bool) -> None:
    assert MoneyField(required=False).has_changed(initial, data) is changed


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_refusal_has_its_sentence(language: str) -> None:
    with translation.override(language):
        for text in {**REFUSED, "-5": "negative"}:
            with pytest.raises(MoneyError) as refused:
                parse(text).amount_in("CNY")
            assert str(refused.value.data["value"]) in refusal_text(refused.value.code, refused.value.data)
        shown = refusal_text("too_large", {"value": "9", "most": Money(LARGEST, "").plain})
    assert "46116860184273879.04" in shown
    assert {*REFUSED.values(), "negative", "bare_number"} == set(REFUSALS)


def test_a_computed_sum_is_worded_to_the_nearest_fen() -> None:
    with translation.override("en"):
        assert [money(Fraction(fen)) for fen in ("2.5", "3.5", "-2.5")] == [
            "0.02 yuan",
            "0.04 yuan",
            "-0.02 yuan",
        ]
        assert money(None) == ""
        assert money_parts(120_000_000) == ("1.2", "million yuan")
    with translation.override("zh-hans"):
        assert money_parts(120_000_000, "USD") == ("120", "万美元")
