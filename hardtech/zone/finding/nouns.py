"""What the match engine can find, one entry for each noun: which records, as what documents, and what changed.

A catalogue holds only what everybody may see. Each of these models carries the transaction that wrote a row last
(`change_xid`, set by a trigger), which is what a process asks for at each search.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from hardtech.engines.matching import Document
from hardtech.zone.market.documents import as_document, company_document, with_requirements
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import published
from hardtech.zone.registry.choices import OrganisationKind
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.queries import organisations

__all__ = ["CATALOGUED", "Catalogued", "catalogued", "companies"]


@dataclass(frozen=True)
class Catalogued:
    """A noun that can be found. `entering` are the records of the catalogue, with what their documents need."""

    code: str
    model: type[Any]
    entering: Callable[[], QuerySet[Any]]
    as_document: Callable[[Any], Document]

    def changes(self, horizon: int) -> QuerySet[Any]:
        """Pairs (reference, transaction) of what transactions from `horizon` on wrote, the newest first."""
        changed: QuerySet[Any] = self.model.objects.filter(change_xid__gte=horizon).order_by(
            "-change_xid", "-pk"
        )
        return changed.values_list("ref", "change_xid")


def companies() -> QuerySet[Organisation]:
    """The companies of the registry; all of it is public."""
    return organisations().filter(kind=OrganisationKind.COMPANY)


CATALOGUED: dict[type[Model], Catalogued] = {
    one.model: one
    for one in (
        Catalogued("offer", Offer, lambda: published(Offer), as_document),
        Catalogued("need", Need, lambda: with_requirements(published(Need)), as_document),
        Catalogued("company", Organisation, companies, company_document),
    )
}


def catalogued(model: type[Model]) -> Catalogued:
    """How records of `model` are found: offers, needs, or organisations (the companies among them)."""
    return CATALOGUED[model]
