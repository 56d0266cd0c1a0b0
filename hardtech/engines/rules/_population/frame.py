"""Polars frames as people hand them over → columns of stored facts; every cell that can't be used is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from hardtech.base.money import Bare
from hardtech.engines.rules._case.facts import FALSE, LARGEST, TRUE, problem, store
from hardtech.engines.rules._errors import FactProblem
from hardtech.engines.rules._language.dates import EPOCH
from hardtech.engines.rules._measure import Fact
from hardtech.engines.rules._population.evaluation import FactColumn
from hardtech.engines.rules._population.planes import NOWHERE
from hardtech.engines.rules._population.whole import column


@dataclass(frozen=True, slots=True)
class Population:
    """Facts of many subjects as columns."""

    rows: int
    columns: Mapping[str, FactColumn]


def read_population(
    facts: Mapping[str, Fact], frame: pl.DataFrame, bare: Bare = Bare.FEN
) -> tuple[Population, list[FactProblem]]:
    """The columns of `frame` that bear names of `facts`, and what is wrong with cells (`row` counts from 1).

    Numbers are in each fact's unit, or texts such as `30000 yuan`; `bare` is what a sum without a unit means, in a column
    `NAME_fen` it is fen. Null and empty cells are unknown. A cell with a fault counts as unknown: a caller who must not
    assess such a row leaves it out by its number.
    """
    columns: dict[str, FactColumn] = {}
    problems: list[FactProblem] = []
    for name, fact in facts.items():
        if name in frame.columns:
            columns[name] = _column(fact, frame[name], bare, problems)
        elif fact.type == "money" and f"{name}_{fact.unit}" in frame.columns:
            columns[name] = _column(fact, frame[f"{name}_{fact.unit}"], Bare.FEN, problems)
    return Population(frame.height, columns), sorted(problems, key=lambda item: (item.row, item.fact))


def _column(fact: Fact, series: pl.Series, bare: Bare, problems: list[FactProblem]) -> FactColumn:
    if series.dtype == pl.String:
        series = series.set(series.str.contains(r"^\s*$").fill_null(value=False), None)
    elif series.dtype in {pl.Categorical, pl.Enum}:
        series = series.cast(pl.String)
    stored = _quick(fact, series, bare)
    doubtful = (stored.is_null() & series.is_not_null()).arg_true().to_list()
    if doubtful:
        stored = _slowly(fact, series, stored, doubtful, bare, problems)
    return _packed(fact, stored)


def _quick(fact: Fact, series: pl.Series, bare: Bare) -> pl.Series:
    """Stored values by column operations; null where a cell needs a closer look."""
    if fact.type == "bool":
        return _truths(series)
    if fact.type == "choice":
        known = (
            series.cast(pl.String)
            if series.dtype == pl.String
            else pl.Series([None] * len(series), dtype=pl.String)
        )
        return known.cast(pl.Enum(fact.options), strict=False)
    if fact.type == "date":
        days = series if series.dtype == pl.Date else _dates(series)
        return days.to_physical().cast(pl.Int64) + EPOCH
    numbers = _numbers(series, 2 if fact.type == "money" and bare is Bare.YUAN else fact.decimals)
    if fact.type == "money" and bare is Bare.REFUSED:
        numbers = numbers.set((numbers != 0).fill_null(value=False), None)
    low = -LARGEST if fact.low is None else fact.low
    high = LARGEST if fact.high is None else min(fact.high, LARGEST)
    return numbers.set(~numbers.is_between(low, high).fill_null(value=True), None)


def _truths(series: pl.Series) -> pl.Series:
    if series.dtype == pl.Boolean:
        return series
    if series.dtype != pl.String:
        return pl.Series([None] * len(series), dtype=pl.Boolean)
    plain, false = series == "true", series == "false"
    if not (series.is_not_null() & ~plain & ~false).any():
        return plain
    words = {**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}
    return series.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)


def _dates(series: pl.Series) -> pl.Series:
    if series.dtype != pl.String:
        return pl.Series([None] * len(series), dtype=pl.Date)
    days: pl.Series = series.str.to_date("%Y-%m-%d", strict=False)
    return days


def _numbers(series: pl.Series, decimals: int) -> pl.Series:
    """Whole numbers of the last of so many decimals."""
    factor = 10**decimals
    nothing = pl.Series([None] * len(series), dtype=pl.Int64)
    if series.dtype.is_integer():
        limit = LARGEST // factor
        narrow = series.cast(pl.Int64, strict=False)
        stored: pl.Series = narrow.set(~narrow.is_between(-limit, limit).fill_null(value=True), None) * factor
        return stored
    if series.dtype.is_decimal():
        series = series.cast(pl.String)
    if series.dtype != pl.String:
        return nothing
    if decimals == 0:
        return series.cast(pl.Int64, strict=False)
    parts = series.str.extract_groups(
        rf"^([+-]?)([0-9]{{1,{18 - decimals}}})(?:\.([0-9]{{1,{decimals}}}))?$"
    ).struct.unnest()
    sign, whole, rest = (parts.to_series(at) for at in range(3))
    places = rest.fill_null("").str.pad_end(decimals, "0").cast(pl.Int64, strict=False)
    number: pl.Series = whole.cast(pl.Int64, strict=False) * factor + places
    return pl.select(pl.when(sign == "-").then(-number).otherwise(number)).to_series()


def _slowly(
    fact: Fact, series: pl.Series, stored: pl.Series, rows: list[int], bare: Bare, problems: list[FactProblem]
) -> pl.Series:
    """Cell by cell, as a single case would read it."""
    values: list[Any] = []
    for row in rows:
        cell = series[row]
        fault = problem(fact, cell, row + 1, bare)
        if fault is None:
            values.append(store(fact, cell, bare))
        else:
            problems.append(fault)
            values.append(None)
    index = pl.Series(rows, dtype=pl.UInt32)
    return stored.scatter(index, pl.Series(values, dtype=stored.dtype))


def _packed(fact: Fact, stored: pl.Series) -> FactColumn:
    missing = stored.is_null().to_numpy() if stored.null_count() else NOWHERE
    if fact.type == "bool":
        return FactColumn(
            stored.fill_null(value=False).to_numpy(), missing, (), stored.fill_null(value=True).to_numpy()
        )
    if fact.type == "choice":
        codes = stored.to_physical().cast(pl.Int16).fill_null(0).to_numpy()
        return FactColumn(codes, missing, fact.options)
    filling = EPOCH if fact.type == "date" else 0
    return FactColumn(column(stored.fill_null(filling).to_numpy()), missing)
