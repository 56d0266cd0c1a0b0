"""Figures in text: numbers, units, relations, what they measure, and what an offer's do to a need's."""

import pytest

from hardtech.engines.matching import Document, Query, Reading, compare, figures, requirements
from hardtech.engines.matching._figures.numbers import numbers, plain
from hardtech.engines.matching._figures.units import dimension_of, read_unit
from hardtech.engines.matching.tests.figure_cases import WRITTEN_FIRST, WRITTEN_LAST, WRITTEN_LATER


def _named(case: tuple[str, str, str]) -> str:
    return f"{case[0]} | {case[1]}"


@pytest.mark.parametrize("case", [*WRITTEN_FIRST, *WRITTEN_LATER, *WRITTEN_LAST], ids=_named)
def test_an_offer_does_to_a_need_what_a_broker_would_say(case):
    need, offer, status = case
    title, _, sentence = need.rpartition(" | ")
    (asked,) = requirements(Query(title=title, body=sentence))
    assert compare(asked, Reading(Document("OF-1", body=offer))).status == status


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200", "1200"),
        ("1.2e3", "1200"),
        ("3×10^5", "300000"),
        ("3 x 10^-5", "3/100000"),
        ("10⁻⁶", "1/1000000"),
        ("1½", "3/2"),
        ("1/2", "1/2"),
        ("-40", "-40"),
        ("−40", "-40"),
        ("３５０", "350"),
        ("10.704 bn", "10704000000"),
        ("1.2 million", "1200000"),
        ("three hundred and fifty", "350"),
        ("twenty-five", "25"),
        ("120万", "1200000"),
        ("3.5亿", "350000000"),
        ("三百五十", "350"),
        ("一千零五", "1005"),
        ("两万", "20000"),
        ("一点二", "6/5"),
        ("百分之三十", "3/10"),
        ("三分之一", "1/3"),
    ],
)
def test_a_number_is_read_as_an_exact_fraction(text, value):
    (number,) = numbers(plain(text))
    assert str(number.value) == value


@pytest.mark.parametrize("text", ["Yb3+", "第三", "1e400", "one and two", "百千", "9" * 100_000])
def test_what_is_no_number_is_none(text):
    assert list(numbers(text)) == []


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [
        ("Wh/kg", "瓦时/千克", 1),
        ("W·h/kg", "kJ/kg", "18/5000"),
        ("kWh", "MJ", "18/5"),
        ("m s-1", "km/h", "18/5"),
        ("W m-1 K-1", "W/(m·K)", 1),
        ("g/cm³", "kg/m^3", 1000),
        ("MPa", "兆帕", 1),
        ("bar", "Pa", 100000),
        ("转/分", "rpm", 1),
        ("mAh/g", "Ah/kg", 1),
        ("Gbit/s", "MB/s", 125),
        ("square meters", "平方米", 1),
        ("watt-hours per kilogram", "Wh/kg", 1),
        ("%", "ppm", 10000),
        ("个月", "months", 1),
    ],
)
def test_two_spellings_of_a_unit_convert_exactly(one, other, factor):
    (first, end), (second, other_end) = read_unit(one, 0), read_unit(other, 0)
    assert (end, other_end) == (len(one), len(other))
    assert first.dimension == second.dimension
    assert str(first.factor / second.factor) == str(factor).replace("18/5000", "18/5")


@pytest.mark.parametrize("text", ["S", "in the", "mg/mouse", "widgets", "W per widget", "and", ""])
def test_what_is_no_unit_is_none(text):
    assert read_unit(text, 0) is None


