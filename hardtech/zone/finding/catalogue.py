"""The match catalogues as they stand now: a snapshot on disk and what has changed in the database since.

Each process maps the same snapshot. At every search it asks the database, in one indexed query, which records
transactions wrote that it had not seen: so a profile published by another process is found at the next search,
and a withdrawn one is gone. Only what everybody may see ever enters. There is one catalogue for each noun.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from hardtech.engines.matching import Catalogue
from hardtech.zone.finding import snapshots, vectors
from hardtech.zone.finding.nouns import CatalogueNoun
from hardtech.zone.finding.snapshots import Stamp

__all__ = ["current", "is_current", "rebuild"]

OVERLAY_MOST = 1_000  # changed records that a search takes in by itself; more wait for the next snapshot


@dataclass
class Live:
    """One process's view of one catalogue."""

    stamp: Stamp
    catalogue: Catalogue
    horizon: int
    applied: dict[tuple[str, str], int] = field(
        default_factory=dict
    )  # what and reference → transaction taken in


_live: dict[tuple[str, str], Live] = {}
_lock = threading.Lock()


def current(noun: CatalogueNoun) -> Catalogue:
    """The catalogue with everything committed until now. Builds the snapshot where none fits this database."""
    key = (str(snapshots.folder_of(noun)), snapshots.database_identity())
    with _lock:
        live = _live.get(key)
        stamp = snapshots.read_stamp(noun)
        if live is None or stamp is None or live.stamp != stamp:
            live = _live[key] = _open(noun, stamp)
        _take_in_changes(noun, live)
        return live.catalogue


def rebuild(noun: CatalogueNoun) -> int:
    """Make a fresh snapshot and put it in force for all processes; gives the number of its documents."""
    with snapshots.build_lock(noun):
        stamp = snapshots.build(noun)
    catalogue = snapshots.load(noun, stamp)
    return len(catalogue) if catalogue is not None else 0


def is_current(noun: CatalogueNoun) -> bool:
    """True when there is a snapshot of this database and searches have little to take in beside it."""
    stamp = snapshots.read_stamp(noun)
    if stamp is None or snapshots.load(noun, stamp) is None:
        return False
    changed = noun.changes(stamp.horizon).count() + vectors.changes(noun, stamp.horizon).count()
    return changed <= OVERLAY_MOST // 4


def _open(noun: CatalogueNoun, stamp: Stamp | None) -> Live:
    catalogue = snapshots.load(noun, stamp) if stamp is not None else None
    if stamp is None or catalogue is None:
        with snapshots.build_lock(noun):
            newer = snapshots.read_stamp(noun)
            if newer is None or newer == stamp:
                newer = snapshots.build(noun)
        stamp, catalogue = newer, snapshots.load(noun, newer)
        if catalogue is None:
            raise RuntimeError("a match catalogue that was just written can't be read: is the disk full?")
    return Live(stamp, catalogue, stamp.horizon)


def _take_in_changes(noun: CatalogueNoun, live: Live) -> None:
    """Bring the overlay up to date, the newest changes first, at most `OVERLAY_MOST` of them."""
    # Read before the rows: what commits between the two reads is then seen at this look or the next, never at neither.
    horizon = snapshots.oldest_open_transaction()
    rows = list(noun.changes(live.horizon)[: OVERLAY_MOST + 1])
    behind = len(rows) > OVERLAY_MOST
    changed = {("text", ref): xid for ref, xid in rows[:OVERLAY_MOST]}
    changed |= _vectors_with_room(noun, live, len(changed))
    # While an old transaction stays open the horizon stands still, and each search gets the same rows again: only those
    # that another transaction has written since they were taken in are new.
    fresh = {what: xid for what, xid in changed.items() if live.applied.get(what) != xid}
    if fresh:
        refs = {ref for _, ref in fresh}
        entering = (noun.as_document(record) for record in noun.entering().filter(ref__in=refs))
        documents = list(vectors.attach(entering))
        # What changed and enters no more was withdrawn or hidden: it leaves the overlay and what lies below it.
        gone = refs - {document.id for document in documents}
        live.catalogue = live.catalogue.with_changes(documents, gone)
        live.applied |= fresh
    if not behind:  # else the rows that were cut off are asked for at the next look
        live.horizon = horizon


def _vectors_with_room(noun: CatalogueNoun, live: Live, changed: int) -> dict[tuple[str, str], int]:
    """New vectors as long as they are few: when very many texts are read, the next snapshot brings them."""
    room = OVERLAY_MOST - len(live.applied) - changed
    rows = list(vectors.changes(noun, live.horizon)[: max(room, 0) + 1])
    return {("vector", ref): xid for ref, xid in rows} if len(rows) <= room else {}
