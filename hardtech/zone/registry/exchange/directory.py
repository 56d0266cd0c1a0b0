"""The organisation that a row names: found by reference, code or name, or made where it is missing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hardtech.zone.common.languages import RecordLanguage, guess_language
from hardtech.zone.common.refs import assign_refs
from hardtech.zone.common.search import as_vector
from hardtech.zone.registry.choices import OrganisationKind
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.services import organisation_vector
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft

__all__ = ["Directory", "OwnerName", "folded", "organisation_of"]


@dataclass(frozen=True)
class OwnerName:
    """An organisation as a file names it; all but `name` is used only when it has to be made."""

    name: str
    uid: UUID | None = None
    kind: str = OrganisationKind.COMPANY
    country: str = "CN"
    province: str = ""
    city: str = ""
    website: str = ""


def folded(name: str) -> str:
    """Equal for names that differ in case and spacing only: likeness is for people to judge."""
    return " ".join(name.casefold().split())


class Directory:
    """All organisations by UUID, reference, code and name; a merged one stands for the one kept."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._waiting: dict[str, tuple[OwnerName, str]] = {}
        columns = ("pk", "merged_into_id", "uid", "ref", "uscc", "ror", "name_en", "name_zh", "aliases")
        # Newest first, so that of two with one name the oldest stays; names after aliases, which they beat.
        rows = list(Organisation.objects.order_by("-pk").values_list(*columns))
        for pk, merged, *_ids, aliases in rows:
            self._known.update({folded(alias): merged or pk for alias in aliases})
        for pk, merged, uid, ref, uscc, ror, name_en, name_zh, _aliases in rows:
            for key in (str(uid), ref, uscc, ror, name_en, name_zh):
                if key:
                    self._known[folded(key)] = merged or pk

    def find(self, name: str, uid: UUID | None = None) -> int | None:
        """The primary key of the organisation, or None when none is known under the name."""
        by_uid = self._known.get(str(uid)) if uid is not None else None
        return by_uid or self._known.get(folded(name))

    def want(self, owner: OwnerName, *, source: str) -> None:
        """Note that it has to be made, unless it is known. Raises `ValidationError` when it can't be."""
        if self.find(owner.name, owner.uid) is None and folded(owner.name) not in self._waiting:
            _organisation(owner, source).clean_fields(exclude=["ref", "search", "merged_into"])
            self._waiting[folded(owner.name)] = (owner, source)

    def make(self) -> int:
        """Make all that were wanted, and say how many."""
        new = [_organisation(owner, source) for owner, source in self._waiting.values()]
        assign_refs(Organisation, new)
        Organisation.objects.bulk_create(new, batch_size=1000)
        for key, made in zip(self._waiting, new, strict=True):
            self._known[key] = self._known[str(made.uid)] = made.pk
        self._waiting.clear()
        return len(new)


def organisation_of(name: str, draft: RowDraft, field: str, run: ImportRun) -> int | None:
    """The primary key of the organisation that the row names in `field`; refuses the row where none is known."""
    key = run.shared(Directory).find(name)
    if key is None:
        run.refuse(draft.problem("organisation_unknown", field, value=cells.shown(name)))
    return key


def _organisation(owner: OwnerName, source: str) -> Organisation:
    chinese = guess_language(owner.name) == RecordLanguage.CHINESE
    organisation = Organisation(
        kind=owner.kind,
        name_zh=owner.name if chinese else "",
        name_en="" if chinese else owner.name,
        country=owner.country,
        province=owner.province,
        city=owner.city,
        website=owner.website,
        source=source,
        source_id=f"name:{folded(owner.name)}"[:200],
    )
    if owner.uid is not None:
        organisation.uid = owner.uid
    organisation.search = as_vector(organisation_vector(organisation))
    return organisation
