"""How records are put to the match engine: as documents that are found, and as queries that look."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from hardtech.engines.matching import Document, Query
from hardtech.zone.market.models import Need, Offer, Profile
from hardtech.zone.registry.fields import load_fields
from hardtech.zone.registry.models import Organisation

__all__ = ["as_document", "as_query", "company_document", "with_requirements"]

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


def as_query(profile: Profile) -> Query:
    """The profile as something that looks for its other side."""
    return Query(
        title=profile.title,
        keywords=", ".join(profile.keywords),
        summary=profile.summary,
        body=_body(profile),
        trl=_trl(profile),
    )


def company_document(company: Organisation) -> Document:
    """A company as something that can be found by what it says of itself. Its needs are found as needs."""
    return Document(
        id=company.ref,
        title="\n".join(name for name in (company.name_en, company.name_zh) if name),
        keywords=", ".join(_field_names(company.fields)),
        summary=company.summary,
    )


def _field_names(codes: Collection[str]) -> list[str]:
    """The fields as English and Chinese texts name them."""
    return [name for field in load_fields() if field.code in codes for name in (field.name_en, field.name_zh)]


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
