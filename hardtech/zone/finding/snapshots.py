"""Snapshots of the match catalogues on disk, and which one is in force.

    CATALOGUE_ROOT/offer/current.json      the snapshot in force and what it has seen of the database
    CATALOGUE_ROOT/offer/snap-XXXXXXXX/    its files (engines/matching)

`current.json` is replaced in one step, so a reader sees the old snapshot or the new one.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from hardtech.engines.matching import Catalogue, MatchingError
from hardtech.zone.finding import vectors
from hardtech.zone.finding.meaning import model_name
from hardtech.zone.finding.nouns import CatalogueNoun

__all__ = ["Stamp", "build", "build_lock", "folder_of", "load", "oldest_open_transaction", "read_stamp"]

CURRENT = "current.json"
KEPT = 2  # the one in force and the one before, which another process may be opening


@dataclass(frozen=True)
class Stamp:
    """What a snapshot knows: which database, every transaction before `horizon`, and vectors of which model."""

    folder: str
    database: str
    horizon: int
    model: str


def folder_of(noun: CatalogueNoun) -> Path:
    return Path(settings.CATALOGUE_ROOT) / noun.code


def read_stamp(noun: CatalogueNoun) -> Stamp | None:
    """The snapshot in force; None where there is none, or none of this database and embedding model."""
    try:
        stamp = Stamp(**json.loads((folder_of(noun) / CURRENT).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return stamp if (stamp.database, stamp.model) == (database_identity(), model_name()) else None


def load(noun: CatalogueNoun, stamp: Stamp) -> Catalogue | None:
    """The snapshot, mapped from disk; None when it is damaged or gone: build it again."""
    try:
        return Catalogue.open(folder_of(noun) / stamp.folder, verify=True)
    except MatchingError:
        return None


def build(noun: CatalogueNoun) -> Stamp:
    """Read every record that enters, write a snapshot and put it in force. Hold `build_lock`."""
    root = folder_of(noun)
    root.mkdir(parents=True, exist_ok=True)
    # Read before the records: who writes meanwhile has a later transaction, so its rows are taken in beside the snapshot.
    horizon = oldest_open_transaction()
    records = noun.entering().order_by("pk").iterator(chunk_size=1000)
    catalogue = Catalogue.build(vectors.attach(noun.as_document(record) for record in records))
    # A folder of its own: processes have the files of the one in force mapped, and a mapped file must not change.
    target = Path(tempfile.mkdtemp(prefix="snap-", dir=root))
    try:
        catalogue.save(target)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    stamp = Stamp(target.name, database_identity(), horizon, model_name())
    _put_in_force(root, stamp)
    return stamp


@contextmanager
def build_lock(noun: CatalogueNoun) -> Iterator[None]:
    """One builder at a time on this machine; the others wait and then find a fresh snapshot."""
    root = folder_of(noun)
    root.mkdir(parents=True, exist_ok=True)
    with (root / "build.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def oldest_open_transaction() -> int:
    """All transactions with a smaller id are finished: whoever reads now has seen what they wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def database_identity() -> str:
    """Tells one server and database from another: after a restore elsewhere transaction ids start anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database())"
            " FROM pg_control_system()"
        )
        server, database = cursor.fetchone()
        return f"{server}-{database}"


def _put_in_force(root: Path, stamp: Stamp) -> None:
    fresh = root / f"{stamp.folder}.json"
    fresh.write_text(json.dumps(asdict(stamp)))
    fresh.replace(root / CURRENT)
    snapshots = sorted(root.glob("snap-*/"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for old in snapshots[KEPT:]:
        if old.name != stamp.folder:
            shutil.rmtree(old, ignore_errors=True)
