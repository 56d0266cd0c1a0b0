"""The loops over vectors, compiled: whole numbers only, so their results are exact and the same everywhere."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def dots(codes: NDArray[np.int8], rows: NDArray[np.int32], query: NDArray[np.int16]) -> NDArray[np.int32]:
    """The dot product of `query` with each of `rows` of `codes`."""
    found = np.empty(len(rows), dtype=np.int32)
    for i in range(len(rows)):
        row = codes[rows[i]]
        total = np.int32(0)
        for j in range(len(query)):
            total += np.int32(row[j]) * np.int32(query[j])
        found[i] = total
    return found


@njit(cache=True, nogil=True)
def products(codes: NDArray[np.int8]) -> NDArray[np.int32]:
    """The dot product of each two rows of `codes`."""
    found = np.empty((len(codes), len(codes)), dtype=np.int32)
    for i in range(len(codes)):
        for k in range(i + 1):
            total = np.int32(0)
            for j in range(codes.shape[1]):
                total += np.int32(codes[i, j]) * np.int32(codes[k, j])
            found[i, k] = found[k, i] = total
    return found


@njit(cache=True, nogil=True)
def sift(
    signs: NDArray[np.uint64],
    query: NDArray[np.uint64],
    counting: NDArray[np.bool_],
    found: NDArray[np.uint16],
    counts: NDArray[np.int64],
) -> None:
    """In how many places the signs of each row that is `counting` differ from the query's, into `found`.

    `counts` says how many rows differ in so many places. `found` of other rows stays as it is.
    """
    for i in range(len(signs)):
        if not counting[i]:
            continue
        differing = np.uint64(0)
        for j in range(len(query)):
            bits = signs[i, j] ^ query[j]
            bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
            bits = (bits & np.uint64(0x3333333333333333)) + (
                (bits >> np.uint64(2)) & np.uint64(0x3333333333333333)
            )
            bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
            differing += (bits * np.uint64(0x0101010101010101)) >> np.uint64(56)
        found[i] = differing
        counts[differing] += 1
