"""A search by words and by meaning at once, over the layers of a catalogue (formula: `_meaning/fusion.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._index.filter import Filter
from hardtech.engines.matching._index.segment import Segment
from hardtech.engines.matching._meaning.fusion import (
    BLOCK,
    CANDIDATES,
    FAR,
    Parts,
    add,
    lend,
    share_of_meaning,
)
from hardtech.engines.matching._meaning.vectors import VectorQuery, Vectors, cosines_among, nearest
from hardtech.engines.matching._text.weights import RankingQuery
from hardtech.engines.matching._types import Hit

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Searched:
    """A layer as a search sees it: its segment, its vectors, and which rows count."""

    segment: Segment
    vectors: Vectors
    only: Filter | None


@dataclass(frozen=True, slots=True)
class _Found:
    """Candidates: layer and row of each, what its words score, and its cosine (not a number: no vector)."""

    layers: NDArray[np.int64]
    rows: NDArray[np.int32]
    words: Floats
    cosines: Floats

    def only(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> _Found:
        return _Found(self.layers[kept], self.rows[kept], self.words[kept], self.cosines[kept])


def search_by_both(
    layers: Sequence[Searched], ranking: RankingQuery, query: VectorQuery, top: int
) -> list[Hit]:
    """The `top` best documents of all `layers`, best first, equal scores by id."""
    found = _candidates(layers, ranking, query)
    words, meaning = add(found.words, found.cosines, share_of_meaning(ranking.length))
    near = np.flatnonzero((found.words > 0) | (found.cosines >= FAR))
    found, words, meaning = found.only(near), words[near], meaning[near]
    ids = _Ids(layers, found)
    order = _best(words + meaning, max(top, BLOCK), ids)
    block = np.array(sorted(order[:BLOCK], key=ids.of), dtype=np.int64)
    parts = lend(words[block], meaning[block], _likeness(layers, found.only(block)))
    hits = [_hit(ids.of(place), parts, i) for i, place in enumerate(block.tolist())]
    hits.sort(key=lambda hit: (-hit.score, hit.id))
    alone = Parts(words, meaning, np.zeros(len(words)))
    return [*hits, *(_hit(ids.of(place), alone, place) for place in order[BLOCK:])][:top]


def _candidates(layers: Sequence[Searched], ranking: RankingQuery, query: VectorQuery) -> _Found:
    """The best by words and the nearest in meaning of all layers, each once."""
    by_meaning = nearest([(layer.vectors, layer.only) for layer in layers], query, CANDIDATES)
    by_words = [
        layer.segment.search(ranking, CANDIDATES, layer.only, rows)
        for layer, (rows, _) in zip(layers, by_meaning, strict=True)
    ]
    every = np.concatenate([scores for _, scores, _ in by_words])
    least = np.partition(every, -CANDIDATES)[-CANDIDATES] if len(every) > CANDIDATES else 0.0
    found = []
    for number, layer in enumerate(layers):
        (near, _), (best, scores, scores_of_near) = by_meaning[number], by_words[number]
        best, scores = best[scores >= least], scores[scores >= least]
        rows = np.union1d(best, near).astype(np.int32)
        words = np.zeros(len(rows))
        words[np.searchsorted(rows, near)] = scores_of_near
        words[np.searchsorted(rows, best)] = scores
        cosines = layer.vectors.cosines(query, rows)
        found.append(_Found(np.full(len(rows), number), rows, words, cosines))
    return _Found(
        np.concatenate([some.layers for some in found]),
        np.concatenate([some.rows for some in found]),
        np.concatenate([some.words for some in found]),
        np.concatenate([some.cosines for some in found]),
    )


class _Ids:
    """The ids of candidates, read when they are asked for."""

    def __init__(self, layers: Sequence[Searched], found: _Found) -> None:
        self._layers = layers
        self._found = found

    def of(self, place: int) -> str:
        segment = self._layers[int(self._found.layers[place])].segment
        return segment.ids[int(self._found.rows[place])]


def _best(scores: Floats, n: int, ids: _Ids) -> list[int]:
    """The places of the `n` best scores, best first, equal scores by id."""
    least = np.partition(scores, -n)[-n] if n < len(scores) else -np.inf
    places = np.flatnonzero(scores >= least).tolist()
    return sorted(places, key=lambda place: (-scores[place], ids.of(place)))[:n]


def _likeness(layers: Sequence[Searched], found: _Found) -> Floats:
    """The cosine of each two of `found`, 0 where one has no vector."""
    if not len(found.rows):
        return np.zeros((0, 0))
    chosen = [
        layers[layer].vectors.codes_of(row) for layer, row in zip(found.layers, found.rows, strict=True)
    ]
    return cosines_among(np.array(chosen))


def _hit(id_: str, parts: Parts, place: int) -> Hit:
    meaning, company = float(parts.meaning[place]), float(parts.company[place])
    return Hit(id_, float(parts.words[place]) + meaning + company, meaning, company)
