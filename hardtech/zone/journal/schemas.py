"""How an entry of the journal is given to programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

from hardtech.zone.accounts.permissions import may_read_names
from hardtech.zone.common.rest.paging import ListQuery, Page, page_of
from hardtech.zone.common.rest.words import _
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.queries import actor_names
from hardtech.zone.journal.verbs import verbs

__all__ = ["EntryOut", "TimelinePage", "timeline_page"]

TOLD = (
    "from",
    "to",
    "fields",
    "side",
    "role",
)  # what an entry's data may tell everybody who may read the entry
NOTES = ("reason",)


class EntryOut(Schema):
    """One thing that happened."""

    seq: int = Field(description=_("Its place in the journal."), examples=[1204])
    at: datetime = Field(examples=["2026-11-20T08:30:00Z"])
    verb: str = Field(examples=["offer.published"])
    actor: str = Field(
        description=_("Reference of the account; empty: the system itself, or nobody is signed in."),
        examples=["US-0B7XQ4"],
    )
    actor_name: str = Field(examples=["Li Ming"])
    subject: str = Field(description=_("Reference of the record."), examples=["OF-7K2M9Q"])
    about: list[str] = Field(
        description=_("References of the other records of a match, or of a merger."), examples=[[]]
    )
    data: dict[str, Any] = Field(examples=[{"from": "in_review", "to": "published"}])


class TimelinePage(Page[EntryOut]):
    """One page of a timeline, newest first."""


def timeline_page(
    request: HttpRequest, entries: QuerySet[Entry], query: ListQuery, *, with_notes: bool
) -> TimelinePage:
    """The entries that the visitor may read; reasons only with `with_notes`. Three queries, two for the public."""
    show = _shown(with_notes=with_notes, show_people=may_read_names(request.user))
    return page_of(TimelinePage, request, entries, query, show_all=show)


def _shown(*, with_notes: bool, show_people: bool) -> Callable[[list[Entry]], list[EntryOut]]:
    told = TOLD + (NOTES if with_notes else ())

    def show(entries: list[Entry]) -> list[EntryOut]:
        names = actor_names(entries) if show_people else {}
        linked = {verb.code for verb in verbs if verb.linked}
        return [
            EntryOut(
                seq=entry.seq,
                at=entry.at,
                verb=entry.verb,
                actor=entry.actor if show_people else "",
                actor_name=names.get(entry.actor, ""),
                subject=entry.subject,
                about=entry.about if entry.verb in linked else [],
                data={name: entry.data[name] for name in told if name in entry.data},
            )
            for entry in entries
        ]

    return show
