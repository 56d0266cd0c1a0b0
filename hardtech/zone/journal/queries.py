"""Reading the journal: the timeline of a record, and the whole of it for officers."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import Visitor, is_administrator, is_zone_officer
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.verbs import Readers, readable_by

__all__ = ["actor_names", "readable_entries", "timeline"]


def timeline(ref: str) -> QuerySet[Entry]:
    """All entries on or about the record, newest first. Ask only for records that the reader may see."""
    return Entry.objects.filter(Q(subject=ref) | Q(about__contains=[ref])).order_by("-seq")


def readable_entries(visitor: Visitor) -> QuerySet[Entry]:
    """The whole journal for administrators; for officers the verbs that are declared for them."""
    if is_administrator(visitor):
        return Entry.objects.all()
    if is_zone_officer(visitor):
        return Entry.objects.filter(verb__in=readable_by(Readers.OFFICERS))
    return Entry.objects.none()


def actor_names(entries: Iterable[Entry]) -> dict[str, str]:
    """Reference → name of the accounts that acted, in one query.

    Whoever has an entry in the registry is named as it says, in the language of the page.
    """
    refs = {entry.actor for entry in entries if entry.actor}
    users = User.objects.filter(ref__in=refs).select_related("person")
    return {
        user.ref: person.name if (person := getattr(user, "person", None)) else user.get_full_name()
        for user in users
    }
