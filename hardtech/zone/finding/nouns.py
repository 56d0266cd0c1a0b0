"""The nouns that can be found: rooms declare them, and catalogues, vectors and commands ask which there are."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from hardtech.engines.matching import Document
from hardtech.zone.common.declared import Register

__all__ = ["CatalogueNoun", "nouns"]


@dataclass(frozen=True)
class CatalogueNoun:
    """Records that are found by their text, in a catalogue of their own: offers, needs, companies.

    `entering` are the records that everybody may see, and no others, with what their documents need: the catalogue is
    the same for all visitors. The model inherits `ChangeTracked`, its table has the trigger of `change_tracking`, and
    its reference is the `ref` of the record and the id of its document. To be narrowed, it has the columns `fields`
    and `language`.
    """

    code: str  # names the catalogue's folder; stands in the table of vectors
    plural: Promise
    model: type[Any]
    entering: Callable[[], QuerySet[Any]]
    as_document: Callable[[Any], Document]

    def narrowed(self, *, fields: Collection[str] = (), language: str = "") -> QuerySet[Any]:
        """The entering records that have one of the fields and are in the language, where these are asked for."""
        records = self.entering()
        if fields:
            records = records.filter(fields__overlap=list(fields))
        return records.filter(language=language) if language else records

    def by_ref(self, refs: Collection[str]) -> dict[str, Any]:
        """The records behind hits, by reference, as far as everybody may see them at this moment."""
        return {record.ref: record for record in self.entering().filter(ref__in=refs)}

    def changes(self, horizon: int) -> QuerySet[Any]:
        """Pairs (reference, transaction) of what transactions from `horizon` on wrote, the newest first."""
        changed: QuerySet[Any] = self.model.objects.filter(change_xid__gte=horizon)
        return changed.order_by("-change_xid", "-pk").values_list("ref", "change_xid")


nouns = Register(CatalogueNoun, key=lambda noun: noun.code)
