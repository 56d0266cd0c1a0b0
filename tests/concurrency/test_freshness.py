"""An offer published through one web process is found by another within 2 s, and gone within 2 s of withdrawal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from hardtech.cli.server.tests import zones
from tests.concurrency.conftest import Hurt

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("zone")]

LIMIT = 2.0  # seconds: what the page promises, generous for a machine that is busy
WORD = "photolithostratigraphy"


@pytest.fixture
def second(hurt: Hurt) -> Iterator[int]:
    """The port of a second web server on the same zone: another process with its own view of the catalogue."""
    port = zones.free_port()
    url = (hurt.zone.home / "database_url").read_text().strip()
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--port",
            str(port),
            "hardtech.zone.wsgi:application",
        ],
        env=hurt.zone.environment(DATABASE_URL=url, PWD=os.getcwd()),  # noqa: PTH109
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert zones.eventually(lambda: hurt.member.call("GET", "/fields", port=port)[0] == 200)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def seconds_until(condition, within: float = 10.0) -> float:
    began = time.monotonic()
    assert zones.eventually(condition, within)
    return time.monotonic() - began


def test_a_published_offer_is_found_by_another_process_and_gone_when_withdrawn(
    hurt: Hurt, second: int
) -> None:
    need = hurt.member.draft(f"Wanted: {WORD}") | {"title": f"We look for {WORD} of thin layers"}
    del need["trl"]
    status, body = hurt.member.call("POST", "/needs", need)
    assert status == 201, body
    matches = f"/needs/{body['ref']}/matches"
    status, body = hurt.member.call("POST", "/offers", hurt.member.draft(f"Instrument for {WORD}", WORD))
    assert status == 201, body
    offer = body["ref"]

    def found() -> bool:
        status, answer = hurt.member.call("GET", matches, port=second)
        assert status == 200
        return offer in [match["offer"]["ref"] for match in answer["items"]]

    assert not found()
    assert hurt.member.call("POST", f"/offers/{offer}/actions/submit")[0] == 200
    assert not found()
    assert hurt.reviewer.call("POST", f"/offers/{offer}/actions/publish")[0] == 200
    assert seconds_until(found) < LIMIT
    assert hurt.member.call("POST", f"/offers/{offer}/actions/withdraw", {"text": "sold"})[0] == 200
    assert seconds_until(lambda: not found()) < LIMIT
