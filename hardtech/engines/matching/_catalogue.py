"""The catalogue: documents that can be searched, and what changed since it was built."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._segment import Postings, Segment, build_segment
from hardtech.engines.matching._storage import read_segment, write_segment
from hardtech.engines.matching._types import Document, Hit, Query
from hardtech.engines.matching._weights import RankingQuery, mean_length, weigh, weighted_counts

Allowed = Collection[str] | Callable[[str], bool] | None
"""Which ids a search may return: a collection of them, a predicate, or None for all."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A segment and which of its rows are alive: None for all, else one bool for each row."""

    segment: Segment
    alive: NDArray[np.bool_] | None = None

    @property
    def documents(self) -> int:
        return len(self.segment.ids) if self.alive is None else int(np.count_nonzero(self.alive))

    @property
    def total_length(self) -> int:
        lengths = self.segment.lengths
        return int((lengths if self.alive is None else lengths[self.alive]).sum())

    def postings(self, terms: Sequence[str]) -> Postings:
        postings = self.segment.postings(terms)
        return postings if self.alive is None else postings.only(self.alive)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Documents ready to be searched. It never changes: `with_changes` returns another one.

    Scores depend on the documents alone, not on whether they were built at once or changed later.
    """

    base: Layer
    changes: Layer | None = None
    changed: Mapping[str, Mapping[str, int]] = field(default_factory=dict, repr=False)
    deleted: frozenset[str] = frozenset()
    documents: int = field(init=False)
    average_length: float = field(init=False)

    def __post_init__(self) -> None:
        documents = sum(layer.documents for layer in self._layers)
        total = sum(layer.total_length for layer in self._layers)
        object.__setattr__(self, "documents", documents)
        object.__setattr__(self, "average_length", mean_length(total, documents))

    @classmethod
    def build(cls, documents: Iterable[Document]) -> Self:
        """A catalogue in memory of `documents`, in any order. Raises DuplicateDocument."""
        return cls(Layer(build_segment((document.id, weighted_counts(document)) for document in documents)))

    @classmethod
    def open(cls, folder: Path, *, verify: bool = False) -> Self:
        """The catalogue saved in `folder`, memory-mapped; sizes are checked, with `verify` also checksums.

        Raises CatalogueMissing, CatalogueDamaged, CatalogueFromFuture.
        """
        return cls(Layer(read_segment(folder, verify=verify)))

    def save(self, folder: Path) -> None:
        """Put this catalogue in force in `folder`, in one step; readers of an earlier one are not disturbed.

        Only what was built is saved: raises ValueError where there are changes.
        """
        if self.changes is not None or self.base.alive is not None:
            raise ValueError("a catalogue with changes is built again, not saved")
        write_segment(self.base.segment, folder)

    def with_changes(self, upserts: Iterable[Document], deletes: Iterable[str] = ()) -> Self:
        """This catalogue with documents added or replaced and others taken out; a delete wins over an upsert.

        Costs time by the number of changes, not of documents. Ids that are not there may be deleted.
        """
        gone = frozenset(deletes)
        changed = {**self.changed, **{document.id: weighted_counts(document) for document in upserts}}
        changed = {id_: counts for id_, counts in changed.items() if id_ not in gone}
        deleted = (self.deleted | gone).difference(changed)
        hidden = self.base.segment.ids.find([*changed, *deleted])
        alive = np.ones(len(self.base.segment.ids), dtype=np.bool_)
        alive[hidden[hidden >= 0]] = False
        layer = Layer(build_segment(changed.items()))
        return type(self)(Layer(self.base.segment, alive), layer, changed, deleted)

    def __contains__(self, id_: object) -> bool:
        if not isinstance(id_, str) or id_ in self.deleted:
            return False
        return id_ in self.changed or bool(self.base.segment.ids.find([id_])[0] >= 0)

    def __len__(self) -> int:
        return self.documents

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many documents each of `terms` (as `analyse` gives them) stands."""
        return _frequencies([layer.postings(terms) for layer in self._layers], len(terms))

    def search(self, query: Query, top: int, allowed: Allowed = None) -> list[Hit]:
        """The `top` best documents for `query` among those allowed, best first, equal scores by id.

        A document that shares no term with the query is never a hit.
        """
        weighed = weigh(query)
        found = [layer.postings(weighed.terms) for layer in self._layers]
        ranking = weighed.among(self.documents, _frequencies(found, len(weighed.terms)))
        ranked = (
            _ranked(layer, _scores(layer, postings, ranking, self.average_length), top, allowed)
            for layer, postings in zip(self._layers, found, strict=True)
        )
        return list(islice(heapq.merge(*ranked, key=lambda hit: (-hit.score, hit.id)), top))

    @property
    def _layers(self) -> tuple[Layer, ...]:
        return (self.base,) if self.changes is None else (self.base, self.changes)


def _frequencies(found: Iterable[Postings], terms: int) -> list[int]:
    """In how many documents each of the asked terms was found."""
    frequencies = np.zeros(terms, dtype=np.int64)
    for postings in found:
        frequencies += np.bincount(postings.owners, minlength=terms)
    return [int(frequency) for frequency in frequencies]


def _scores(
    layer: Layer, postings: Postings, query: RankingQuery, average_length: float
) -> NDArray[np.float64]:
    """The score of every row of `layer`."""
    norms = query.k1 * (1 - query.b + query.b * (layer.segment.lengths / average_length))
    saturated = postings.counts * (query.k1 + 1) / (postings.counts + norms[postings.rows])
    added = np.array(query.values)[postings.owners] * saturated
    return np.bincount(postings.rows, added, len(layer.segment.lengths)).astype(np.float64, copy=False)


def _ranked(layer: Layer, scores: NDArray[np.float64], top: int, allowed: Allowed) -> Iterator[Hit]:
    """The best rows of `layer`, lazily: rows are in order of id, so a stable sort breaks ties by id."""
    ids = layer.segment.ids
    if isinstance(allowed, Collection):
        kept = ids.find(list(allowed))
        mask = np.zeros(len(ids), dtype=np.bool_)
        mask[kept[kept >= 0]] = True
        scores = np.where(mask, scores, 0.0)
    rows = np.flatnonzero(scores > 0)
    if not callable(allowed) and 0 < top < len(rows):
        rows = rows[scores[rows] >= np.partition(scores[rows], -top)[-top]]
    for row in rows[np.argsort(-scores[rows], kind="stable")].tolist():
        hit = Hit(ids[row], float(scores[row]))
        if not callable(allowed) or allowed(hit.id):
            yield hit
