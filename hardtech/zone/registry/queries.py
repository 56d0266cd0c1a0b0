"""Reads of the registry used more than once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.common.refs import is_reference
from hardtech.zone.common.search import sharing_words
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.queries import timeline
from hardtech.zone.journal.verbs import Readers, readable_by
from hardtech.zone.registry.models import Membership, Organisation, Person
from hardtech.zone.registry.names import NameLikeness, provinces_differ
from hardtech.zone.registry.permissions import may_read_whole_timeline

__all__ = [
    "belongings",
    "find_organisation",
    "find_person",
    "joining",
    "organisation_timeline",
    "organisations",
    "people",
    "possible_duplicates",
]

CANDIDATES = 200
NAMES_MOST = 32  # a name in each language and the aliases of the form


def organisations() -> QuerySet[Organisation]:
    """All that stand in the registry; merged ones live on in the one that was kept."""
    return Organisation.objects.filter(merged_into__isnull=True).defer("search")


def people() -> QuerySet[Person]:
    return Person.objects.all()


def find_organisation(ref: str) -> Organisation:
    """The organisation behind a reference, also one that was merged. Raises `DoesNotExist`."""
    if not is_reference(ref):
        raise Organisation.DoesNotExist
    organisation = Organisation.objects.defer("search").select_related("merged_into").get(ref=ref)
    while organisation.merged_into is not None:
        organisation = organisation.merged_into
    return organisation


def find_person(ref: str) -> Person:
    """The person behind a reference. Raises `DoesNotExist`."""
    if not is_reference(ref):
        raise Person.DoesNotExist
    return people().get(ref=ref)


def organisation_timeline(visitor: Visitor, organisation: Organisation) -> QuerySet[Entry]:
    """Everything for members; for others what happened to the entry itself, never a word about drafts."""
    entries = timeline(organisation.ref)
    if may_read_whole_timeline(visitor, organisation):
        return entries
    return entries.filter(verb__startswith="organisation.", verb__in=readable_by(Readers.EVERYBODY))


def belongings(organisation: Organisation) -> list[tuple[str, int]]:
    """What would move when it is merged into another: plural name of the records, and their number."""
    found = []
    for relation in Organisation._meta.related_objects:
        if relation.many_to_many or relation.field.name == "merged_into":
            continue
        model = relation.related_model
        count = model._base_manager.filter(**{relation.field.name: organisation}).count()
        if count:
            found.append((str(model._meta.verbose_name_plural), count))
    return found


def joining(keep: Organisation, drop: Organisation) -> QuerySet[Membership]:
    """Who would become a member of `keep` by merging: they then read its drafts."""
    members = keep.memberships.values("person")
    return drop.memberships.exclude(person__in=members).select_related("person__user").order_by("id")


def possible_duplicates(
    *,
    names: Iterable[str],
    uscc: str | None = None,
    ror: str | None = None,
    province: str = "",
    exclude: int | None = None,
) -> list[Organisation]:
    """Organisations that may be the same one: the same code, or names alike. 陕西 is never proposed for 山西."""
    names = [name for name in dict.fromkeys(names) if name][:NAMES_MOST]
    same_code = Q(pk__in=[])
    if uscc:
        same_code |= Q(uscc=uscc)
    if ror:
        same_code |= Q(ror=ror)
    found = {one.pk: one for one in organisations().filter(same_code)}
    for name in names:
        likeness = NameLikeness(name)
        for one in sharing_words(organisations(), name)[:CANDIDATES]:
            known_as = [one.name_en, one.name_zh, *one.aliases]
            apart = provinces_differ([*names, province], [*known_as, one.province])
            if not apart and any(map(likeness.holds, known_as)):
                found[one.pk] = one
    found.pop(exclude or 0, None)
    return list(found.values())
