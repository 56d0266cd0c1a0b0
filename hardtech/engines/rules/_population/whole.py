"""Columns of whole numbers that can't overflow.

Each column knows bounds of its values. Before an operation the bounds of the result are worked out in Python's unlimited
integers; where they leave 64 bits the column becomes one of Python integers: slower, and still exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
_NARROW = 2**44

Bools = Any
"""A column of truths, or one NumPy truth for all rows."""


@dataclass(frozen=True, slots=True)
class Whole:
    """`data` is an int64 or object array, or one Python int for all rows; all values lie in low … high."""

    data: Any
    low: int
    high: int

    @property
    def single(self) -> bool:
        """One number for all rows."""
        return isinstance(self.data, int)

    def plus(self, other: Whole, sign: int = 1) -> Whole:
        """self + other, or self - other for sign -1."""
        first, last = (other.low, other.high) if sign > 0 else (-other.high, -other.low)
        low, high = self.low + first, self.high + last
        left, right = _ready(low, high, self, other)
        return Whole(left + right if sign > 0 else left - right, low, high)

    def times(self, other: Whole) -> Whole:
        """self × other."""
        if other.single and other.data == 1:
            return self
        if self.single and self.data == 1:
            return other
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        low, high = min(ends), max(ends)
        left, right = _ready(low, high, self, other)
        return Whole(left * right, low, high)

    def least(self, other: Whole) -> Whole:
        low, high = min(self.low, other.low), min(self.high, other.high)
        left, right = _ready(low, high, self, other)
        return Whole(_plain(np.minimum(left, right)), low, high)

    def greatest(self, other: Whole) -> Whole:
        low, high = max(self.low, other.low), max(self.high, other.high)
        left, right = _ready(low, high, self, other)
        return Whole(_plain(np.maximum(left, right)), low, high)

    def chosen(self, test: Bools, other: Whole) -> Whole:
        """self where `test`, else other."""
        if self is other:
            return self
        low, high = min(self.low, other.low), max(self.high, other.high)
        left, right = _ready(low, high, self, other)
        return Whole(_plain(np.where(test, left, right)), low, high)

    def compared(self, op: str, other: Whole) -> Bools:
        """self op other, as truths."""
        left, right = _ready(0, 0, self, other)
        if op == "<":
            return np.less(left, right)
        if op == "<=":
            return np.less_equal(left, right)
        if op == ">":
            return np.greater(left, right)
        if op == ">=":
            return np.greater_equal(left, right)
        return np.equal(left, right) if op == "==" else np.not_equal(left, right)


def whole(value: int) -> Whole:
    """One number for all rows."""
    return Whole(value, value, value)


def column(data: NDArray[np.int64]) -> Whole:
    """A column with the bounds that its values have."""
    return Whole(data, int(data.min()), int(data.max())) if len(data) else Whole(data, 0, 0)


def part(numbers: Whole, start: int, stop: int) -> Whole:
    """Some rows; bounds are looked at again where those of all rows are so wide that products could leave 64 bits."""
    data = numbers.data[start:stop]
    if numbers.low >= -_NARROW and numbers.high <= _NARROW:
        return Whole(data, numbers.low, numbers.high)
    return column(data)


def _ready(low: int, high: int, *operands: Whole) -> list[Any]:
    """The operands' data, as Python integers where an operand or the result would not fit 64 bits."""
    lowest = min(low, *(operand.low for operand in operands))
    highest = max(high, *(operand.high for operand in operands))
    if lowest >= _LOWEST and highest <= _HIGHEST:
        return [operand.data for operand in operands]
    return [operand.data if operand.single else operand.data.astype(object) for operand in operands]


def _plain(data: Any) -> Any:
    """A number that NumPy made of two single ones, as Python's."""
    return int(data) if isinstance(data, np.generic) or np.ndim(data) == 0 else data
