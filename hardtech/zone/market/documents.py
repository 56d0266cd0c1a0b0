"""How offers and needs are put to the match engine: as documents that are found, and whose text looks for others."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hardtech.engines.matching import Document
from hardtech.zone.finding.nouns import CatalogueNoun
from hardtech.zone.market.models import Need, Offer, Profile
from hardtech.zone.market.queries import published

__all__ = ["NEED_NOUN", "OFFER_NOUN", "as_document", "with_texts"]

P = TypeVar("P", bound=Profile)


def with_texts(profiles: QuerySet[P]) -> QuerySet[P]:
    """Fetch what a document needs in as few queries as for one profile."""
    return profiles.prefetch_related(*profiles.model.TEXT_ROWS)


def as_document(profile: Offer | Need) -> Document:
    """The profile as something that can be found; its id is the public reference."""
    return Document(
        id=profile.ref,
        title=profile.title,
        keywords=", ".join(profile.keywords),
        summary=profile.summary,
        body="\n".join(text for text in profile.document_texts() if text),
        trl=profile.trl,
    )


OFFER_NOUN = CatalogueNoun("offer", _("Offers"), Offer, lambda: published(Offer), as_document)
NEED_NOUN = CatalogueNoun("need", _("Needs"), Need, lambda: with_texts(published(Need)), as_document)
