"""What a change of figures would do over a population, against today: who gains, who loses, what it costs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from hardtech.base.money import MoneyError, in_unit_of
from hardtech.engines.rules._case.evaluation import YES
from hardtech.engines.rules._errors import FactProblem, FactsInvalid
from hardtech.engines.rules._loading.rulebook import measure_from
from hardtech.engines.rules._measure import Rule
from hardtech.engines.rules._population.assessment import assess_population
from hardtech.engines.rules._population.frame import Population

COUNTS = ("subjects", "entitled_before", "entitled_after", "gain", "lose")


@dataclass(frozen=True, slots=True)
class Simulation:
    """`rows`: for each subject the answer and amount before and after. `groups`: sums by the columns asked for.

    Columns of sums: subjects, entitled_before, entitled_after, gain, lose (subjects whose amount, or answer where nothing is
    paid, rises or falls), fen_before, fen_after, fen_change.
    """

    rows: pl.DataFrame
    total: Mapping[str, int]
    groups: Mapping[str, pl.DataFrame]


def with_figures(measure: Rule, on: datetime.date, figures: Mapping[str, str]) -> Rule:
    """`measure` with other values of its figures in the version of `on`: `{"cap": "8 million"}`; a number alone is yuan
    where the figure is a sum of yuan.

    Raises FactsInvalid for a figure that there is not and a sum that is none, RulebookInvalid for a value of a wrong unit.
    """
    version = measure.version_on(on)
    known = sorted(version.parameters) if version else []
    unknown = [FactProblem(name, "figure_unknown", {"known": known}) for name in figures if name not in known]
    if unknown or version is None:
        raise FactsInvalid(unknown or [FactProblem("on", "not_in_force", {"on": on.isoformat()})])
    source = dict(measure.source)
    versions = [dict(row) for row in source["versions"]]
    for row in versions:
        if row["from"] == version.start.isoformat():
            changed = dict(row.get("parameters") or {})
            for name, value in figures.items():
                before = changed.get(name) or source["parameters"][name]
                try:
                    changed[name] = {**before, "value": in_unit_of(str(before["value"]), value)}
                except MoneyError as error:
                    raise FactsInvalid([FactProblem(name, error.code, error.data)]) from None
            row["parameters"] = changed
    return measure_from({**source, "versions": versions}, measure.file)


def simulate(
    before: Rule,
    after: Rule,
    population: Population,
    on: datetime.date,
    groups: Mapping[str, pl.Series] | None = None,
) -> Simulation:
    """`after` against `before` for every subject; `groups` are columns (field, size, tier …) to sum by."""
    today, changed = (_outcome(measure, population, on) for measure in (before, after))
    rows = pl.DataFrame(
        {
            "answer_before": today[0], "fen_before": today[1],
            "answer_after": changed[0], "fen_after": changed[1],
        }
    )  # fmt: skip
    was, is_ = (pl.col(f"answer_{when}") == YES for when in ("before", "after"))
    paid, pays = (pl.col(f"fen_{when}").fill_null(0) for when in ("before", "after"))
    rows = rows.with_columns(
        gain=(pays > paid) | (~was & is_ & (pays >= paid)),
        lose=(pays < paid) | (was & ~is_ & (pays <= paid)),
    )
    sums = [
        pl.len().alias("subjects"), was.sum().alias("entitled_before"), is_.sum().alias("entitled_after"),
        pl.col("gain").sum(), pl.col("lose").sum(),
        paid.cast(pl.Int128).sum().alias("fen_before"), pays.cast(pl.Int128).sum().alias("fen_after"),
        (pays.cast(pl.Int128) - paid.cast(pl.Int128)).sum().alias("fen_change"),
    ]  # fmt: skip
    total: dict[str, Any] = {name: int(value) for name, value in rows.select(sums).row(0, named=True).items()}
    tables = {
        name: rows.with_columns(column.alias(name)).group_by(name).agg(sums).sort(name, nulls_last=True)
        for name, column in (groups or {}).items()
    }
    return Simulation(rows, total, tables)


def _outcome(measure: Rule, population: Population, on: datetime.date) -> Sequence[pl.Series]:
    frame = assess_population([measure], population, on)
    nothing = pl.Series([None] * population.rows, dtype=pl.Int64)
    return [frame.to_series(0).cast(pl.String), frame.to_series(1) if frame.width > 1 else nothing]
