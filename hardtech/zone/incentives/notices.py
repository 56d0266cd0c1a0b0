"""Noting what people are to be told by mail: cheap, inside the transaction that gives cause, any number of times."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from hardtech.zone.accounts.models import User
from hardtech.zone.incentives.choices import NoticeKind
from hardtech.zone.incentives.models import Notice
from hardtech.zone.registry.models import Membership

__all__ = ["members_of", "note", "note_members", "note_one"]


def members_of(organisations: Iterable[int]) -> dict[int, list[int]]:
    """Organisation id → ids of the active accounts that act for it. One query."""
    found: dict[int, list[int]] = {}
    rows = Membership.objects.filter(organisation__in=list(organisations), person__user__is_active=True)
    for organisation, user in rows.values_list("organisation_id", "person__user_id").order_by("pk"):
        found.setdefault(organisation, []).append(user)
    return found


def note(kind: NoticeKind, lines: Iterable[tuple[int, str, datetime.date]]) -> None:
    """Note lines of (account id, reference, day); one that is noted already stays as it is, sent or not."""
    rows = [
        Notice(kind=kind, recipient_id=recipient, subject=subject, on=on) for recipient, subject, on in lines
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def note_members(kind: NoticeKind, organisation: int, subject: str, on: datetime.date) -> None:
    """Tell everybody who acts for the organisation."""
    note(kind, [(user, subject, on) for user in members_of([organisation]).get(organisation, [])])


def note_one(kind: NoticeKind, recipient: User | None, subject: str, on: datetime.date) -> None:
    """Tell one account, where there is one."""
    if recipient is not None:
        note(kind, [(recipient.pk, subject, on)])
