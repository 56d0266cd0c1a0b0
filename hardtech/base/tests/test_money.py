"""Sums are read exactly or not at all, and worded in one way."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.base.money import LARGEST, Bare, Money, MoneyError, parse, read_sum, rounded
from tests.doors.spellings import PLAIN, REFUSED, WORTH

FEN = st.integers(-LARGEST, LARGEST)
CURRENCY = st.sampled_from(["CNY", "EUR", "USD"])


def refusal(value: object, **options: object) -> str:
    with pytest.raises(MoneyError) as refused:
        parse(value, **options).amount_in("CNY")  # type: ignore[arg-type]
    return refused.value.code


def read_or_none(text: str) -> Money | None:
    try:
        return parse(text, negative=True)
    except MoneyError:
        return None


@pytest.mark.parametrize(("text", "fen"), WORTH.items())
def test_a_sum_is_read_to_the_fen(text: str, fen: int) -> None:
    assert parse(text).amount_in("CNY") == fen


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_what_is_no_sum_is_refused_with_a_code(text: str, code: str) -> None:
    assert refusal(text) == code


@pytest.mark.parametrize("text", WORTH)
def test_a_number_without_a_unit_is_refused_where_programs_write(text: str) -> None:
    if text in PLAIN - {"0"}:
        assert refusal(text, bare=Bare.REFUSED) == "bare_number"
    else:
        assert parse(text, bare=Bare.REFUSED).amount == WORTH[text]


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        (0, 0),
        (1200000, 120_000_000),
        (12.5, 1250),
        (0.1, 10),
        (1e15, 10**17),
        (Decimal("0.01"), 1),
        (Fraction(1, 4), 25),
    ],
)
def test_numbers_of_tables_are_read_as_they_show(value: object, fen: int) -> None:
    assert parse(value).amount == fen
    assert parse(fen, bare=Bare.FEN) == Money(fen, "")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "not_a_sum"), (None, "not_a_sum"), ([], "not_a_sum"), ("", "not_a_sum"), (float("nan"), "not_a_sum"),
        (float("inf"), "not_a_sum"), (0.001, "decimals"), (Decimal("1E-999999"), "decimals"), (1e30, "too_large"),
        (Decimal("1E+999999"), "too_large"), ("9" * 79, "too_large"), ("9" * 81, "not_a_sum"),
        ("٣", "not_a_sum"), ("--5", "not_a_sum"), ("-¥-5", "not_a_sum"), ("(100)", "not_a_sum"), ("NaN", "not_a_sum"),
        ("¥5 USD", "currency_differs"), ("5 m2", "unit_unknown"), ("12.5 %", "unit_unknown"), ("5 or 6", "unit_unknown"),
        ("1, 200", "separator"), ("1 2", "separator"), ("12.3.4", "separator"), ("1 200,000", "separator"),
    ],
)  # fmt: skip
def test_odd_values_are_refused(value: object, code: str) -> None:
    assert refusal(value) == code


def test_a_number_of_thousands_of_digits_is_refused_without_writing_it_out() -> None:
    assert refusal(10**6000) == "too_large"


@pytest.mark.parametrize("text", ["-5", "−5 yuan", "-¥5", "¥-5", "－５元"])
def test_below_zero_only_where_a_door_allows_it(text: str) -> None:
    assert refusal(text) == "negative"
    assert parse(text, negative=True).amount == -500


@pytest.mark.parametrize(
    ("text", "currency"), [("1 200 euros", "EUR"), ("€1,200", "EUR"), ("US$1.2k", "USD"), ("1200美元", "USD")]
)
def test_a_sum_keeps_its_currency(text: str, currency: str) -> None:
    assert parse(text) == Money(120_000, currency)
    assert refusal(text) == "currency_differs"


def test_a_figure_of_a_rule_may_be_finer_than_a_fen() -> None:
    assert read_sum("0.0005 yuan") == (Fraction(5, 10_000), "CNY")


@pytest.mark.parametrize(
    ("money", "english", "chinese"),
    [
        (Money(0), "0 yuan", "0元"),
        (Money(1), "0.01 yuan", "0.01元"),
        (Money(100), "1 yuan", "1元"),
        (Money(500_000), "5,000 yuan", "5000元"),
        (Money(50_000_000), "500,000 yuan", "50万元"),
        (Money(50_000_001), "500,000.01 yuan", "500,000.01元"),
        (Money(50_010_000), "500,100 yuan", "50.01万元"),
        (Money(120_000_000), "1.2 million yuan", "120万元"),
        (Money(123_456_700), "1,234,567 yuan", "1,234,567元"),
        (Money(864_000_000_00), "864 million yuan", "8.64亿元"),
        (Money(864_000_000_0), "86.4 million yuan", "8640万元"),
        (Money(-300_000_000), "-3 million yuan", "-300万元"),
        (Money(8_604_600_000_000), "86.046 billion yuan", "860.46亿元"),
        (Money(100, "EUR"), "1 euro", "1欧元"),
        (Money(120_000_000, "USD"), "1.2 million US dollars", "120万美元"),
    ],
)
def test_one_wording_in_each_language(money: Money, english: str, chinese: str) -> None:
    assert (money.worded("en"), money.worded("zh-hans")) == (english, chinese)


@given(amount=FEN, currency=CURRENCY)
def test_what_is_worded_is_read_again_as_the_same_sum(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    for text in (money.worded("en"), money.worded("zh-hans"), money.text):
        assert parse(text, negative=True) == money
    assert parse(money.plain, negative=True) == Money(amount, "")


@given(
    st.text(max_size=90) | st.from_regex(r"[-+¥$]?[\d., ']{1,12}\.?\d{0,3} ?[a-z万亿元]{0,4}", fullmatch=True)
)
def test_any_text_is_a_sum_or_refused(text: str) -> None:
    money = read_or_none(text)
    assert money is None or parse(money.text, negative=True) == money


@pytest.mark.parametrize(
    ("mode", "whole"),
    [
        ("down", [-3, -3, 2, 2, 3]),
        ("up", [-2, -2, 3, 3, 4]),
        ("half_up", [-2, -2, 3, 2, 4]),
        ("half_even", [-2, -2, 2, 2, 4]),
    ],
)
def test_rounding_says_which_way(mode: str, whole: list[int]) -> None:
    values = [Fraction(-5, 2), Fraction(-9, 4), Fraction(5, 2), Fraction(9, 4), Fraction(7, 2)]
    assert [rounded(value, mode) for value in values] == whole
    assert rounded(Fraction(149, 2), mode, 100) in {0, 100}
