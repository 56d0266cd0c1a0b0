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

from hardtech.engines.matching._segment import Segment, build_segment
from hardtech.engines.matching._storage import read_segment, write_segment
from hardtech.engines.matching._types import Document, Hit, Query, Statistics
from hardtech.engines.matching._weights import RankingQuery, mean_length, weigh, weighted_counts

Mask = NDArray[np.bool_] | None
"""One bool for each row of a segment, None for all of them."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A segment, which of its rows are no more (int32, ascending), and the length of the others together."""

    segment: Segment
    hidden: NDArray[np.int32]
    total_length: int

    @property
    def documents(self) -> int:
        return len(self.segment.ids) - len(self.hidden)

    def mask(self, chosen: Mask) -> Mask:
        """`chosen` without the hidden rows."""
        if not len(self.hidden):
            return chosen
        alive = np.ones(len(self.segment.ids), dtype=np.bool_) if chosen is None else chosen.copy()
        alive[self.hidden] = False
        return alive


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of one catalogue, one mask for each of its layers: a filter made once for many searches."""

    masks: tuple[Mask, ...]


Allowed = Selection | Collection[str] | Callable[[str], bool] | None
"""Which documents a search may return: a selection, a collection of ids, a predicate of an id, or None for all."""


@dataclass(frozen=True)
class Catalogue:
    """Documents ready to be searched. It never changes: `with_changes` returns another one.

    Scores depend on the documents alone, not on whether they were built at once or changed later.
    """

    base: Layer
    changes: Layer | None = None
    changed: Mapping[str, Mapping[str, int]] = field(default_factory=dict, repr=False)
    deleted: frozenset[str] = frozenset()

    @classmethod
    def build(cls, documents: Iterable[Document]) -> Self:
        """A catalogue in memory of `documents`, in any order. Raises DuplicateDocument."""
        return cls(_layer(build_segment((document.id, weighted_counts(document)) for document in documents)))

    @classmethod
    def open(cls, folder: Path, *, verify: bool = False) -> Self:
        """The catalogue saved in `folder`, memory-mapped; sizes are checked, with `verify` also checksums.

        Raises CatalogueMissing, CatalogueDamaged, CatalogueFromFuture.
        """
        return cls(_layer(read_segment(folder, verify=verify)))

    def save(self, folder: Path) -> None:
        """Put this catalogue in force in `folder`, in one step; readers of an earlier one are not disturbed.

        Only what was built is saved: raises ValueError where there are changes.
        """
        if self.changes is not None or len(self.base.hidden):
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
        found = self.base.segment.ids.find([*changed, *deleted])
        hidden = np.sort(found[found >= 0]).astype(np.int32)
        layer = _layer(build_segment(changed.items()))
        return type(self)(_layer(self.base.segment, hidden), layer, changed, deleted)

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

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many documents each of `terms` (as `analyse` gives them) stands."""
        found = [layer.segment.frequencies(terms, layer.hidden) for layer in self.layers]
        return [int(frequency) for frequency in np.sum(found, axis=0)]

    def ranking(self, query: Query, statistics: Statistics | None = None) -> RankingQuery:
        """`query` weighed by the statistics of this catalogue, or by those given, as of all shards."""
        return weigh(query).among(self if statistics is None else statistics)

    def select(self, ids: Collection[str]) -> Selection:
        """A filter that passes `ids`, to be given to many searches of this very catalogue."""
        return Selection(tuple(_mask_of(layer.segment, ids) for layer in self.layers))

    def search(
        self, query: Query, top: int, allowed: Allowed = None, statistics: Statistics | None = None
    ) -> list[Hit]:
        """The `top` best documents for `query` among those allowed, best first, equal scores by id.

        A document that shares no term with the query is never a hit. `statistics` are those of the whole where
        this catalogue is one shard of it: then the scores are those of the whole.
        """
        ranking = self.ranking(query, statistics)
        if not callable(allowed):
            selection = allowed if isinstance(allowed, Selection) or allowed is None else self.select(allowed)
            return self._top(ranking, top, selection)
        depth = top
        while True:
            found = self._top(ranking, depth, None)
            passed = [hit for hit in found if allowed(hit.id)]
            if len(passed) >= top or len(found) < depth:
                return passed[:top]
            depth *= 4

    def _top(self, ranking: RankingQuery, top: int, selection: Selection | None) -> list[Hit]:
        masks = selection.masks if selection else (None,) * len(self.layers)
        ranked = []
        for layer, mask in zip(self.layers, masks, strict=True):
            rows, scores = layer.segment.top(ranking, top, layer.mask(mask))
            ids = layer.segment.ids
            ranked.append(
                [Hit(ids[row], score) for row, score in zip(rows.tolist(), scores.tolist(), strict=True)]
            )
        return list(islice(heapq.merge(*ranked, key=lambda hit: (-hit.score, hit.id)), top))


def _layer(segment: Segment, hidden: NDArray[np.int32] | None = None) -> Layer:
    hidden = np.zeros(0, dtype=np.int32) if hidden is None else hidden
    return Layer(segment, hidden, int(segment.lengths.sum()) - int(segment.lengths[hidden].sum()))


def _mask_of(segment: Segment, ids: Collection[str]) -> NDArray[np.bool_]:
    found = segment.ids.find(list(ids))
    mask = np.zeros(len(segment.ids), dtype=np.bool_)
    mask[found[found >= 0]] = True
    return mask
