"""Money, figures and marks, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from hardtech.engines.matching import Passage
from hardtech.zone.market.cards import marked
from hardtech.zone.market.models import Requirement
from hardtech.zone.market.wording import TRL_MEANINGS, budget, figure, money


@pytest.mark.parametrize(
    ("fen", "currency", "english", "chinese"),
    [
        (0, "CNY", "RMB 0", "0 元"),
        (1, "CNY", "RMB 0.01", "0.01 元"),
        (120_000_000, "CNY", "RMB 1,200,000", "120 万元"),
        (120_000_050, "CNY", "RMB 1,200,000.50", "1,200,000.50 元"),
        (8_604_600_000_000, "CNY", "RMB 86,046,000,000", "860.46 亿元"),
        (99_999_999_999_999_999, "EUR", "EUR 999,999,999,999,999.99", "999,999,999,999,999.99 欧元"),
    ],
)
def test_money_is_exact_to_the_fen(fen: int, currency: str, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert money(fen, currency).replace("\u00a0", " ") == english
    with translation.override("zh-hans"):
        assert money(fen, currency).replace("\u00a0", " ") == chinese


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, ""),
        (100, None, "from RMB 1"),
        (None, 100, "up to RMB 1"),
        (100, 200, "RMB 1 to RMB 2"),
        (100, 100, "RMB 1"),
    ],
)
def test_budget(low: int | None, high: int | None, words: str) -> None:
    with translation.override("en"):
        assert budget(low, high, "CNY").replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, ""),
        (
            {"relation": ">=", "value": Decimal("350.000000"), "unit": "Wh/kg", "quantity": "density"},
            "density ≥ 350 Wh/kg",
        ),
        (
            {"relation": "between", "value": Decimal("1.50"), "value_max": Decimal(2), "unit": "mm"},
            "1.5–2 mm",
        ),
        ({"relation": "=", "value": Decimal(100)}, "= 100"),
        ({"relation": "<=", "value": Decimal("-40"), "unit": "°C"}, "≤ -40 °C"),
    ],
)
def test_figure(values: dict[str, object], words: str) -> None:
    with translation.override("en"):
        assert figure(Requirement(statement="x", **values)) == words


def test_marks_leave_nothing_unescaped() -> None:
    passage = Passage("body", 0, 12, "a <b> & <i>c", ((2, 5), (8, 12)), 1.0)

    assert marked(passage) == "a <mark>&lt;b&gt;</mark> &amp; <mark>&lt;i&gt;c</mark>"


def test_every_level_has_a_meaning() -> None:
    assert list(TRL_MEANINGS) == list(range(1, 10))
    assert len({str(meaning) for meaning in TRL_MEANINGS.values()}) == 9
