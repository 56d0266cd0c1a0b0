"""The catalogue: documents that can be searched, and what changed since it was built."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hardtech.engines.matching._errors import ModelsMixed
from hardtech.engines.matching._index.build import build_segment, segment_of_counts
from hardtech.engines.matching._index.filter import Filter
from hardtech.engines.matching._index.segment import Segment
from hardtech.engines.matching._index.storage import read_segment, write_segment
from hardtech.engines.matching._meaning.hybrid import Searched, search_by_both
from hardtech.engines.matching._meaning.vectors import Collector, SegmentVectors, VectorQuery, no_vectors
from hardtech.engines.matching._text.weights import RankingQuery, mean_length, weigh, weighted_counts
from hardtech.engines.matching._types import Document, Hit, Query, Statistics, Vector


@dataclass(frozen=True, slots=True)
class Layer:
    """A segment, which of its rows are no more (int32, ascending), and the length of the others together.

    `meaning` holds the vectors of its rows, None where no row has one.
    """

    segment: Segment
    hidden: NDArray[np.int32]
    total_length: int
    meaning: SegmentVectors | None = None

    @property
    def documents(self) -> int:
        return len(self.segment.ids) - len(self.hidden)

    @property
    def with_vectors(self) -> int:
        if self.meaning is None:
            return 0
        present = self.meaning.vectors.present
        return int(np.count_nonzero(present)) - int(np.count_nonzero(present[self.hidden]))

    def searched(self, chosen: Filter | None, dimension: int) -> Searched:
        """The layer as a search by words and meaning sees it."""
        vectors = self.meaning.vectors if self.meaning else no_vectors(len(self.segment.ids), dimension)
        return Searched(self.segment, vectors, self.only(chosen))

    def only(self, chosen: Filter | None) -> Filter | None:
        """`chosen` without the hidden rows."""
        if not len(self.hidden):
            return chosen
        every = chosen or Filter(np.ones(len(self.segment.ids), dtype=np.bool_), None)
        return every.without(self.hidden)


@dataclass(frozen=True, slots=True)
class Changed:
    """What the index keeps of a document that changed: its weighted counts, and its vector where it has one."""

    counts: Mapping[str, int]
    vector: Vector | None

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls(weighted_counts(document), document.vector)


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of one catalogue, one filter for each of its layers: made once for many searches."""

    filters: tuple[Filter, ...]


Allowed = Selection | Collection[str] | Callable[[str], bool] | None
"""Which documents a search may return: a selection, a collection of ids, a predicate of an id, or None for all."""


