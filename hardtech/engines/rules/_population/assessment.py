"""Every measure for a whole population: Polars columns in, Polars columns out, the same answers as `assess`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hardtech.base.money import rounded
from hardtech.engines.rules._case.assessment import STOPPED
from hardtech.engines.rules._case.evaluation import ANSWERS
from hardtech.engines.rules._language.rounding import rounded_columns
from hardtech.engines.rules._measure import Condition, Rule, Transition, Version
from hardtech.engines.rules._population.evaluation import Batch, FactColumn, evaluate
from hardtech.engines.rules._population.frame import Population
from hardtech.engines.rules._population.planes import NOWHERE, Numbers, Truth, either, every, some
from hardtech.engines.rules._population.whole import Whole, part, whole

ROWS = 65_536
"""Rows worked on at once: what they need fits the processor's cache."""

_NO, _UNKNOWN, _JUDGEMENT, _YES = range(len(ANSWERS))
_WORDS = pl.Series(ANSWERS, dtype=pl.Enum(ANSWERS))


@dataclass(frozen=True, slots=True)
class RowAnswers:
    """For each row the place of the answer in ANSWERS, and fen (object: beyond 64 bits) where something is granted."""

    answers: NDArray[np.uint8]
    amounts: NDArray[Any] | None
    grants: Any = np.True_


