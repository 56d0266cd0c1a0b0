"""The records of any noun that fit a text best, narrowed as a page asks, with the reasons for each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from hardtech.engines.matching import Document, Explainer, Explanation, share_of_best
from hardtech.zone.finding import catalogue, vectors
from hardtech.zone.finding.nouns import CatalogueNoun

__all__ = ["Match", "best_matches"]

SPARE = 20  # hits beyond those asked for: some may have been withdrawn this moment


@dataclass(frozen=True)
class Match:
    """A record, its score, that score beside the best one's from 0 to 1, and why it fits."""

    record: Any
    score: float
    share: float
    explanation: Explanation


def best_matches(
    asking: Document,
    noun: CatalogueNoun,
    *,
    fields: Collection[str] = (),
    language: str = "",
    excluded: Collection[str] = (),
    least_share: float = 0.0,
    most: int = 10,
) -> list[Match]:
    """What fits the text of `asking`, best first; `excluded` are references.

    Whatever the catalogue gives is fetched once more among what everybody may see: a record that was hidden since the
    search began is left out.
    """
    live = catalogue.current(noun)
    query = vectors.query_of(asking, live)
    allowed = None
    if fields or language:
        allowed = set(noun.narrowed(fields=fields, language=language).values_list("ref", flat=True))
    hits = live.search(query, most + SPARE + len(excluded), allowed)
    records = noun.by_ref([hit.id for hit in hits if hit.id not in excluded])
    hits = [hit for hit in hits if hit.id in records][:most]
    explainer = Explainer(query, live)
    return [
        Match(
            records[hit.id],
            hit.score,
            share_of_best(hit.score, hits[0].score),
            explainer.explain(noun.as_document(records[hit.id])),
        )
        for hit in hits
        if hit.score >= least_share * hits[0].score
    ]
