"""Every measure for a whole population: Polars columns in, Polars columns out, the same answers as `assess`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hardtech.engines.rules._assess import STOPPED
from hardtech.engines.rules._columns import Batch, Column, evaluate
from hardtech.engines.rules._frame import Population
from hardtech.engines.rules._measure import Condition, Measure, Transition, Version
from hardtech.engines.rules._money import rounded, rounded_columns
from hardtech.engines.rules._planes import NOWHERE, Number, Truth, either, every, some
from hardtech.engines.rules._single import ANSWERS
from hardtech.engines.rules._whole import Whole, column, whole

ROWS = 32_768
"""Rows worked on at once: what they need fits the processor's cache."""

_NO, _UNKNOWN, _JUDGEMENT, _YES = range(len(ANSWERS))
_ANSWER = pl.Enum(ANSWERS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """For each row the place of the answer in ANSWERS, and fen (object: beyond 64 bits) where something is granted."""

    answers: NDArray[np.uint8]
    amounts: NDArray[Any] | None
    grants: Any = np.True_


def assess_population(
    measures: Iterable[Measure],
    population: Population,
    on: datetime.date,
    *,
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> pl.DataFrame:
    """For each measure a column `ID` with the answer, and `ID amount_fen` where it grants one.

    `progress` is told the rows done. Amounts are null where the answer is not yes; Int128, then text, where
    Int64 would not do.
    """
    chosen = list(measures)
    starts = range(0, population.rows, ROWS)

    def work(start: int) -> list[Outcome]:
        batch = _batch(population, start, min(start + ROWS, population.rows), on)
        return [outcome(measure, on, batch) for measure in chosen]

    parts = []
    with ThreadPoolExecutor(threads) as pool:
        for start, part in zip(starts, pool.map(work, starts), strict=True):
            parts.append(part)
            if progress is not None:
                progress(min(start + ROWS, population.rows))
    columns: list[pl.Series] = []
    for at, measure in enumerate(chosen):
        columns += _series(measure, [part[at] for part in parts])
    return pl.DataFrame(columns)


def _batch(population: Population, start: int, stop: int, on: datetime.date) -> Batch:
    columns = {}
    for name, whole_column in population.columns.items():
        data = whole_column.data[start:stop]
        missing = whole_column.missing
        if missing is not NOWHERE:
            missing = missing[start:stop]
            missing = missing if missing.any() else NOWHERE
        if name in population.numbers:
            data = column(data)
        columns[name] = Column(data, missing, whole_column.options)
    return Batch(stop - start, on.toordinal(), columns)


def outcome(measure: Measure, on: datetime.date, batch: Batch) -> Outcome:
    """What `measure` says about each row of `batch`."""
    version = measure.version_on(on)
    if version is None or (version.status or measure.status) in STOPPED:
        return Outcome(np.zeros(batch.rows, dtype=np.uint8), None)
    result = _version(version, batch)
    active = [
        transition for transition in version.transitions if transition.until is None or on <= transition.until
    ]
    for transition in reversed(active):
        result = _kept(transition, _version(measure.version_from(transition.use), batch), result, batch)
    return result


def _kept(transition: Transition, earlier: Outcome, later: Outcome, batch: Batch) -> Outcome:
    """The earlier version where the transition holds, the later one where it does not, open where that is open."""
    test: Truth = evaluate(transition.when, batch)
    answers = np.where(test.yes, earlier.answers, later.answers)
    if not test.decided:
        open_ = np.where(test.lacking(), np.uint8(_UNKNOWN), np.uint8(_JUDGEMENT))
        answers = np.where(test.open(), open_, answers)
    if earlier.amounts is None and later.amounts is None:
        return Outcome(answers, None)
    nothing = np.zeros(batch.rows, dtype=np.int64)
    both = [nothing if side.amounts is None else side.amounts for side in (earlier, later)]
    grants = np.where(test.yes, *(side.grants & (side.amounts is not None) for side in (earlier, later)))
    return Outcome(answers, np.where(test.yes, *both), grants)


def _version(version: Version, batch: Batch) -> Outcome:
    eligible = every([_condition(condition, batch) for condition in version.conditions])
    if version.amount is None:
        return Outcome(_answers(eligible, NOWHERE, NOWHERE), None)
    formula: Number = evaluate(version.amount.formula, batch)
    cap: Number | None = evaluate(version.amount.cap, batch) if version.amount.cap is not None else None
    unknown = either(formula.unknown, cap.unknown if cap else NOWHERE)
    undefined = either(formula.undefined, cap.undefined if cap else NOWHERE)
    amounts = _rounded(formula, version.amount.mode, version.amount.step)
    if cap is not None:
        amounts = amounts.least(_rounded(cap, "down", 1))
    data = amounts.data
    if amounts.single:
        fits = -(2**63) <= data < 2**63
        data = np.full(batch.rows, data, dtype=np.int64 if fits else object)
    return Outcome(_answers(eligible, unknown, undefined), data)


def _rounded(number: Number, mode: str, step: int) -> Whole:
    """Whole fen; in Python integers where doubling, which halves are compared by, could leave 64 bits."""
    data, divisor = number.number.data, number.divisor.data
    if number.number.single and number.divisor.single:
        return whole(rounded(Fraction(data, divisor), mode, step))
    most = 2 * max(abs(number.number.low), abs(number.number.high)) + step
    if max(most, 2 * step * number.divisor.high) >= 2**62:
        data, divisor = np.asarray(data, dtype=object), np.asarray(divisor, dtype=object)
    return Whole(rounded_columns(data, divisor, mode, step), -most, most)


def _condition(condition: Condition, batch: Batch) -> Truth:
    if condition.node is not None:
        return evaluate(condition.node, batch)  # type: ignore[no-any-return]
    parts = [_condition(part, batch) for part in condition.parts]
    return every(parts) if condition.group == "all" else some(parts, 1)


def _answers(eligible: Truth, unknown: Any, undefined: Any) -> NDArray[np.uint8]:
    """no = 0, unknown = 1, judgement = 2, yes = 3."""
    if eligible.decided and unknown is NOWHERE and undefined is NOWHERE:
        return eligible.yes.view(np.uint8) * np.uint8(_YES)  # type: ignore[no-any-return]
    open_amount = either(unknown, undefined)
    lacking = (either(eligible.lacking(), unknown)) & eligible.maybe
    yes = eligible.yes & ~open_amount
    # maybe counts 2 (judgement), a missing fact takes one away, yes adds one
    answers = np.asarray(eligible.maybe).view(np.uint8) * np.uint8(_JUDGEMENT)
    return answers - np.asarray(lacking).view(np.uint8) + np.asarray(yes).view(np.uint8)


def _series(measure: Measure, parts: Sequence[Outcome]) -> list[pl.Series]:
    answers = np.concatenate([part.answers for part in parts]) if parts else np.zeros(0, dtype=np.uint8)
    named = pl.Series(measure.id, answers).cat.to(_ANSWER)
    if not any(part.amounts is not None for part in parts):
        return [named]
    granted = np.concatenate([(part.answers == _YES) & part.grants for part in parts])
    pieces = [
        np.zeros(len(part.answers), dtype=np.int64) if part.amounts is None else part.amounts
        for part in parts
    ]
    amounts = np.where(granted, np.concatenate(pieces), 0)
    name = f"{measure.id} amount_fen"
    exact = _exact(amounts)
    return [named, pl.select(pl.when(pl.Series(granted)).then(exact).otherwise(None).alias(name)).to_series()]


def _exact(amounts: NDArray[Any]) -> pl.Series:
    """Int64; Int128 or text where one amount needs it."""
    if amounts.dtype != object:
        return pl.Series(amounts)
    most = max(map(abs, amounts))
    if most < 2**63:
        return pl.Series(amounts.astype(np.int64))
    if most < 2**127:
        return pl.Series([int(amount) for amount in amounts], dtype=pl.Int128)
    return pl.Series([str(amount) for amount in amounts])
