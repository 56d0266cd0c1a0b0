"""How offers and needs are put to the match engine: as documents that are found, and whose text looks for others."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from hardtech.engines.matching import Document
from hardtech.zone.finding.nouns import CatalogueNoun
from hardtech.zone.market.models import Need, Offer, Profile
from hardtech.zone.market.queries import published

__all__ = ["NEED_NOUN", "OFFER_NOUN", "as_document", "with_requirements"]

P = TypeVar("P", bound=Profile)


def with_requirements(profiles: QuerySet[P]) -> QuerySet[P]:
    """Fetch what a document needs in as few queries as for one profile."""
    if issubclass(profiles.model, Need):
        return profiles.prefetch_related(Prefetch("requirements"))
    return profiles


def as_document(profile: Profile) -> Document:
    """The profile as something that can be found; its id is the public reference."""
    return Document(
        id=profile.ref,
        title=profile.title,
        keywords=", ".join(profile.keywords),
        summary=profile.summary,
        body=_body(profile),
        trl=_trl(profile),
    )


def _body(profile: Profile) -> str:
    """The description and whatever else says what it can or must do."""
    parts = [profile.description]
    if isinstance(profile, Offer):
        parts += [
            profile.advantage_performance,
            profile.advantage_cost,
            profile.advantage_return,
            profile.trl_evidence,
        ]
    elif isinstance(profile, Need):
        parts += [requirement.statement for requirement in profile.requirements.all()]
    return "\n".join(part for part in parts if part)


def _trl(profile: Profile) -> int | None:
    return profile.trl if isinstance(profile, Offer | Need) else None


OFFER_NOUN = CatalogueNoun("offer", _("Offers"), Offer, lambda: published(Offer), as_document)
NEED_NOUN = CatalogueNoun("need", _("Needs"), Need, lambda: with_requirements(published(Need)), as_document)
