"""The inner loops of a build, compiled: from the bytes of many texts to postings by term."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._index.compiled import compiled
from hardtech.engines.matching._index.layout import MANY, SHIFT


@compiled
def rehash(slots: NDArray[np.int32], hashes: NDArray[np.uint64], used: int) -> None:
    """Enter the first `used` pieces into the empty `slots`, whose number is a power of two."""
    mask = np.uint64(len(slots) - 1)
    for piece in range(used):
        slot = hashes[piece] & mask
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = piece


@compiled
def split(
    text: NDArray[np.uint8],
    slots: NDArray[np.int32],
    hashes: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    used: int,
) -> tuple[NDArray[np.int32], NDArray[np.int64], int]:
    """The pieces of `text` between blanks as numbers, where each part (closed by a NUL) ends among them, and how many
    pieces are known now.

    A piece met for the first time gets the next number and is copied to `data`; all arrays have room for it.
    """
    length = len(text)
    tokens = np.empty(length // 2 + 1, np.int32)
    ends = np.empty(np.count_nonzero(text == 0), np.int64)
    mask = np.uint64(len(slots) - 1)
    token, part, at = 0, 0, 0
    while at < length:
        if text[at] <= 32:
            if text[at] == 0:
                ends[part] = token
                part += 1
            at += 1
            continue
        start, code = at, np.uint64(14695981039346656037)
        while text[at] > 32:
            code = (code ^ np.uint64(text[at])) * np.uint64(1099511628211)
            at += 1
        code ^= code >> np.uint64(32)
        slot = code & mask
        while True:
            piece = slots[slot]
            if piece < 0:
                slots[slot] = piece = np.int32(used)
                hashes[used] = code
                first = offsets[used]
                data[first : first + at - start] = text[start:at]
                used += 1
                offsets[used] = first + at - start
                break
            if hashes[piece] == code and _same(data, offsets[piece], offsets[piece + 1], text, start, at):
                break
            slot = (slot + np.uint64(1)) & mask
        tokens[token] = piece
        token += 1
    return tokens[:token].copy(), ends, used


@compiled
def _same(
    data: NDArray[np.uint8], first: int, last: int, text: NDArray[np.uint8], start: int, end: int
) -> bool:
    if last - first != end - start:
        return False
    for place in range(end - start):  # noqa: SIM110 - a generator is not compiled
        if data[first + place] != text[start + place]:
            return False
    return True


@compiled
def count(
    tokens: NDArray[np.int32],
    ends: NDArray[np.int64],
    weights: NDArray[np.int32],
    firsts: NDArray[np.int32],
    expanded: NDArray[np.int32],
    vocabulary: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """The distinct terms of each document, their weighted counts, and how many each document has.

    Piece `p` stands for the terms `expanded[firsts[p]:firsts[p + 1]]`; a document has one part for each weight.
    """
    total = 0
    for token in tokens:
        total += firsts[token + 1] - firsts[token]
    terms, counts = np.empty(total, np.int32), np.empty(total, np.int32)
    documents = len(ends) // len(weights)
    sizes = np.empty(documents, np.int64)
    sums = np.zeros(vocabulary, np.int32)
    kept, at = 0, 0
    for document in range(documents):
        begin = kept
        for part in range(len(weights)):
            end = ends[document * len(weights) + part]
            while at < end:
                for place in range(firsts[tokens[at]], firsts[tokens[at] + 1]):
                    term = expanded[place]
                    if sums[term] == 0:
                        terms[kept] = term
                        kept += 1
                    sums[term] += weights[part]
                at += 1
        for place in range(begin, kept):
            counts[place] = sums[terms[place]]
            sums[terms[place]] = 0
        sizes[document] = kept - begin
    return terms[:kept].copy(), counts[:kept].copy(), sizes


@compiled
def measure(
    order: NDArray[np.int64],
    starts: NDArray[np.int64],
    terms: NDArray[np.int32],
    counts: NDArray[np.int32],
    ranks: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], int]:
    """By term: its cells, its postings with count 1 and its others; by row: its length; and how many are heavy."""
    cells = np.zeros(len(ranks) + 1, np.int64)
    ones, many = cells.copy(), cells.copy()
    last = np.full(len(ranks), -1, np.int32)
    lengths = np.zeros(len(order), np.int64)
    heavy = 0
    for row in range(len(order)):
        for place in range(starts[order[row]], starts[order[row] + 1]):
            term, number = ranks[terms[place]], counts[place]
            lengths[row] += number
            if last[term] != row >> SHIFT:
                last[term] = row >> SHIFT
                cells[term + 1] += 1
            if number == 1:
                ones[term + 1] += 1
            else:
                many[term + 1] += 1
                heavy += number >= MANY
    return np.cumsum(cells), np.cumsum(ones), np.cumsum(many), lengths, heavy


@compiled
def invert(
    order: NDArray[np.int64],
    starts: NDArray[np.int64],
    terms: NDArray[np.int32],
    counts: NDArray[np.int32],
    ranks: NDArray[np.int32],
    cells: Any,
    postings: Any,
) -> None:
    """Fill the arrays of a segment, whose starts by term are known, from documents in `order`."""
    cell_starts, one_starts, many_starts, blocks, cell_ones, cell_many, cell_most = cells
    ones, many, small, heavy_places, heavy_counts = postings
    cell, single, few = cell_starts.copy() - 1, one_starts.copy(), many_starts.copy()
    last = np.full(len(ranks), -1, np.int32)
    heavy = 0
    for row in range(len(order)):
        for place in range(starts[order[row]], starts[order[row] + 1]):
            term, number = ranks[terms[place]], counts[place]
            if last[term] != row >> SHIFT:
                last[term] = row >> SHIFT
                cell[term] += 1
                blocks[cell[term]] = row >> SHIFT
            inside = row & ((1 << SHIFT) - 1)
            if number == 1:
                ones[single[term]] = inside
                single[term] += 1
                cell_ones[cell[term]] += 1
                continue
            if number >= MANY:
                heavy_places[heavy], heavy_counts[heavy] = few[term], number
                heavy += 1
            many[few[term]], small[few[term]] = inside, min(number, MANY)
            few[term] += 1
            cell_many[cell[term]] += 1
            cell_most[cell[term]] = max(cell_most[cell[term]], min(number, MANY))
