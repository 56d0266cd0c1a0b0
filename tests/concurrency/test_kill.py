"""kill -9 in the middle of an import or a save: nothing confirmed is lost, nothing is half there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from hardtech.cli.server.tests import zones
from hardtech.zone.journal.services import CHAIN_LOCK
from tests.concurrency.conftest import Hurt

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("zone")]

ROWS = 2500
STATE = """
from hardtech.zone.market.models import Offer
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.services import verify
import json
print(json.dumps({
    "offers": Offer.objects.count(),
    "unsearchable": Offer.objects.filter(search__isnull=True).count(),
    "refs": sorted(Offer.objects.values_list("ref", flat=True)),
    "created": sorted(Entry.objects.filter(verb="offer.created").values_list("subject", flat=True)),
    "imported": Entry.objects.filter(verb="offers.imported").count(),
    "fault": verify().fault,
}))
"""


def state(hurt: Hurt) -> dict:
    return json.loads(hurt.ask(STATE))


def table(folder: Path) -> Path:
    """A file of offers large enough that its import takes seconds."""
    file = folder / "offers.jsonl"
    words = "thin film of nitride on steel measured under load in salt water " * 12
    with file.open("w", encoding="utf-8") as out:
        for number in range(ROWS):
            row = {
                "id": f"K{number}",
                "title": f"Coating {number}",
                "abstract": words,
                "company": f"Firm {number % 50}",
            }
            row |= {
                "keywords": "coating",
                "agency": "A",
                "phase": "Phase I",
                "program": "SBIR",
                "year": "2019",
            }
            out.write(json.dumps(row) + "\n")
    return file


def begin_import(hurt: Hurt, file: Path) -> subprocess.Popen[bytes]:
    rejects = str(file.with_suffix(".rejects.csv"))
    with file.with_suffix(".log").open("wb") as log:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "hardtech",
                "import",
                "offers",
                "--format",
                "sbir",
                "--rejects",
                rejects,
                str(file),
            ],
            env=hurt.zone.environment(),
            stdout=log,
            stderr=log,
        )


def bytes_of_offers(database: psycopg.Connection) -> int:
    """The size of the table of offers, also of rows that are not committed yet."""
    row = database.execute("SELECT pg_relation_size('market_offer')").fetchone()
    assert row is not None
    return int(row[0])


def waits(database: psycopg.Connection) -> bool:
    """Somebody waits for an advisory lock."""
    found = database.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").fetchone()
    return found is not None


def kill(hurt: Hurt, name: str) -> None:
    os.kill(hurt.zone.pid(name), signal.SIGKILL)


def test_an_import_is_taken_in_whole_or_not_at_all(hurt: Hurt, tmp_path: Path) -> None:
    """The database dies. That the importer itself dies is tested in hardtech/cli/tests/test_imports.py."""
    file = table(tmp_path)
    with psycopg.connect((hurt.zone.home / "database_url").read_text().strip()) as database:
        # The importer waits for the journal, its last step: all rows are written and nothing is committed.
        database.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        importer = begin_import(hurt, file)
        assert zones.eventually(lambda: importer.poll() is not None or waits(database), 60)
        assert importer.poll() is None, file.with_suffix(".log").read_text()
        assert bytes_of_offers(database) > 0  # the positive control: rows were on their way
        kill(hurt, "database")
        assert importer.wait(60) == 1
        database.close()
    assert "Traceback" not in file.with_suffix(".log").read_text()
    hurt.restart()
    after = state(hurt)
    assert after["fault"] == ""
    assert (after["offers"], after["imported"]) == (0, 0)
    assert begin_import(hurt, file).wait(120) == 0
    complete = state(hurt)
    assert (complete["offers"], complete["imported"]) == (ROWS, 1)
    assert (complete["unsearchable"], complete["fault"]) == (0, "")


@pytest.mark.parametrize("victim", ["web server", "database", "worker"])
def test_what_was_confirmed_is_there_after_a_kill(hurt: Hurt, victim: str) -> None:
    confirmed: list[str] = []
    stop = threading.Event()

    def save() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            status, body = hurt.member.call("POST", "/offers", hurt.member.draft(f"Saved {number}"))
            if status == 201:
                confirmed.append(body["ref"])

    savers = [threading.Thread(target=save) for _ in range(3)]
    for saver in savers:
        saver.start()
    try:
        assert zones.eventually(lambda: len(confirmed) >= 10)
        kill(hurt, victim)
        time.sleep(0.5)
    finally:
        stop.set()
        for saver in savers:
            saver.join(timeout=60)
    hurt.restart()
    after = state(hurt)
    assert after["fault"] == ""
    assert set(confirmed) <= set(after["refs"])
    assert after["refs"] == after["created"]
    assert after["unsearchable"] == 0


def test_a_killed_supervisor_leaves_nothing_behind(hurt: Hurt) -> None:
    status, body = hurt.member.call("POST", "/offers", hurt.member.draft("Kept"))
    assert status == 201
    assert hurt.zone.process is not None
    hurt.zone.process.kill()
    hurt.zone.process.wait(20)
    assert zones.eventually(lambda: not zones.processes(hurt.zone.home))
    hurt.zone.up()
    after = state(hurt)
    assert (after["refs"], after["fault"]) == ([body["ref"]], "")
