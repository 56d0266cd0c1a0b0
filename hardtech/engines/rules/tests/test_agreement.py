"""One rule, two evaluators: one case at a time, and all of them as columns, with the same answers and amounts."""

from __future__ import annotations

import datetime
import random

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardtech.engines.rules import (
    Population,
    assess,
    assess_population,
    load_rulebook,
    measure_from,
    read_population,
)
from hardtech.engines.rules.tests.random_rules import DAY, Rules, any_value
from hardtech.rulebooks import FOLDER

CASES = 100
RULEBOOK = load_rulebook(FOLDER)
_SCHEMA = dict.fromkeys(["m0", "m1", "judged_m", "i0", "i1", "g0"], pl.Int64)


def compare(seed: int) -> list[str]:
    """Both evaluators on a random rule and CASES random cases; the answers that came out."""
    rules = Rules(seed)
    measure = rules.loaded()
    if measure is None:
        return []
    cases = [rules.known(measure.facts) for _ in range(CASES)]
    population, problems = read_population(measure.facts, pl.DataFrame(cases, schema_overrides=_SCHEMA))
    assert problems == []
    columns = assess_population([measure], population, DAY)
    for at, case in enumerate(cases):
        verdict = assess(measure, case, DAY)
        amount = columns["random/rule amount_fen"][at] if columns.width == 2 else None
        amount = int(amount) if isinstance(amount, str) else amount
        assert (verdict.answer, verdict.amount) == (columns["random/rule"][at], amount), (seed, at, case)
    return columns["random/rule"].cast(pl.String).to_list()


