"""Rounding of a column of exact amounts to whole steps of fen, as `base.money.rounded` does it for one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardtech.base.money import divided


def rounded_columns(number: NDArray[Any], divisor: Any, mode: str, step: int) -> NDArray[Any]:
    """`rounded` for number / divisor; both whole, divisor > 0."""
    whole: NDArray[Any] = divided(number, divisor * step, mode, np.where)
    return whole if step == 1 else whole * step
