"""Records that are nearly another one: shown to those who write and those who review."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hardtech.engines.matching import Catalogue, Likeness
from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.common.search import sharing_words
from hardtech.zone.finding import catalogue, vectors
from hardtech.zone.market.choices import Status
from hardtech.zone.market.documents import as_document, with_texts
from hardtech.zone.market.kinds import kind_of
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import visible_to

__all__ = ["ALIKE", "Similar", "similar_to"]

ALIKE = 0.45  # measured: of 50 pairs above it that were read, 44 told of one technology (docs/engines/matching.md)
ALIKE_ACROSS = 0.25  # between two languages; measured there, too
HITS_COMPARED = 40
UNPUBLISHED_COMPARED = 100
MOST_SHOWN = 5


@dataclass(frozen=True)
class Similar:
    """A record much like another one; `likeness` goes to 1, the same words as often."""

    profile: Offer | Need
    likeness: float

    @property
    def percent(self) -> int:
        return round(100 * self.likeness)


def similar_to(visitor: Visitor, profile: Offer | Need) -> list[Similar]:
    """Records of the same kind that are nearly this one, the likest first, among those that the visitor may see.

    The statistics are those of what is published, so nothing hidden moves the figure either.
    """
    document = as_document(profile)
    live = catalogue.current(kind_of(profile).noun)
    likeness = Likeness(document, live)
    found = []
    for one in _candidates(visitor, profile, live):
        foreign = one.language != profile.language
        share = likeness.across(as_document(one)) if foreign else likeness.of(as_document(one))
        if share >= (ALIKE_ACROSS if foreign else ALIKE):
            found.append(Similar(one, share))
    return sorted(found, key=lambda one: (-one.likeness, one.profile.ref))[:MOST_SHOWN]


def _candidates(visitor: Visitor, profile: Offer | Need, live: Catalogue) -> list[Any]:
    """The published ones that rank first for its text, and unpublished ones that share words of its title."""
    model = type(profile)
    others = visible_to(visitor, model).exclude(pk=profile.pk)
    hits = live.search(replace(vectors.query_of(as_document(profile), live), trl=None), HITS_COMPARED + 1)
    by_rank = others.filter(status=Status.PUBLISHED, ref__in=[hit.id for hit in hits])
    unpublished = others.exclude(status__in=[Status.PUBLISHED, Status.ARCHIVED])
    by_title = sharing_words(unpublished, profile.title)[:UNPUBLISHED_COMPARED]
    return [*with_texts(by_rank), *with_texts(by_title)]
