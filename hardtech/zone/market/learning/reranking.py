"""Putting a learned ranking to use: the hits of a search, their scores raised or lowered, in a new order."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hardtech.engines.matching import Hit, Traits, feature_family, pair_features, share_of_best
from hardtech.zone.market.learning.stored import Learned

__all__ = ["COMPANY", "DEPTH", "MEANING", "WORDS", "Part", "Scored", "by_default", "rerank"]

TEXT = "text"  # what the engine calls the text's part of a learned score

DEPTH = 120
"""So many of the best hits are ranked anew: whatever a page shows, all of it was looked at."""

WORDS, MEANING, COMPANY = "words", "meaning", "company"
"""What the text adds to a score: by its words, its meaning, and the company of like texts that were found, too."""


@dataclass(frozen=True)
class Part:
    """What a family of features, or a side of the text, adds to a score."""

    family: str
    score: float


@dataclass(frozen=True)
class Scored:
    """A hit with its score and what that is made of: the parts sum to it."""

    hit: Hit
    score: float
    parts: tuple[Part, ...]

    @property
    def ref(self) -> str:
        return self.hit.id


def by_default(hits: Sequence[Hit]) -> list[Scored]:
    """The text is all that counts."""
    return [_unchanged(hit) for hit in hits]


def rerank(
    learned: Learned, asking: Traits, hits: Sequence[Hit], found: Mapping[str, Traits], now: datetime
) -> list[Scored]:
    """The hits in the learned order, equal scores as they were; one whose traits are not found keeps its text score."""
    best = hits[0].score if hits else 1.0
    scored = [_scored(learned, asking, hit, found.get(hit.id), best, now) for hit in hits]
    return sorted(scored, key=lambda one: -one.score)


def _scored(
    learned: Learned, asking: Traits, hit: Hit, traits: Traits | None, best: float, now: datetime
) -> Scored:
    if traits is None:
        return _unchanged(hit)
    features = pair_features(
        asking,
        traits,
        now,
        past_success=learned.owners.get(traits.owner, 0.0),
        past_refusals=learned.offers.get(hit.id, 0.0),
    )
    by_family: defaultdict[str, float] = defaultdict(float)
    for name, value in learned.model.parts(share_of_best(hit.score, best), features).items():
        if name != TEXT:
            by_family[feature_family(name)] += value * best
    parts = (*_text_parts(hit), *(Part(family, score) for family, score in by_family.items()))
    return Scored(hit, math.fsum(part.score for part in parts), parts)


def _unchanged(hit: Hit) -> Scored:
    return Scored(hit, hit.score, _text_parts(hit))


def _text_parts(hit: Hit) -> tuple[Part, ...]:
    """The sides of the text; words alone where the search knew no meaning."""
    more = (Part(MEANING, hit.meaning), Part(COMPANY, hit.company))
    return (Part(WORDS, hit.words), *(part for part in more if part.score))
