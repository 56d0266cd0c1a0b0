"""Budgets, figures and marks, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from hardtech.engines.matching import Passage
from hardtech.zone.market.match_cards import marked
from hardtech.zone.market.models import Requirement
from hardtech.zone.market.wording import TRL_MEANINGS, budget, figure


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, ""),
        (100, None, "from 1 yuan"),
        (None, 100, "up to 1 yuan"),
        (100, 200, "1 yuan to 2 yuan"),
        (100, 100, "1 yuan"),
    ],
)
def test_budget(low: int | None, high: int | None, words: str) -> None:
    with translation.override("en"):
        assert budget(low, high, "CNY") == words


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
