"""Writing to the journal, and checking that nobody rewrote it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from hardtech.zone.accounts.models import User
from hardtech.zone.common.advisory_lock import lock_transaction
from hardtech.zone.common.declared import DeclarationError
from hardtech.zone.common.refs import Identified
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.verbs import verbs

__all__ = ["Report", "record", "verify"]

# The advisory lock that makes writers of the chain stand in line: any constant will do, this one is "jrnl".
CHAIN_LOCK = 0x6A726E6C
FIRST = "0" * 64


def record(
    *,
    actor: User | AnonymousUser | None,
    verb: str,
    subject: Identified | str,
    about: Iterable[Identified | str] = (),
    evidence: Iterable[Mapping[str, Any]] = (),
    data: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry. Call it inside the service's transaction, as its last statement.

    Writers wait here for one another until they commit, so whatever else a service has to lock comes before.
    Raises `TransactionManagementError` outside a transaction, and `DeclarationError` for a verb that no room declares.
    """
    if verb not in verbs:
        raise DeclarationError(f"no room declares the verb {verb!r}: add Verb({verb!r}, …) to its room.py")
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("journal.record needs the service's transaction")
    _wait_for_turn()
    last = Entry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, FIRST)
    entry = Entry(
        seq=last[0] + 1,
        at=timezone.now(),
        actor=actor.ref if isinstance(actor, User) else "",
        verb=verb,
        subject=_ref(subject),
        about=sorted({_ref(item) for item in about}),
        evidence=_plain(list(evidence)),
        data=_plain(data or {}),
        previous=last[1],
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    return entry


def _wait_for_turn() -> None:
    """Wait until every writer before has committed."""
    # Foreign keys are checked now, before the wait: each check locks the row that it points to. Left to the commit, it
    # would come while we hold the chain, and wait for somebody who holds that row and waits for the chain: a deadlock.
    # Back to deferred at once, since what the service writes next may be complete only at its end.
    check_now = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; "
    lock_transaction(CHAIN_LOCK, before=check_now)


def digest(entry: Entry) -> str:
    """SHA-256 of the entry's canonical JSON, the previous hash included."""
    content = [
        entry.seq,
        _utc(entry.at),
        entry.actor,
        entry.verb,
        entry.subject,
        entry.about,
        entry.evidence,
        entry.data,
        entry.previous,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Report:
    """What `verify` found: `fault` is empty when the chain is whole."""

    entries: int
    head: str
    fault: str = ""
    fault_seq: int = 0


def verify(*, expect: str | None = None) -> Report:
    """Recompute the chain from its first entry. `expect` is a head noted earlier that must still stand in it."""
    count, previous, seen = 0, FIRST, expect is None
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
        count += 1
        if entry.seq != count:
            return Report(count, previous, f"entry {count} is missing", count)
        if entry.previous != previous:
            return Report(count, previous, "it does not follow from the entry before", entry.seq)
        if entry.hash != digest(entry):
            return Report(count, previous, "its content was changed", entry.seq)
        previous = entry.hash
        seen = seen or entry.hash == expect
    if not seen:
        return Report(count, previous, "the expected head is not in the chain", count)
    return Report(count, previous if count else "")


def _ref(subject: Identified | str) -> str:
    return subject if isinstance(subject, str) else subject.ref


def _plain(value: Any) -> Any:
    """As JSON gives it back, so that the hash of what is stored equals the hash of what was given."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
