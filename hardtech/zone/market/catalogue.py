"""The match catalogue as it stands now: a snapshot on disk and what has changed in the database since.

Each process maps the same snapshot. At every search it asks the database, in one indexed query, which profiles
transactions wrote that it had not seen: so a profile published by another process is found at the next search,
and a withdrawn one is gone. Only published profiles ever enter.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from hardtech.engines.matching import Catalogue
from hardtech.zone.market import snapshots
from hardtech.zone.market.choices import Status
from hardtech.zone.market.documents import as_document, with_requirements
from hardtech.zone.market.snapshots import Kind, Stamp

__all__ = ["current", "is_current", "rebuild"]

OVERLAY_MOST = 1_000  # changed profiles that a search takes in by itself; more wait for the next snapshot


@dataclass
class Live:
    """One process's view of one catalogue."""

    stamp: Stamp
    catalogue: Catalogue
    horizon: int
    applied: dict[int, int] = field(default_factory=dict)  # primary key → transaction taken in


_live: dict[tuple[str, str], Live] = {}
_lock = threading.Lock()


def current(model: Kind) -> Catalogue:
    """The catalogue with everything committed until now. Builds the snapshot where none fits this database."""
    key = (str(snapshots.folder_of(model)), snapshots.database_identity())
    with _lock:
        live = _live.get(key)
        stamp = snapshots.read_stamp(model)
        if live is None or stamp is None or live.stamp != stamp:
            live = _live[key] = _open(model, stamp)
        _take_in_changes(model, live)
        return live.catalogue


def rebuild(model: Kind) -> int:
    """Make a fresh snapshot and put it in force for all processes; gives the number of its documents."""
    with snapshots.build_lock(model):
        stamp = snapshots.build(model)
    catalogue = snapshots.load(model, stamp)
    return len(catalogue) if catalogue is not None else 0


def is_current(model: Kind) -> bool:
    """True when there is a snapshot of this database and searches have little to take in beside it."""
    stamp = snapshots.read_stamp(model)
    if stamp is None or snapshots.load(model, stamp) is None:
        return False
    return model.objects.filter(change_xid__gte=stamp.horizon).count() <= OVERLAY_MOST // 4


def _open(model: Kind, stamp: Stamp | None) -> Live:
    catalogue = snapshots.load(model, stamp) if stamp is not None else None
    if stamp is None or catalogue is None:
        with snapshots.build_lock(model):
            newer = snapshots.read_stamp(model)
            if newer is None or newer == stamp:
                newer = snapshots.build(model)
        stamp, catalogue = newer, snapshots.load(model, newer)
        if catalogue is None:
            raise RuntimeError("a match catalogue that was just written can't be read: is the disk full?")
    return Live(stamp, catalogue, stamp.horizon)


def _take_in_changes(model: Kind, live: Live) -> None:
    """Bring the overlay up to date, the newest changes first, at most `OVERLAY_MOST` of them."""
    horizon = snapshots.oldest_open_transaction()
    changed = model.objects.filter(change_xid__gte=live.horizon).order_by("-change_xid", "-pk")
    rows = list(changed.values_list("pk", "change_xid")[: OVERLAY_MOST + 1])
    behind = len(rows) > OVERLAY_MOST
    fresh = {pk: xid for pk, xid in rows[:OVERLAY_MOST] if live.applied.get(pk) != xid}
    if fresh:
        found = list(with_requirements(model.objects.filter(pk__in=fresh)))
        live.catalogue = live.catalogue.with_changes(
            [as_document(record) for record in found if record.status == Status.PUBLISHED],
            [record.ref for record in found if record.status != Status.PUBLISHED],
        )
        live.applied |= fresh
    if not behind:
        live.horizon = horizon