def assess_population(
    measures: Iterable[Rule],
    population: Population,
    on: datetime.date,
    *,
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> pl.DataFrame:
    """For each measure a column `ID` with the answer, and `ID amount_fen` where it grants one.

    `progress` is called with the rows done. Amounts are null where the answer is not yes; Int128, then text, where
    Int64 would not do.
    """
    chosen = [(measure, _Answers(measure, population.rows)) for measure in measures]
    starts = range(0, population.rows, ROWS)

    def work(start: int) -> None:
        batch = _batch(population, start, min(start + ROWS, population.rows), on)
        for measure, answers in chosen:
            answers.put(start, outcome(measure, on, batch))

    # NumPy gives up the interpreter's lock in its loops, and each batch writes to rows of its own: threads are enough,
    # and nobody waits for the order in which batches end.
    with ThreadPoolExecutor(threads) as pool:
        done = pool.map(work, starts) if threads > 1 else map(work, starts)
        for start, _ in zip(starts, done, strict=True):
            if progress is not None:
                progress(min(start + ROWS, population.rows))
    return pl.DataFrame([series for _, answers in chosen for series in answers.series()])


class _Answers:
    """What comes out for one measure, filled in batch by batch."""

    def __init__(self, measure: Rule, rows: int) -> None:
        self.measure = measure
        self.answers = np.empty(rows, dtype=np.uint8)
        pays = {version.amount is not None for version in measure.versions}
        self.amounts = np.empty(rows, dtype=np.int64) if True in pays else None
        self.grants = np.ones(rows, dtype=bool) if len(pays) > 1 else None
        self.giants: dict[int, int] = {}

    def put(self, start: int, result: RowAnswers) -> None:
        stop = start + len(result.answers)
        self.answers[start:stop] = result.answers
        if self.amounts is None:
            return
        if result.amounts is None:
            self.amounts[start:stop] = 0
        elif result.amounts.dtype == object:
            self.amounts[start:stop] = self._narrowed(start, result)
        else:
            self.amounts[start:stop] = result.amounts
        if self.grants is not None:
            self.grants[start:stop] = result.grants if result.amounts is not None else False

    def _narrowed(self, start: int, result: RowAnswers) -> NDArray[np.int64]:
        """Amounts in 64 bits; those that count and do not fit are put aside, exactly."""
        amounts = [int(amount) for amount in result.amounts] if result.amounts is not None else []
        fits = np.array([-(2**63) <= amount < 2**63 for amount in amounts])
        for at in np.flatnonzero((result.answers == _YES) & ~fits):
            self.giants[start + int(at)] = amounts[at]
        return np.array(
            [amount if fit else 0 for amount, fit in zip(amounts, fits, strict=True)], dtype=np.int64
        )

    def series(self) -> list[pl.Series]:
        """The answers, and the amounts where something is granted."""
        named = _WORDS.gather(pl.Series(self.answers)).alias(self.measure.id)
        if self.amounts is None:
            return [named]
        granted = self.answers == _YES
        if self.grants is not None:
            granted &= self.grants
        amounts = pl.Series(f"{self.measure.id} amount_fen", self.amounts)
        if self.giants:
            wide = pl.Int128 if max(map(abs, self.giants.values())) < 2**127 else pl.String
            places = pl.Series(list(self.giants), dtype=pl.UInt32)
            giants = [str(amount) for amount in self.giants.values()]
            amounts = amounts.cast(pl.String).scatter(places, pl.Series(giants)).cast(wide)
        return [named, amounts.set(pl.Series(~granted), None)]


def _batch(population: Population, start: int, stop: int, on: datetime.date) -> Batch:
    columns = {}
    for name, every_row in population.columns.items():
        missing = every_row.missing
        if missing is not NOWHERE:
            missing = missing[start:stop]
        data = every_row.data
        data = part(data, start, stop) if isinstance(data, Whole) else data[start:stop]
        maybe = None if every_row.maybe is None else every_row.maybe[start:stop]
        columns[name] = FactColumn(data, missing, every_row.options, maybe)
    return Batch(stop - start, on.toordinal(), columns)


def outcome(measure: Rule, on: datetime.date, batch: Batch) -> RowAnswers:
    """What `measure` says about each row of `batch`."""
    version = measure.version_on(on)
    if version is None or (version.status or measure.status) in STOPPED:
        return RowAnswers(np.zeros(batch.rows, dtype=np.uint8), None)
    result = _version(version, batch)
    active = [
        transition for transition in version.transitions if transition.until is None or on <= transition.until
    ]
    # The last one laid over the others decides, and that is to be the first of the text: so backwards.
    for transition in reversed(active):
        result = _kept(transition, _version(measure.version_from(transition.use), batch), result, batch)
    return result


def _kept(transition: Transition, earlier: RowAnswers, later: RowAnswers, batch: Batch) -> RowAnswers:
    """The earlier version where the transition holds, the later one where it does not, open where that is open."""
    test: Truth = evaluate(transition.when, batch)
    answers = np.where(test.yes, earlier.answers, later.answers)
    if not test.decided:
        open_ = np.where(test.lacking(), np.uint8(_UNKNOWN), np.uint8(_JUDGEMENT))
        answers = np.where(test.open(), open_, answers)
    if earlier.amounts is None and later.amounts is None:
        return RowAnswers(answers, None)
    nothing = np.zeros(batch.rows, dtype=np.int64)
    both = [nothing if side.amounts is None else side.amounts for side in (earlier, later)]
    grants = np.where(test.yes, *(side.grants & (side.amounts is not None) for side in (earlier, later)))
    return RowAnswers(answers, np.where(test.yes, *both), grants)


def _version(version: Version, batch: Batch) -> RowAnswers:
    eligible = every([_condition(condition, batch) for condition in version.conditions])
    if version.amount is None:
        return RowAnswers(_answers(eligible, NOWHERE, NOWHERE), None)
    formula: Numbers = evaluate(version.amount.formula, batch)
    cap: Numbers | None = evaluate(version.amount.cap, batch) if version.amount.cap is not None else None
    unknown = either(formula.unknown, cap.unknown if cap else NOWHERE)
    undefined = either(formula.undefined, cap.undefined if cap else NOWHERE)
    amounts = _rounded(formula, version.amount.mode, version.amount.step)
    if cap is not None:
        amounts = amounts.least(_rounded(cap, "down", 1))
    data = amounts.data
    if amounts.single:
        fits = -(2**63) <= data < 2**63
        data = np.full(batch.rows, data, dtype=np.int64 if fits else object)
    return RowAnswers(_answers(eligible, unknown, undefined), data)


def _rounded(number: Numbers, mode: str, step: int) -> Whole:
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
