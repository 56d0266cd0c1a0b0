"""Columns of four-valued truths, exact numbers and scores: what an expression is for many rows at once.

A truth is two planes of bits, `yes` and `maybe` (not certainly no), so that and, or, not cost two operations each:

    and: yes = yes & yes, maybe = maybe & maybe        not: yes = ~maybe, maybe = ~yes

A third plane, `unknown`, says which of the undecided rows lack a fact; the others need a person's judgement. None
stands for "all of them".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from hardtech.engines.rules._population.whole import Bools, Whole

NOWHERE = np.False_


@dataclass(frozen=True, slots=True)
class Truth:
    """`maybe is yes` when every row is decided."""

    yes: Bools
    maybe: Bools
    unknown: Bools | None = None

    @property
    def decided(self) -> bool:
        return self.maybe is self.yes

    def open(self) -> Bools:
        """Rows that are not decided."""
        return NOWHERE if self.decided else self.maybe & ~self.yes

    def lacking(self) -> Bools:
        """Rows that are not decided because a fact is missing."""
        return self.open() if self.unknown is None or self.decided else self.unknown


@dataclass(frozen=True, slots=True)
class Numbers:
    """number / divisor (> 0), where it is known; `unknown` and `undefined` rows hold anything and never overlap."""

    number: Whole
    divisor: Whole
    unknown: Bools = NOWHERE
    undefined: Bools = NOWHERE

    @property
    def open(self) -> Bools:
        return either(self.unknown, self.undefined)


@dataclass(frozen=True, slots=True)
class Points:
    """Points between `low` and `high`; the same column when decided. `unknown`: open rows that lack a fact."""

    low: Bools
    high: Bools
    unknown: Bools = NOWHERE

    def settled(self) -> Points:
        """With `unknown` only where low < high."""
        if self.low is self.high or self.unknown is NOWHERE:
            return self
        return Points(self.low, self.high, self.unknown & (self.low < self.high))


def either(*planes: Bools) -> Bools:
    """The union; a plane that is nowhere costs nothing."""
    marked = [plane for plane in planes if plane is not NOWHERE]
    return reduce(np.logical_or, marked) if marked else NOWHERE


def without(plane: Bools, other: Bools) -> Bools:
    """plane & ~other."""
    return plane if plane is NOWHERE or other is NOWHERE else plane & ~other


def from_open(yes: Bools, unknown: Bools, undefined: Bools) -> Truth:
    """A truth that is `yes` where known."""
    if unknown is NOWHERE and undefined is NOWHERE:
        return Truth(yes, yes)
    open_ = either(unknown, undefined)
    return Truth(yes & ~open_, yes | open_, None if undefined is NOWHERE else unknown)


def every(truths: Sequence[Truth]) -> Truth:
    """The conjunction."""
    if len(truths) == 1:
        return truths[0]
    yes = reduce(np.logical_and, [truth.yes for truth in truths])
    open_ = [truth for truth in truths if not truth.decided]
    if not open_:
        return Truth(yes, yes)
    maybe = reduce(np.logical_and, [truth.maybe for truth in truths])
    return Truth(yes, maybe, _lacking(open_, maybe))


def some(truths: Sequence[Truth], count: int) -> Truth:
    """At least `count` of them."""
    open_ = [truth for truth in truths if not truth.decided]
    if count == 1:
        yes = reduce(np.logical_or, [truth.yes for truth in truths])
        maybe = reduce(np.logical_or, [truth.maybe for truth in truths]) if open_ else yes
    else:
        yes = _at_least([truth.yes for truth in truths], count)
        maybe = _at_least([truth.maybe for truth in truths], count) if open_ else yes
    return Truth(yes, maybe, _lacking(open_, maybe & ~yes) if open_ else None)


def _at_least(planes: Sequence[Bools], count: int) -> Bools:
    return reduce(np.add, [np.asarray(plane).astype(np.int16) for plane in planes]) >= count


def _lacking(open_: Sequence[Truth], within: Bools) -> Bools | None:
    """Of the rows `within`, those where some undecided part lacks a fact; None when all undecided ones do."""
    if all(truth.unknown is None for truth in open_):
        return None
    return reduce(np.logical_or, [truth.lacking() for truth in open_]) & within


def negated(truth: Truth) -> Truth:
    """not."""
    if truth.decided:
        no = ~truth.yes
        return Truth(no, no)
    return Truth(~truth.maybe, ~truth.yes, truth.unknown)
