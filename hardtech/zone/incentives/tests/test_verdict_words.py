"""A verdict in words: what it says, in both languages, of every case of the rulebooks."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation

from hardtech.engines.rules import assess, load_rulebook, trace
from hardtech.rulebooks import FOLDER
from hardtech.zone.common.money import money
from hardtech.zone.facts.quantities import fact_value, quantity, written
from hardtech.zone.incentives.wording.comparisons import comparisons
from hardtech.zone.incentives.wording.verdicts import VerdictWords, verdict_words

BOOK = load_rulebook(FOLDER)
DAY = datetime.date(2024, 6, 1)


def words(measure: str, facts: dict[str, object], on: datetime.date = DAY) -> VerdictWords:
    return verdict_words(trace(assess(BOOK[measure], facts, on)), BOOK)


def test_money_granted_is_told_with_its_cap_and_parts() -> None:
    facts = {
        "technology_project": True,
        "enterprise_established": True,
        "capacity_reached": True,
        "actual_investment": "86046000000 yuan",
    }
    told = words("xixian-2022/referral-reward", facts)
    assert told.headline == "Entitled to 3 million yuan."
    assert told.amount is not None
    assert told.amount.fen == 300_000_000
    assert told.amount.steps == (
        "By the formula: 860.46 million yuan.",
        "At most 3 million yuan.",
        "Rounded down to whole fen.",
    )
    assert [(part.title, part.amount, part.due) for part in told.payments] == [
        ("The whole reward, once established and at the agreed capacity", "3 million yuan", "Due now")
    ]
    assert told.warning.startswith("This measure is unverified")
    assert told.cite is not None
    assert told.cite.document
    assert told.cite.quote


def test_a_share_is_told_in_per_cent_beside_what_is_needed() -> None:
    told = words(
        "cn/high-tech-enterprise", {"staff": 1000, "sci_tech_staff": 99, "registered_on": "2020-01-01"}
    )
    [condition] = [row for row in told.conditions if row.id == "staff"]
    assert (condition.label, [one.text for one in condition.comparisons]) == (
        "Not met",
        ["9.9 % (at least 10 % needed)"],
    )
    assert (
        told.headline == "Not entitled, because this is not met: At least 10 % science and technology staff."
    )


def test_a_value_just_short_of_the_limit_does_not_look_like_it() -> None:
    told = words("cn/high-tech-enterprise", {"staff": 1_000_000, "sci_tech_staff": 99_999})
    [condition] = [row for row in told.conditions if row.id == "staff"]
    assert [one.text for one in condition.comparisons] == ["9.9999 % (at least 10 % needed)"]


def test_what_is_missing_is_a_question_with_its_year() -> None:
    told = words("cn/gazelle-torch", {"registered_on": "2020-01-01", "revenue": "12 yuan"})
    questions = {row.fact: row for row in told.missing}
    assert told.headline == "2 answers are missing."
    assert (questions["revenue_3"].name, questions["revenue_3"].year) == ("revenue", 2020)
    assert questions["revenue_3"].period == "fiscal year 2020"
    assert questions["sci_tech_intensity"].evidence
    [growth] = [row for row in told.conditions if "revenue_3" in {ask.fact for ask in row.asks}]
    assert growth.comparisons[0].text == "not known yet (at least 172.8 % needed)"


def test_what_a_person_judges_is_told_apart() -> None:
    facts = {"talent_project": True, "funding_level": "national"}
    told = words("xixian-2022/talent-project-funding", facts)
    assert told.headline == "The rules leave this to a person's judgement."
    assert {row.fact for row in told.rulings} == {"funding_set", "total_funding"}
    assert all(row.judged for row in told.rulings)
    assert told.amount is not None
    assert (told.amount.text, told.amount.at_most) == ("", "1 million yuan")


def test_a_measure_that_is_not_in_force_says_so() -> None:
    told = words("xixian-2022/talent-reward", {}, datetime.date(2020, 1, 1))
    assert (told.answer, told.headline) == ("no", "The measure is not in force on this day.")


def test_windows_validity_transitions_and_relations_are_told() -> None:
    sme = next(case for case in BOOK["cn/technology-sme"].cases if case.on >= datetime.date(2026, 6, 1))
    assert words("cn/technology-sme", dict(sme.facts), sme.on).window == "Open until 31 Aug 2026"
    giant = words("cn/little-giant", {"is_renewal": True}, datetime.date(2026, 6, 1))
    assert giant.validity == "Holds for 3 years"
    assert giant.transition.startswith("Decided by the earlier text")
    assert [row.measures for row in giant.relations] == [("cn/srdi-sme",)]
    assert giant.relations[0].text.startswith("Needs first: ")


def test_a_division_by_zero_is_said_in_words() -> None:
    case = next(row for row in BOOK["cn/high-tech-enterprise"].cases if row.name.startswith("no sales"))
    told = words("cn/high-tech-enterprise", dict(case.facts), case.on)
    assert told.undefined == ("“rd_3y / sales_3y” can't be computed, because it divides by 0.",)


def test_comparisons_inside_a_score_sheet_are_left_to_the_sheet() -> None:
    case = BOOK["cn/technology-sme"].cases[0]
    told = words("cn/technology-sme", dict(case.facts), case.on)
    score = told.conditions[-1].parts[0].parts[0]
    assert [one.formula for one in score.comparisons] == ["Evaluation of the technology-based SME"]
    assert (told.scores[0].title, told.scores[0].points, told.scores[0].depth) == (
        "Evaluation of the technology-based SME",
        "100",
        0,
    )


@pytest.mark.parametrize(
    ("expression", "text", "left", "said"),
    [
        ("staff >= 10", "staff >= 10", 9, "9 people (at least 10 people needed)"),
        ("not (staff >= 10)", "staff >= 10", 9, "9 people (less than 10 people allowed)"),
        ("not not staff >= 10", "staff >= 10", 9, "9 people (at least 10 people needed)"),
    ],
)
def test_a_negated_comparison_says_what_is_needed(expression: str, text: str, left: int, said: str) -> None:
    compared = {"text": text, "left": left, "right": 10, "unit": "person", "answer": "no"}
    condition = {"expression": expression, "comparisons": [compared]}
    [told] = comparisons(condition, {"parameters": {}, "values": []})
    assert told.text == said


def test_several_comparisons_in_one_condition_are_told_apart_by_name() -> None:
    case = BOOK["cn/little-giant"].cases[0]
    told = words("cn/little-giant", dict(case.facts), datetime.date(2026, 6, 1))
    [condition] = [row for row in told.conditions if row.id == "rd"]
    assert [one.formula for one in condition.comparisons] == [
        "R&D spending 2025 + R&D spending 2024",
        "R&D spending 2025 ÷ Sales revenue 2025",
        "R&D spending 2024 ÷ Sales revenue 2024",
    ]


def test_the_limit_may_stand_on_the_left() -> None:
    compared = {"text": "most >= staff", "left": 10, "right": 11, "unit": "person", "answer": "no"}
    condition = {"expression": "most >= staff", "comparisons": [compared]}
    [told] = comparisons(condition, {"parameters": {"most": {"value": "10 person"}}, "values": []})
    assert told.text == "11 people (at most 10 people allowed)"


def test_figures() -> None:
    assert quantity("1/3", "1", percent=True) == "33.33 %"
    assert quantity("2026-03-01", "1") == "1 Mar 2026"
    assert quantity({"low": 55, "high": 70}, "point") == "55 to 70 points"
    assert quantity(150, "usd_cent") == "1.50 US dollars"
    assert written("30 %") == "30 %"
    assert written("5000000 yuan") == "5 million yuan"
    assert fact_value("true", None) == "Yes"
    assert fact_value("2026-03-01", None) == "1 Mar 2026"
    assert money(None) == ""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("measure", list(BOOK))
def test_every_case_of_the_rulebooks_can_be_worded(measure: str, language: str) -> None:
    with translation.override(language):
        for case in BOOK[measure].cases:
            told = words(measure, dict(case.facts), case.on)
            assert told.title
            assert told.headline
            assert "{" not in told.headline
            assert "None" not in str((told.conditions, told.missing, told.scores)).replace("cite=None", "")
