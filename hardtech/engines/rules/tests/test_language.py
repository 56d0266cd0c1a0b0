"""The expression language: what it allows, what it refuses, and what its four values mean."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.base.money import rounded
from hardtech.engines.rules import FactsInvalid, RulebookInvalid, assess, measure_from
from hardtech.engines.rules._case.openings import opening
from hardtech.engines.rules._language.dates import full_months
from hardtech.engines.rules._language.units import QuantityError, quantity, unit_text
from hardtech.engines.rules._measure import Window
from hardtech.engines.rules.tests.random_rules import WORDS

ON = datetime.date(2024, 6, 1)
FACTS: dict[str, Any] = {
    "a": {"type": "bool"}, "b": {"type": "bool"}, "judged_c": {"type": "bool", "judged": True},
    "n": {"type": "integer", "unit": "person"}, "money": {"type": "money", "min": "none"},
    "share": {"type": "decimal", "unit": "%", "decimals": 2}, "kind": {"type": "choice", "options": ["x", "y"]},
    "since": {"type": "date"},
}  # fmt: skip


def measure(when: str = "a", **sections: Any) -> Any:
    """A measure with one condition; facts that it does not use are left out."""
    texts = " ".join(
        [when] * ("conditions" not in sections) + [row["when"] for row in sections.get("conditions", [])]
    )
    words = set(re.findall(r"\w+", texts))
    used = {name: {**fact, "question": WORDS} for name, fact in FACTS.items() if name in words}
    return measure_from(
        {
            "id": "t/m",
            "status": "draft",
            "title": WORDS,
            "issuer": WORDS,
            "whom": WORDS,
            "sources": {"s": {"title": "s"}},
            "citation": {"quote": "q"},
            "facts": used,
            "conditions": [{"id": "k", "title": WORDS, "when": when, "cite": "q"}],
            "versions": [{"from": "2020-01-01"}],
            **sections,
        }
    )


def answer(when: str, **facts: Any) -> str:
    return assess(measure(when), facts, ON, also=FACTS).answer


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("a and", "syntax"),
        ("", "expression_missing"),
        ("a and n", "type_wrong"),
        ("n > money", "units_differ"),
        ("n + money > 0", "units_differ"),
        ("missing", "name_unknown"),
        ("a.b", "name_unknown"),
        ("open('x')", "function_unknown"),
        ("(lambda: a)()", "function_unknown"),
        ("[a for a in b]", "not_allowed"),
        ("a if b else a", "type_wrong"),
        ("n > 2", "units_differ"),
        ("n > 2 * person", "figure_uncited"),
        ("n // n > 0", "not_allowed"),
        ("n is n", "not_allowed"),
        ("kind == 'z'", "option_unknown"),
        ("kind in x", "options_missing"),
        ("kind in ()", "options_missing"),
        ("'x' == 'x'", "options_missing"),
        ("kind > 'x'", "types_differ"),
        ("since > n", "types_differ"),
        ("a == b", "types_differ"),
        ("n ** 2 > 0", "power_not_constant"),
        ("2 ** 99 > n / n", "power_too_great"),
        ("min(n) > 0", "arguments_wrong"),
        ("at_least(3, a, b)", "arguments_wrong"),
        ("at_least(n, a)", "arguments_wrong"),
        ("full_years(since) > 0", "arguments_wrong"),
        ("~a", "not_allowed"),
        ("f'{a}'", "not_allowed"),
        ("b'x' == kind", "not_allowed"),
        ("a" + " and a" * 500, "expression_too_long"),
        ("not " * 40 + "a", "expression_too_deep"),
        ("a.real.imag", "name_unknown"),
        ("min(n, n, default=n) > 0", "function_unknown"),
        ("+n > 0", "not_allowed"),
    ],
)
def test_what_is_not_in_the_language_is_refused(when: str, code: str) -> None:
    with pytest.raises(RulebookInvalid) as caught:
        measure(when)
    assert code in {finding.code for finding in caught.value.findings}


KLEENE = {"yes": True, "no": False, "unknown": None}


@pytest.mark.parametrize(("left", "right"), list(product(KLEENE, KLEENE)))
def test_and_or_not_are_kleenes(left: str, right: str) -> None:
    facts = {name: value for name, value in (("a", KLEENE[left]), ("b", KLEENE[right])) if value is not None}
    order = ["no", "unknown", "yes"]
    assert answer("a and b", **facts) == min(left, right, key=order.index)
    assert answer("a or b", **facts) == max(left, right, key=order.index)
    assert answer("not (a and b)", **facts) == answer("not a or not b", **facts)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("judged_c", "judgement"),
        ("judged_c and a", "unknown"),
        ("judged_c or a", "unknown"),
        ("not judged_c", "judgement"),
        ("judged_c and not b", "no"),
        ("judged_c or b", "yes"),
        ("at_least(2, b, judged_c, a)", "unknown"),
        ("at_least(2, b, judged_c, not b)", "judgement"),
        ("at_least(2, b, b, judged_c)", "yes"),
    ],
)
def test_a_person_is_troubled_last(when: str, expected: str) -> None:
    assert answer(when, b=True) == expected


def test_a_division_by_zero_is_for_a_person() -> None:
    verdict = assess(measure("money / money > 0"), {"money": 0}, ON)
    assert (verdict.answer, verdict.undefined, verdict.missing) == ("judgement", ("money / money",), ())


def test_the_most_useful_question_comes_first() -> None:
    when = {"id": "k2", "title": WORDS, "when": "b or n > 0", "cite": "q"}
    found = measure(
        conditions=[
            when,
            {"id": "k3", "title": WORDS, "when": "n > 0", "cite": "q"},
            {**when, "id": "k4", "when": "a"},
        ]
    )
    assert assess(found, {}, ON).missing == ("n", "a", "b")
    assert assess(found, {"b": True}, ON).missing == ("a", "n")
    assert assess(found, {"a": False}, ON).missing == ()


@pytest.mark.parametrize(
    ("fact", "value", "code"),
    [
        ("n", 1.5, "not_exact"),
        ("n", "1.5", "not_whole"),
        ("n", True, "not_a_number"),
        ("n", "many", "not_a_number"),
        ("n", -1, "out_of_range"),
        ("n", "3 yuan", "units_differ"),
        ("n", "3 bushel", "unit_unknown"),
        ("money", "0.001 yuan", "decimals"),
        ("money", 2**63, "too_large"),
        ("money", "1.200 yuan", "separator"),
        ("share", "1.234", "too_many_decimals"),
        ("a", "perhaps", "not_a_truth"),
        ("a", 1, "not_a_truth"),
        ("kind", "z", "option_unknown"),
        ("kind", True, "option_unknown"),
        ("since", "1.6.2024", "not_a_date"),
        ("since", 5, "not_a_date"),
        ("m", 5, "fact_unknown"),
    ],
)
def test_a_fact_of_a_wrong_type_or_unit_is_named(fact: str, value: object, code: str) -> None:
    found = measure("a and n > 0 and money > 0 and share > 0 and kind == 'x' and since < on")
    with pytest.raises(FactsInvalid) as caught:
        assess(found, {fact: value}, ON)
    assert [(item.fact, item.code) for item in caught.value.problems] == [(fact, code)]


def test_facts_may_come_as_texts_with_units() -> None:
    found = measure(
        "a and n > 0 and money == money and share == p and kind == 'x' and since < on",
        parameters={"p": {"value": "12.5 %", "cite": "q"}},
    )
    facts = {
        "a": "是",
        "n": "3 person",
        "money": "1.5 万元",
        "share": "12.50 %",
        "kind": "x",
        "since": datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
    }
    verdict = assess(found, facts, ON)
    assert (verdict.answer, verdict.facts["money"], verdict.facts["share"]) == ("yes", 1_500_000, 1250)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5000000 yuan", 500_000_000, "fen"),
        ("30 %", Fraction(3, 10), "1"),
        ("2/3", Fraction(2, 3), "1"),
        (7, 7, "1"),
        ("0.1 亿元", 10**9, "fen"),
    ],
)
def test_quantities(text: object, value: object, unit: str) -> None:
    number, found = quantity(text)
    assert (number, unit_text(found)) == (value, unit)


@pytest.mark.parametrize("text", ["", "yuan", "1 2", True, "5 stone", "1e3"])
def test_what_is_no_quantity(text: object) -> None:
    with pytest.raises(QuantityError):
        quantity(text)


def test_compound_units_have_names() -> None:
    assert unit_text((("fen", 1), ("person", -1))) == "fen/person"
    assert unit_text((("fen", 2),)) == "fen^2"
    assert unit_text((("person", -2),)) == "1/person^2"


@pytest.mark.parametrize(
    ("mode", "values"),
    [
        ("down", [0, 0, 1, 1, 2]),
        ("up", [0, 1, 1, 2, 2]),
        ("half_up", [0, 1, 1, 2, 2]),
        ("half_even", [0, 0, 1, 2, 2]),
    ],
)
def test_rounding_is_as_stated(mode: str, values: list[int]) -> None:
    assert [rounded(Fraction(half, 2), mode, 1) for half in range(5)] == values
    assert [rounded(Fraction(half, 2) * 100, mode, 100) for half in range(5)] == [
        value * 100 for value in values
    ]


@given(st.dates(), st.dates())
def test_full_months_turn_round(start: datetime.date, end: datetime.date) -> None:
    months = full_months(start.toordinal(), end.toordinal())
    assert months == -full_months(end.toordinal(), start.toordinal())
    assert abs(months) <= abs(end - start).days // 28


def test_windows_are_open_or_the_next_to_open() -> None:
    yearly, once = Window("06-01", "08-31"), Window("2026-03-01", "2026-03-15")
    found = opening([yearly, once], datetime.date(2026, 3, 1))
    assert found is not None
    assert (found.open, found.closes) == (True, datetime.date(2026, 3, 15))
    later = opening([yearly, once], datetime.date(2026, 9, 1))
    assert later is not None
    assert (later.open, later.opens) == (False, datetime.date(2027, 6, 1))
    assert opening([once], datetime.date(2026, 3, 16)) is None
    leap = opening([Window("02-28", "02-29")], datetime.date(2025, 2, 28))
    assert leap is not None
    assert leap.closes == datetime.date(2025, 2, 28)


def test_a_suspended_measure_says_no_and_why() -> None:
    versions = [{"from": "2020-01-01"}, {"from": "2024-01-01", "status": "suspended"}]
    found = measure(versions=versions)
    assert (assess(found, {"a": True}, ON).answer, assess(found, {"a": True}, ON).reason) == (
        "no",
        "suspended",
    )
    assert assess(found, {"a": True}, datetime.date(2023, 12, 31)).answer == "yes"