def test_a_temperature_has_its_own_zero():
    (celsius, _), (fahrenheit, _) = read_unit("°C", 0), read_unit("°F", 0)
    assert celsius.to_base(-40) == fahrenheit.to_base(-40)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("a weight of at least 5 kg", "at_least"),
        ("a weight of no less than 5 kg", "at_least"),
        ("a weight of 5 kg or more", "at_least"),
        ("weight > 5 kg", "more_than"),
        ("the weight does not exceed 5 kg", "at_most"),
        ("a weight not to exceed 5 kg", "at_most"),
        ("weight ≤ 5 kg", "at_most"),
        ("a weight below 5 kg", "less_than"),
        ("a weight of up to 5 kg", "up_to"),
        ("a weight as low as 5 kg", "down_to"),
        ("a weight better than 5 kg", "better"),
        ("a weight of about 5 kg", "about"),
        ("a weight of 4 to 5 kg", "range"),
        ("a weight of 4-5 kg", "range"),
        ("weight between 4 and 5 kg", "range"),
        ("a weight of 5 ± 0.1 kg", "tolerance"),
        ("an error of ± 0.1 kg", "plus_minus"),
        ("the weight does not reach 5 kg", "not_reach"),
        ("a weight of 5 kg", ""),
        ("重量不低于5公斤", "at_least"),
        ("重量5公斤以上", "at_least"),
        ("重量超过5公斤", "more_than"),
        ("重量不超过5公斤", "at_most"),
        ("重量在5公斤以内", "at_most"),
        ("重量小于5公斤", "less_than"),
        ("重量最高可达5公斤", "up_to"),
        ("重量优于5公斤", "better"),
        ("重量约5公斤", "about"),
        ("重量5公斤左右", "about"),
        ("重量4至5公斤", "range"),
        ("重量4～5公斤", "range"),
        ("重量达到5公斤", "reach"),
        ("重量未达到5公斤", "not_reach"),
        ("重量100余公斤", "more_than"),
    ],
)
def test_the_words_around_a_figure_say_how_it_is_meant(text, relation):
    (figure,) = figures(text)
    assert figure.relation == relation


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("an energy density of 350 Wh/kg", {"energy_density"}),
        ("350 Wh/kg energy density, 2,000 cycles", {"energy_density"}),
        ("能量密度(Wh/kg)：350", {"energy_density"}),
        ("a cell with 350 Wh/kg", {"energy_density"}),
        ("weighs 5 kg", {"mass"}),
        ("a payload of 5 kg", {"payload"}),
        ("annealed at 700 °C", {"process_temperature"}),
        ("operates at 700 °C", {"operating_temperature"}),
        ("工作温度700℃", {"operating_temperature"}),
        ("accuracy of 98 %", {"correctness", "accuracy"}),
        ("5 kg", set()),
    ],
)
def test_the_words_beside_a_figure_say_what_it_measures(text, names):
    assert figures(text)[0].names <= names
    assert bool(figures(text)[0].names) == bool(names)


@pytest.mark.parametrize(
    "text",
    [
        "Phase 2 V",
        "TRL 5",
        "in the 1990s",
        "MIL-STD-810 G",
        "10 × 20 mm",
        "Figure 3 A",
        "6T batteries",
        "5 K-band links",
    ],
)
def test_what_only_looks_like_a_figure_is_none(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "attribution"),
    [
        ("The weight is 5 kg.", "claimed"),
        ("We aim at a weight of 5 kg.", "aimed"),
        ("Conventional units have a weight of 5 kg.", "others"),
        ("The army requires a weight of 5 kg.", "demanded"),
        ("预期重量5公斤。", "aimed"),
        ("传统设备重量5公斤。", "others"),
    ],
)
def test_a_sentence_says_who_claims_its_figure(text, attribution):
    (figure,) = figures(text)
    assert figure.attribution == attribution


def test_a_change_is_no_level():
    (figure,) = figures("It reduces losses by 30 %.")
    assert figure.change == "down"
    (figure,) = figures("Its losses are 30 %.")
    assert figure.change == ""


def test_a_dimension_is_named_by_its_base_units():
    assert dimension_of("kg m2 s-2") == (("kg", 1), ("m", 2), ("s", -2))
    assert dimension_of("") == ()
