"""What the engine may know of a profile beside its text: only what is published with it."""

from __future__ import annotations

from collections.abc import Iterable

from hardtech.engines.matching import Traits
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import published

__all__ = ["TRAITS", "traits_of", "traits_of_offers"]

TRAITS = (
    "ref",
    "owner__ref",
    "owner__kind",
    "owner__province",
    "owner__city",
    "fields",
    "trl",
    "language",
    "published_at",
)


def traits_of(profile: Offer | Need) -> Traits:
    """The traits of a record that is at hand with its owner."""
    owner = profile.owner
    return Traits(
        owner=owner.ref,
        owner_kind=owner.kind,
        fields=frozenset(profile.fields),
        trl=profile.trl,
        province=owner.province,
        city=owner.city,
        language=profile.language,
        published=profile.published_at,
    )


def traits_of_offers(refs: Iterable[str]) -> dict[str, Traits]:
    """Reference → traits of those that are published, in one query that reads no texts."""
    rows = published(Offer).filter(ref__in=list(refs)).values_list(*TRAITS)
    return {
        ref: Traits(owner, kind, frozenset(fields), trl, province, city, language, published)
        for ref, owner, kind, province, city, fields, trl, language, published in rows
    }
