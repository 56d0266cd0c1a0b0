"""Rounding of exact amounts to whole steps of fen; the same for one amount and for a column."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray


def rounded(value: Fraction | int, mode: str, step: int) -> int:
    """`value` (fen) to a multiple of `step`; `down` and `up` mean towards less and more."""
    exact = Fraction(value)
    return step * int(_divided(exact.numerator, exact.denominator * step, mode))


def rounded_columns(number: NDArray[Any], divisor: Any, mode: str, step: int) -> NDArray[Any]:
    """`rounded` for number / divisor; both whole, divisor > 0."""
    whole: NDArray[Any] = _divided(number, divisor * step, mode, np.where)
    return whole if step == 1 else whole * step


def _divided(
    number: Any, divisor: Any, mode: str, where: Any = lambda test, yes, no: yes if test else no
) -> Any:
    whole = number // divisor
    if mode == "down":
        return whole
    rest = number - whole * divisor
    if mode == "up":
        return whole + where(rest > 0, 1, 0)
    twice = rest * 2
    if mode == "half_up":
        return whole + where(twice >= divisor, 1, 0)
    even = where(twice == divisor, whole % 2, where(twice > divisor, 1, 0))
    return whole + even
