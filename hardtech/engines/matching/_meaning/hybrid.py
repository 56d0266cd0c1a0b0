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
from hardtech.engines.matching._meaning.vectors import VectorQuery, Vectors, nearest, pairwise_cosines
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
class _Candidates:
    """Candidates: layer and row of each, what its words score, and its cosine (not a number: no vector)."""

    layers: NDArray[np.int64]
    rows: NDArray[np.int32]
    words: Floats
    cosines: Floats

    def only(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> _Candidates:
        return _Candidates(self.layers[kept], self.rows[kept], self.words[kept], self.cosines[kept])


def search_by_both(
    layers: Sequence[Searched], ranking: RankingQuery, query: VectorQuery, top: int
) -> list[Hit]:
    """The `top` best documents of all `layers`, best first, equal scores by id."""
    candidates = _candidates(layers, ranking, query)
    words, meaning = add(candidates.words, candidates.cosines, share_of_meaning(ranking.length))
    near = np.flatnonzero((candidates.words > 0) | (candidates.cosines >= FAR))
    candidates, words, meaning = candidates.only(near), words[near], meaning[near]
    ids = _Ids(layers, candidates)
    order = _best(words + meaning, max(top, BLOCK), ids)
    block = np.array(sorted(order[:BLOCK], key=ids.of), dtype=np.int64)
    parts = lend(words[block], meaning[block], _likeness(layers, candidates.only(block)))
    hits = [_hit(ids.of(place), parts, i) for i, place in enumerate(block.tolist())]
    hits.sort(key=lambda hit: (-hit.score, hit.id))
    scored = Parts(words, meaning, np.zeros(len(words)))
    return [*hits, *(_hit(ids.of(place), scored, place) for place in order[BLOCK:])][:top]


def _candidates(layers: Sequence[Searched], ranking: RankingQuery, query: VectorQuery) -> _Candidates:
    """The best by words and the nearest in meaning of all layers, each once."""
    by_meaning = nearest([(layer.vectors, layer.only) for layer in layers], query, CANDIDATES)
    by_words = [
        layer.segment.search(ranking, CANDIDATES, layer.only, rows)
        for layer, (rows, _) in zip(layers, by_meaning, strict=True)
    ]
    every = np.concatenate([scores for _, scores, _ in by_words])
    least = np.partition(every, -CANDIDATES)[-CANDIDATES] if len(every) > CANDIDATES else 0.0
    candidates = []
    for number, layer in enumerate(layers):
        (near, _), (best, scores, scores_of_near) = by_meaning[number], by_words[number]
        best, scores = best[scores >= least], scores[scores >= least]
        rows = np.union1d(best, near).astype(np.int32)
        words = np.zeros(len(rows))
        words[np.searchsorted(rows, near)] = scores_of_near
        words[np.searchsorted(rows, best)] = scores
        cosines = layer.vectors.cosines(query, rows)
        candidates.append(_Candidates(np.full(len(rows), number), rows, words, cosines))
    return _Candidates(
        np.concatenate([some.layers for some in candidates]),
        np.concatenate([some.rows for some in candidates]),
        np.concatenate([some.words for some in candidates]),
        np.concatenate([some.cosines for some in candidates]),
    )


class _Ids:
    """The ids of candidates, read when they are asked for."""

    def __init__(self, layers: Sequence[Searched], candidates: _Candidates) -> None:
        self._layers = layers
        self._candidates = candidates

    def of(self, place: int) -> str:
        segment = self._layers[int(self._candidates.layers[place])].segment
        return segment.ids[int(self._candidates.rows[place])]


def _best(scores: Floats, n: int, ids: _Ids) -> list[int]:
    """The places of the `n` best scores, best first, equal scores by id."""
    least = np.partition(scores, -n)[-n] if n < len(scores) else -np.inf
    places = np.flatnonzero(scores >= least).tolist()
    return sorted(places, key=lambda place: (-scores[place], ids.of(place)))[:n]


def _likeness(layers: Sequence[Searched], candidates: _Candidates) -> Floats:
    """The cosine of each two of the candidates, 0 where one has no vector."""
    if not len(candidates.rows):
        return np.zeros((0, 0))
    chosen = [
        layers[layer].vectors.codes_of(row)
        for layer, row in zip(candidates.layers, candidates.rows, strict=True)
    ]
    return pairwise_cosines(np.array(chosen))


def _hit(id_: str, parts: Parts, place: int) -> Hit:
    meaning, company = float(parts.meaning[place]), float(parts.company[place])
    return Hit(id_, float(parts.words[place]) + meaning + company, meaning, company)
