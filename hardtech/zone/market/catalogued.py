"""What the match engine can find, one entry for each noun: which records, as what documents, and what changed.

A catalogue holds only what everybody may see. The documents of companies and people are made of several rows
(profiles of the registry, published needs and offers); triggers note in `Touched` whose document a write may
have changed, so that they follow the database as offers and needs do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Model, Prefetch, QuerySet

from hardtech.engines.matching import Document
from hardtech.zone.market.documents import as_document, company_document, person_document, with_requirements
from hardtech.zone.market.models import Need, Offer, Touched
from hardtech.zone.market.queries import published
from hardtech.zone.registry.choices import OrganisationKind
from hardtech.zone.registry.models import Organisation, Person
from hardtech.zone.registry.queries import organisations, people

__all__ = ["CATALOGUED", "Catalogued", "catalogued", "companies", "people_on_offers"]

Found = QuerySet[Any]


@dataclass(frozen=True)
class Catalogued:
    """A noun that can be found.

    `entering` are the records that stand in the catalogue, with whatever their documents need;
    `changes(horizon)` are pairs (reference, transaction) of what transactions from `horizon` on wrote,
    the newest first.
    """

    code: str
    entering: Callable[[], Found]
    as_document: Callable[[Any], Document]
    changes: Callable[[int], Found]


def companies() -> QuerySet[Organisation]:
    """Every company of the registry, with the needs that it published, the newest first."""
    needs = published(Need).select_related(None).defer("description", "extra")
    return organisations().filter(kind=OrganisationKind.COMPANY).prefetch_related(Prefetch("needs", needs))


def people_on_offers() -> QuerySet[Person]:
    """The people who stand on a published offer, with these offers and their owners, the newest first."""
    offers = published(Offer).defer("description", "extra")
    named = Offer.people.through.objects.filter(offer__in=published(Offer).values("pk"))
    return people().filter(pk__in=named.values("person")).prefetch_related(Prefetch("offers", offers))


def _rows_of(model: type[Offer] | type[Need]) -> Callable[[int], Found]:
    def changes(horizon: int) -> Found:
        changed = model.objects.filter(change_xid__gte=horizon).order_by("-change_xid", "-pk")
        return changed.values_list("ref", "change_xid")

    return changes


def _touched(code: str) -> Callable[[int], Found]:
    def changes(horizon: int) -> Found:
        rows = Touched.objects.filter(kind=code, change_xid__gte=horizon).values_list("ref")
        return rows.annotate(last=Max("change_xid")).order_by("-last", "-ref")

    return changes


CATALOGUED: dict[type[Model], Catalogued] = {
    Offer: Catalogued("offer", lambda: published(Offer), as_document, _rows_of(Offer)),
    Need: Catalogued("need", lambda: with_requirements(published(Need)), as_document, _rows_of(Need)),
    Organisation: Catalogued("company", companies, company_document, _touched("company")),
    Person: Catalogued("person", people_on_offers, person_document, _touched("person")),
}


def catalogued(model: type[Model]) -> Catalogued:
    """How records of `model` are found: offers, needs, organisations (the companies), people."""
    return CATALOGUED[model]
