"""Figures are written as people write them, and nothing is rounded away."""

from decimal import Decimal

import pytest
from django.utils import translation

from hardtech.zone.common.figures import figure


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (8_604_600_000_000, "CNY_fen", ("86.046", "billion yuan"), ("860.46", "亿元")),
        (1_070_400_000_000, "CNY_fen", ("10.704", "billion yuan"), ("107.04", "亿元")),
        (500_000_000, "CNY_fen", ("5", "million yuan"), ("500", "万元")),
        (150, "CNY_fen", ("1.50", "yuan"), ("1.50", "元")),
        (Decimal("2010.0000"), "year", ("2010", ""), ("2010", "")),
        (Decimal("17000.0000"), "person_times", ("17,000", "person-times"), ("17000", "人次")),
        (53, "percent", ("53", "%"), ("53", "%")),
        (None, "companies", ("", ""), ("", "")),
        (7, "light_years", ("7", "light years"), ("7", "light years")),
    ],
)
def test_number_and_unit_in_both_languages(value, unit, english, chinese):
    with translation.override("en"):
        assert figure(value, unit) == english
    with translation.override("zh-hans"):
        number, word = figure(value, unit)
    assert (number.replace(",", ""), word in {chinese[1], english[1]}) == (chinese[0], True)
