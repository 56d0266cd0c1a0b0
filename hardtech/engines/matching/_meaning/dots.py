"""The loops over vectors, compiled: whole numbers only, so their results are exact and the same everywhere."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

FAR = np.iinfo(np.uint16).max


@njit(cache=True, nogil=True)
def dots(codes: NDArray[np.int8], rows: NDArray[np.int32], query: NDArray[np.int16]) -> NDArray[np.int32]:
    """The dot product of `query` with each of `rows` of `codes`."""
    sums = np.empty(len(rows), dtype=np.int32)
    for i in range(len(rows)):
        row = codes[rows[i]]
        total = np.int32(0)
        for j in range(len(query)):
            total += np.int32(row[j]) * np.int32(query[j])
        sums[i] = total
    return sums


@njit(cache=True, nogil=True)
def products(codes: NDArray[np.int8]) -> NDArray[np.int32]:
    """The dot product of each two rows of `codes`."""
    matrix = np.empty((len(codes), len(codes)), dtype=np.int32)
    for i in range(len(codes)):
        for k in range(i + 1):
            total = np.int32(0)
            for j in range(codes.shape[1]):
                total += np.int32(codes[i, j]) * np.int32(codes[k, j])
            matrix[i, k] = matrix[k, i] = total
    return matrix


@njit(cache=True, nogil=True)
def sift(
    signs: NDArray[np.uint64],
    norms: NDArray[np.float32],
    query: NDArray[np.uint64],
    chosen: tuple[bool, NDArray[np.bool_], NDArray[np.int32]],
    differences: NDArray[np.uint16],
    counts: NDArray[np.int64],
) -> None:
    """In how many places the signs of each row differ from the query's, into `differences`, and how many rows differ in so
    many places, into `counts`. What can't be chosen, or has no vector, differs in `FAR`.

    `chosen` is a filter; `differences` has a place for each row, or where few are chosen, for each of these.
    """
    few, mask, rows = chosen
    for place in range(len(differences)):
        row = rows[place] if few else place
        if norms[row] == 0 or (not few and len(mask) > 0 and not mask[row]):
            differences[place] = FAR
            continue
        differing = np.uint64(0)
        for j in range(len(query)):
            bits = signs[row, j] ^ query[j]
            # The ones of 64 bits, counted in pairs, fours and bytes: Knuth, TAOCP 4A, 7.1.3.
            bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
            pairs = bits & np.uint64(0x3333333333333333)
            bits = pairs + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
            bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
            differing += (bits * np.uint64(0x0101010101010101)) >> np.uint64(56)
        differences[place] = differing
        counts[differing] += 1
