"""How an index lies in its arrays: their names, their kinds, and the numbers that loops and readers share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Cells = tuple[
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.uint16],
    NDArray[np.uint16],
    NDArray[np.uint16],
    NDArray[np.uint8],
]

Postings = tuple[
    NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint8], NDArray[np.int64], NDArray[np.int32]
]

TABLED = 8
"""Counts below this take their factors from a table, made for each query."""

SHIFT = 14
"""Rows of a block as a power of two: the sums of a block stay in the processor's own cache."""

MANY = 255
"""What a byte holds for a count from here on: the true one stands aside."""

CELLS = ("cell_starts", "one_starts", "many_starts", "blocks", "cell_ones", "cell_many", "cell_most")
POSTINGS = ("ones", "many", "counts", "heavy_places", "heavy_counts")