@given(st.integers(0, 2**32))
@settings(max_examples=110, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_evaluators_agree_on_random_rules(seed: int) -> None:
    compare(seed)


@pytest.mark.parametrize("on", [datetime.date(2022, 6, 1), datetime.date(2026, 7, 1)])
@pytest.mark.parametrize("id_", list(RULEBOOK))
def test_both_evaluators_agree_on_the_measures_that_come_along(id_: str, on: datetime.date) -> None:
    measure, pick = RULEBOOK[id_], random.Random(7)
    cases = [{name: any_value(fact, pick) for name, fact in measure.facts.items()} for _ in range(CASES)]
    texts = [{name: _text(value) for name, value in case.items()} for case in cases]
    frame = pl.DataFrame(texts, schema=dict.fromkeys(measure.facts, pl.String))
    columns = assess_population([measure], read_population(measure.facts, frame)[0], on, threads=2)
    for at, case in enumerate(cases):
        verdict = assess(measure, case, on)
        assert columns[id_][at] == verdict.answer, case
        if columns.width == 2:
            assert columns[f"{id_} amount_fen"][at] == verdict.amount, case


def _text(value: object) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(("fen", "dtype"), [(2**61, pl.Int64), (2**62, pl.Int128)])
def test_amounts_beyond_64_bits_stay_exact(fen: int, dtype: object) -> None:
    source = {**RULEBOOK["cn/technology-transfer-income"].source}
    source["amount"] = {
        **source["amount"],
        "formula": "income + income + income + exempt - exempt + half * 0 * income",
    }
    measure = measure_from(source)
    facts = {
        **RULEBOOK["cn/technology-transfer-income"].cases[0].facts,
        "transfer_cost": 0,
        "transfer_taxes": 0,
    }
    rows = [{**facts, "transfer_revenue": value} for value in (fen, 1)]
    population, problems = read_population(measure.facts, pl.DataFrame(rows))
    assert problems == []
    amounts = assess_population([measure], population, datetime.date(2025, 6, 1)).to_series(1)
    assert amounts.to_list() == [3 * fen, 3]
    assert amounts.dtype == dtype


def test_a_batch_is_as_good_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    measure, pick = RULEBOOK["cn/technology-sme"], random.Random(3)
    rows = [{name: any_value(fact, pick) for name, fact in measure.facts.items()} for _ in range(CASES)]
    frame = pl.DataFrame(rows, schema_overrides=dict.fromkeys(measure.facts, pl.String), strict=False)
    population, _ = read_population(measure.facts, frame)
    whole = assess_population([measure], population, DAY)
    monkeypatch.setattr("hardtech.engines.rules._population.assessment.ROWS", 7)
    done: list[int] = []
    assert assess_population([measure], population, DAY, threads=2, progress=done.append).equals(whole)
    assert (done[0], done[-1]) == (7, CASES)


@pytest.mark.parametrize("id_", list(RULEBOOK))
def test_a_column_that_is_not_there_is_a_fact_that_is_not_known(id_: str) -> None:
    measure = RULEBOOK[id_]
    nothing = pl.DataFrame(
        {name: [None] for name in measure.facts}, schema=dict.fromkeys(measure.facts, pl.String)
    )
    absent = read_population(measure.facts, pl.DataFrame({"id": [1]}))[0]
    expected = assess_population([measure], read_population(measure.facts, nothing)[0], DAY)
    assert assess_population([measure], absent, DAY).equals(expected)
    assert expected[id_].to_list() == [assess(measure, {}, DAY).answer]


def test_an_empty_population_has_no_answers() -> None:
    measures = RULEBOOK.values()
    empty = read_population(RULEBOOK.facts(), pl.DataFrame({"staff": []}, schema={"staff": pl.Int64}))[0]
    assert isinstance(empty, Population)
    assert assess_population(measures, empty, DAY).height == 0


@pytest.mark.parametrize(
    ("fact", "series", "stored", "faults"),
    [
        (
            "staff",
            pl.Series(["12", " 7 ", "3 person", "x", "", None]),
            [12, 7, 3, None, None, None],
            [(4, "not_a_number")],
        ),
        ("staff", pl.Series([12.0, 2.5]), [None, None], [(1, "not_exact"), (2, "not_exact")]),
        ("staff", pl.Series([12, -1], dtype=pl.Int8), [12, None], [(2, "out_of_range")]),
        ("staff", pl.Series([True, False]), [None, None], [(1, "not_a_number"), (2, "not_a_number")]),
        (
            "market_share",
            pl.Series(["10", "9.99", "0.5 %", "1.234"]),
            [1000, 999, 50, None],
            [(4, "too_many_decimals")],
        ),
        ("market_share", pl.Series(["10.50", "9"]).cast(pl.Decimal(10, 2)), [1050, 900], []),
        ("market_share", pl.Series([10, 101]), [1000, None], [(2, "out_of_range")]),
        (
            "valid_high_tech",
            pl.Series(["true", "FALSE", "是", "maybe"]),
            [1, 0, 1, None],
            [(4, "not_a_truth")],
        ),
        ("valid_high_tech", pl.Series([1, 0]), [None, None], [(1, "not_a_truth"), (2, "not_a_truth")]),
        ("industry", pl.Series(["other", "mining"]), [1, None], [(2, "option_unknown")]),
        ("industry", pl.Series(["other"], dtype=pl.Categorical), [1], []),
        ("registered_on", pl.Series(["1970-01-02", "soon"]), [719164, None], [(2, "not_a_date")]),
        ("registered_on", pl.Series([datetime.date(1970, 1, 2)]), [719164], []),
        ("registered_on", pl.Series([5]), [None], [(1, "not_a_date")]),
    ],
)
def test_cells_are_read_or_named(
    fact: str, series: pl.Series, stored: list[int | None], faults: list[tuple[int, str]]
) -> None:
    population, problems = read_population(RULEBOOK.facts(), pl.DataFrame({fact: series}))
    column = population.columns[fact]
    data = column.data.data if hasattr(column.data, "data") and hasattr(column.data, "low") else column.data
    missing = [bool(column.missing[at]) if column.missing.ndim else False for at in range(len(series))]
    assert [None if gone else int(value) for value, gone in zip(data, missing, strict=True)] == stored
    assert [(item.row, item.code) for item in problems] == faults
