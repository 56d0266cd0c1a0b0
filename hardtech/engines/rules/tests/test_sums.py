"""Sums in facts, populations and figures: what a number without a unit means is the door's to say, never guessed."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl
import pytest

from hardtech.base.money import Bare
from hardtech.engines.rules import (
    FactsInvalid,
    assess,
    facts_from_json,
    load_rulebook,
    read_population,
    with_figures,
)
from hardtech.rulebooks import FOLDER
from tests.doors.spellings import PLAIN, REFUSED, WORTH

BOOK = load_rulebook(FOLDER)
REWARD = BOOK["xixian-2022/referral-reward"]
FACTS = {"actual_investment": REWARD.facts["actual_investment"]}
IN_DOLLARS = BOOK["cn/unicorn-suqian"].facts
ON = datetime.date(2022, 6, 1)


def codes(error: pytest.ExceptionInfo[FactsInvalid]) -> list[tuple[str, str]]:
    return [(problem.fact, problem.code) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("raw", "known"),
    [
        ({"actual_investment": "120 万元"}, {"actual_investment": 120_000_000}),
        ({"actual_investment_fen": 120_000_000}, {"actual_investment": 120_000_000}),
        ({"actual_investment_fen": "120000000"}, {"actual_investment": 120_000_000}),
        ({"actual_investment": 0}, {"actual_investment": 0}),
        ({"actual_investment": None}, {"actual_investment": None}),
        ({"other_fen": 5, "b": True}, {"other_fen": 5, "b": True}),
    ],
)
def test_json_has_the_unit_in_the_text_or_in_the_key(raw: dict[str, Any], known: dict[str, Any]) -> None:
    assert facts_from_json(FACTS, raw) == known


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"actual_investment": 120_000_000}, "bare_number"),
        ({"actual_investment": 0.5}, "bare_number"),
        ({"actual_investment": "1200000"}, "bare_number"),
        ({"actual_investment_fen": 1.5}, "decimals"),
        ({"actual_investment_fen": -1}, "negative"),
        ({"actual_investment": True}, "not_a_sum"),
        ({"actual_investment": "5 usd"}, "currency_differs"),
        ({"actual_investment": "1 yuan", "actual_investment_fen": 100}, "fact_twice"),
    ],
)
def test_json_that_does_not_say_what_it_means_is_refused(raw: dict[str, Any], code: str) -> None:
    with pytest.raises(FactsInvalid) as caught:
        facts_from_json(FACTS, raw)
    assert codes(caught) == [("actual_investment", code)]


def test_dollars_have_a_key_of_their_own() -> None:
    assert facts_from_json(IN_DOLLARS, {"valuation_usd_cent": 500}) == {"valuation": 500}
    assert facts_from_json(IN_DOLLARS, {"valuation_fen": 500}) == {"valuation": 500}


def population(
    cells: list[Any], bare: Bare, name: str = "actual_investment"
) -> tuple[list[int], list[tuple[int, str]]]:
    found, problems = read_population(FACTS, pl.DataFrame({name: cells}), bare)
    return found.columns["actual_investment"].data.data.tolist(), [(item.row, item.code) for item in problems]


def test_a_column_that_people_filled_in_is_in_yuan() -> None:
    texts = [*WORTH, *REFUSED]
    data, problems = population(texts, Bare.YUAN)
    assert data == [*WORTH.values(), *[0] * len(REFUSED)]
    assert problems == [(len(WORTH) + 1 + at, code) for at, code in enumerate(REFUSED.values())]
    assert population([5, None, -5], Bare.YUAN) == ([500, 0, 0], [(3, "negative")])


def test_a_column_that_a_program_wrote_has_units_or_says_fen() -> None:
    refused = [at for at, text in enumerate(WORTH, 1) if text in PLAIN - {"0"}]
    data, problems = population([*WORTH], Bare.REFUSED)
    assert problems == [(at, "bare_number") for at in refused]
    assert data == [0 if at in refused else fen for at, fen in enumerate(WORTH.values(), 1)]
    assert population([5, 0, None], Bare.REFUSED) == ([0, 0, 0], [(1, "bare_number")])
    assert population([5, 0, None], Bare.REFUSED, "actual_investment_fen") == ([5, 0, 0], [])


@pytest.mark.parametrize(("text", "fen"), [(text, fen) for text, fen in WORTH.items() if fen])
def test_a_figure_may_be_written_in_any_spelling(text: str, fen: int) -> None:
    changed = with_figures(REWARD, ON, {"cap": text})
    facts = {"technology_project": True, "enterprise_established": True, "capacity_reached": True}
    assert assess(changed, {**facts, "actual_investment": 10**16}, ON).amount == min(fen, 10**14)


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_a_figure_that_is_no_sum_is_refused(text: str, code: str) -> None:
    with pytest.raises(FactsInvalid) as caught:
        with_figures(REWARD, ON, {"cap": text})
    assert codes(caught) == [("cap", code)]
