"""Figures and findings on any text: no crash, bounded time, places that hold, conversions that come back."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.matching import Document, Query, Reading, figures, findings, requirements
from hardtech.engines.matching._figures.units import _CHINESE, _LATIN, _NAMES, read_unit

PIECES = [
    "energy density", "能量密度", "weight", "重量", "operating temperature", "at least ", "≥", "不低于", "up to ", "±",
    "5", "1,200", "3×10^5", "½", "-40", "三百", "百分之", "Wh/kg", "kg", "°C", "毫米", "%", " to ", "～", " and ", "must ",
    "应", "not ", "未达到", "$", "万", ". ", "。", ", ", "(", ")", "\n", "/", "×", "e9",
]  # fmt: skip
mixed = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
any_text = st.text(st.characters(codec="utf-8"), max_size=150)
values = st.fractions(min_value=-(10**9), max_value=10**9)
spellings = st.sampled_from(sorted({**_LATIN, **_CHINESE}))


@given(mixed | any_text)
def test_figures_stand_where_they_say(text):
    last = 0
    for figure in figures(text):
        assert last <= figure.start < figure.end <= len(text)
        assert figure.low <= figure.high
        assert figure.sentence[0] <= figure.sentence[1] <= len(text)
        last = figure.end


@given(mixed | any_text, mixed | any_text)
def test_a_finding_quotes_its_document(need, offer):
    document = Document("OF-1", summary=offer, body=need)
    asked = requirements(Query(title=offer, body=need))
    for requirement, finding in zip(asked, findings(asked, Reading(document)), strict=True):
        assert finding.requirement == requirement
        assert (finding.text == "") == (finding.status == "not_addressed")
        if finding.text:
            assert getattr(document, finding.part)[finding.start : finding.end] == finding.text
        edges = [edge for mark in finding.marks for edge in mark]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(finding.text) for edge in edges)


@given(spellings, values)
def test_a_value_comes_back_from_base_units(spelling, value):
    unit = {**_LATIN, **_CHINESE}[spelling]
    assert unit.from_base(unit.to_base(value)) == value


@pytest.mark.parametrize("name", ["meter", "kilowatt", "milliseconds", "hours"])
def test_a_written_unit_is_the_symbol_s(name):
    symbol = {"meter": "m", "kilowatt": "kW", "milliseconds": "ms", "hours": "h"}[name]
    assert _NAMES[name] == _LATIN[symbol]


@given(
    st.integers(1, 10**6),
    st.sampled_from([("kg", "g", 1000), ("MPa", "kPa", 1000), ("km", "m", 1000), ("千克", "克", 1000)]),
)
def test_the_same_figure_in_another_unit_meets_and_fails_alike(value, units):
    large, small, times = units
    asked = requirements(Query(body=f"The weight, pressure and length must be at least {value} {large}."))
    for offered in (value - 1, value, value + 1):
        texts = [
            f"A weight, pressure and length of {offered} {large}.",
            f"A weight, pressure and length of {offered * times} {small}.",
        ]
        first, second = (
            [one.status for one in findings(asked, Reading(Document("OF-1", body=text)))] for text in texts
        )
        assert first == second


@given(st.integers(1, 900), st.integers(1, 900))
def test_more_than_asked_is_never_contradicted_and_less_never_met(asked, offered):
    need = requirements(Query(body=f"The energy density must be at least {asked} Wh/kg."))
    (finding,) = findings(need, Reading(Document("OF-1", body=f"An energy density of {offered} Wh/kg.")))
    assert finding.status == ("met" if offered >= asked else "contradicted")


HOSTILE = [
    "9" * 100_000,
    "9," * 50_000,
    "1-" * 50_000,
    "1 to " * 20_000,
    "5 kg " * 20_000,
    "5 kg to " * 20_000,
    "± " * 50_000,
    "三" * 100_000,
    "百分之" * 30_000,
    "at least " * 20_000 + "5 kg",
    "must " * 20_000,
    "(" * 100_000 + "5 kg",
    "5 W" + "·W" * 50_000,
    "5 kg/" * 20_000,
    "not " * 25_000 + "5 kg",
    "energy density " * 10_000 + "5 Wh/kg",
    "x" * 100_000 + " 5 kg",
    "a 5 x 5 x 5 " * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_texts_are_read_to_their_end(text):
    asked = requirements(Query(body=f"The weight must be at least 5 kg. {text}"))
    assert findings(asked, Reading(Document("OF-1", body=text)))


def test_units_are_read_greedily_but_within_bounds():
    unit, end = read_unit("W" + "·W" * 50, 0)
    assert end < 30
    assert unit.factor == Fraction(1)
    assert all(read_unit(f"{a}/{b}", 0) for a, b in product(["kg", "W", "m"], ["s", "K", "m2"]))