@dataclass(frozen=True)
class Catalogue:
    """Documents ready to be searched. It never changes: `with_changes` returns another one.

    Scores depend on the documents alone, not on whether they were built at once or changed later.
    """

    base: Layer
    changes: Layer | None = None
    changed: Mapping[str, Changed] = field(default_factory=dict, repr=False)
    deleted: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        models = [layer.meaning.model for layer in self.layers if layer.meaning]
        if len(set(models)) > 1:
            raise ModelsMixed(*models)

    @classmethod
    def build(cls, documents: Iterable[Document]) -> Self:
        """A catalogue in memory of `documents`, in any order. Raises DuplicateDocument, ModelsMixed."""
        vectors = Collector()
        segment = build_segment(vectors.watch(documents))
        return cls(_layer(segment, meaning=vectors.meaning(segment.ids)))

    @classmethod
    def open(cls, folder: Path, *, verify: bool = False) -> Self:
        """The catalogue saved in `folder`, memory-mapped; sizes are checked, with `verify` also checksums.

        Raises CatalogueMissing, CatalogueDamaged, CatalogueFromFuture.
        """
        segment, meaning = read_segment(folder, verify=verify)
        return cls(_layer(segment, meaning=meaning))

    def save(self, folder: Path) -> None:
        """Put this catalogue in force in `folder`, in one step; readers of an earlier one are not disturbed.

        Only what was built is saved: raises ValueError where there are changes.
        """
        if self.changes is not None or len(self.base.hidden):
            raise ValueError("a catalogue with changes is built again, not saved")
        write_segment(self.base.segment, folder, self.base.meaning)

    def with_changes(self, upserts: Iterable[Document], deletes: Iterable[str] = ()) -> Self:
        """This catalogue with documents added or replaced and others taken out; a delete wins over an upsert.

        Costs time by the number of changes, not of documents. Ids that are not there may be deleted. Raises
        ModelsMixed.
        """
        gone = frozenset(deletes)
        changed = {**self.changed, **{document.id: Changed.of(document) for document in upserts}}
        changed = {id_: change for id_, change in changed.items() if id_ not in gone}
        deleted = (self.deleted | gone).difference(changed)
        rows = self.base.segment.ids.find([*changed, *deleted])
        hidden = np.sort(rows[rows >= 0]).astype(np.int32)
        base = _layer(self.base.segment, hidden, self.base.meaning)
        return type(self)(base, _layer_of(changed), changed, deleted)

    def __contains__(self, id_: object) -> bool:
        if not isinstance(id_, str) or id_ in self.deleted:
            return False
        return id_ in self.changed or bool(self.base.segment.ids.find([id_])[0] >= 0)

    def __len__(self) -> int:
        return self.documents

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What was built, and then what changed since: each ranks by itself, in the same scores."""
        return (self.base,) if self.changes is None else (self.base, self.changes)

    @cached_property
    def documents(self) -> int:
        return sum(layer.documents for layer in self.layers)

    @cached_property
    def average_length(self) -> float:
        return mean_length(sum(layer.total_length for layer in self.layers), self.documents)

    @property
    def model(self) -> str | None:
        """The model whose vectors the documents have; None where none has one."""
        return next((layer.meaning.model for layer in self.layers if layer.meaning), None)

    @property
    def with_vectors(self) -> int:
        """How many documents have a vector."""
        return sum(layer.with_vectors for layer in self.layers)

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many documents each of `terms` (as `analyse` gives them) stands."""
        counts = [layer.segment.frequencies(terms, layer.hidden) for layer in self.layers]
        return [int(frequency) for frequency in np.sum(counts, axis=0)]

    def ranking(self, query: Query, statistics: Statistics | None = None) -> RankingQuery:
        """`query` weighed by the statistics of this catalogue, or by those given, as of all shards."""
        return weigh(query).against(self if statistics is None else statistics)

    def select(self, ids: Collection[str]) -> Selection:
        """A filter that passes `ids`, to be given to many searches of this very catalogue."""
        return Selection(tuple(_filter_of(layer.segment, ids) for layer in self.layers))

    def search(
        self, query: Query, top: int, allowed: Allowed = None, statistics: Statistics | None = None
    ) -> list[Hit]:
        """The `top` best documents for `query` among those allowed, best first, equal scores by id.

        By words; where query and documents have vectors, by words and meaning. A document that shares no term with
        the query is a hit only where its meaning is near. `statistics` are those of the whole where this catalogue
        is one shard of it: then the scores by words are those of the whole. Raises ModelsMixed.
        """
        ranking = self.ranking(query, statistics)
        vector = self._vector_of(query)
        if not callable(allowed):
            selection = allowed if isinstance(allowed, Selection) or allowed is None else self.select(allowed)
            return self._top(ranking, vector, top, selection)
        depth = top
        while True:
            hits = self._top(ranking, vector, depth, None)
            passed = [hit for hit in hits if allowed(hit.id)]
            if len(passed) >= top or len(hits) < depth:
                return passed[:top]
            depth *= 4

    def _vector_of(self, query: Query) -> VectorQuery | None:
        if query.vector is None or self.model is None:
            return None
        if query.vector.model != self.model:
            raise ModelsMixed(self.model, query.vector.model)
        return VectorQuery.of(query.vector.values)

    def _top(
        self, ranking: RankingQuery, vector: VectorQuery | None, top: int, selection: Selection | None
    ) -> list[Hit]:
        filters = selection.filters if selection else (None,) * len(self.layers)
        if vector is not None:
            searched = [
                layer.searched(chosen, len(vector.codes))
                for layer, chosen in zip(self.layers, filters, strict=True)
            ]
            return search_by_both(searched, ranking, vector, top)
        ranked = []
        for layer, chosen in zip(self.layers, filters, strict=True):
            rows, scores = layer.segment.top(ranking, top, layer.only(chosen))
            ids = layer.segment.ids
            ranked.append(
                [Hit(ids[row], score) for row, score in zip(rows.tolist(), scores.tolist(), strict=True)]
            )
        return list(islice(heapq.merge(*ranked, key=lambda hit: (-hit.score, hit.id)), top))


def _layer(
    segment: Segment, hidden: NDArray[np.int32] | None = None, meaning: SegmentVectors | None = None
) -> Layer:
    hidden = np.zeros(0, dtype=np.int32) if hidden is None else hidden
    return Layer(segment, hidden, segment.total_length - segment.length_of(hidden), meaning)


def _layer_of(changed: Mapping[str, Changed]) -> Layer:
    vectors = Collector()
    for id_, change in changed.items():
        if change.vector is not None:
            vectors.take(id_, change.vector)
    segment = segment_of_counts({id_: change.counts for id_, change in changed.items()})
    return _layer(segment, meaning=vectors.meaning(segment.ids))


def _filter_of(segment: Segment, ids: Collection[str]) -> Filter:
    rows = segment.ids.find(list(ids))
    mask = np.zeros(len(segment.ids), dtype=np.bool_)
    mask[rows[rows >= 0]] = True
    return Filter.of(mask)
