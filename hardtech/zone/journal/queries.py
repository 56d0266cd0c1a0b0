"""Reading the journal: the timeline of a record."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from hardtech.zone.accounts.models import User
from hardtech.zone.journal.models import Entry

__all__ = ["actor_names", "timeline"]


def timeline(ref: str) -> QuerySet[Entry]:
    """All entries on or about the record, newest first. Ask only for records that the reader may see."""
    return Entry.objects.filter(Q(subject=ref) | Q(about__contains=[ref])).order_by("-seq")


def actor_names(entries: Iterable[Entry]) -> dict[str, str]:
    """Reference → name of the accounts that acted, in one query."""
    refs = {entry.actor for entry in entries if entry.actor}
    return {user.ref: user.get_full_name() for user in User.objects.filter(ref__in=refs)}
