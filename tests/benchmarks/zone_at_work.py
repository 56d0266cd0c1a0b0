"""The zone with all SBIR records in it: how long the imports take, and how fast the match page answers.

Beside the page stands what a user would write instead in the same database: PostgreSQL's own ranking (`ts_rank`) of
the offers that share any word with the need's title and text.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from hardtech.cli.server.postgres import temporary_postgres
from tests.benchmarks.common import DATA, keep, reads, spread

RECORDS = DATA / "sbir-records"
NEEDS = 50
ALTERNATIVE = """
SELECT ref, ts_rank(search, query) AS rank FROM market_offer, CAST(%s AS tsquery) query
WHERE status = 'published' AND search @@ query ORDER BY rank DESC, id LIMIT 20
"""


def import_file(kind: str) -> float:
    """Run `hardtech import` as an operator does; gives seconds."""
    file = str(RECORDS / f"{kind}.jsonl.gz")
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "hardtech", "import", kind, "--format", "sbir", file],
        check=True,
        capture_output=True,
    )
    return round(time.perf_counter() - began, 1)


def pages() -> list[float]:
    """Seconds of the match page for the first needs, through Django's test client (server side, no network)."""
    from django.test import Client

    from hardtech.zone.market.models import Need

    client, seconds = Client(), []
    refs = list(Need.objects.order_by("pk").values_list("ref", flat=True)[: NEEDS + 1])
    for ref in refs:
        began = time.perf_counter()
        answer = client.get(f"/market/needs/{ref}/matches/")
        seconds.append(time.perf_counter() - began)
        assert answer.status_code == 200
    return seconds[1:]  # the first opens the catalogue


def alternative() -> list[float]:
    """Seconds of the same question put to PostgreSQL's own ranking."""
    from django.db import connection

    from hardtech.engines.matching import analyse
    from hardtech.zone.market.models import Need

    seconds = []
    for need in Need.objects.order_by("pk")[1 : NEEDS + 1]:
        began = time.perf_counter()
        words = dict.fromkeys(word.replace("'", "''") for word in analyse(f"{need.title} {need.description}"))
        with connection.cursor() as cursor:
            cursor.execute(ALTERNATIVE, [" | ".join(f"'{word}'" for word in words)])
            cursor.fetchall()
        seconds.append(time.perf_counter() - began)
    return seconds


def measure() -> dict[str, Any]:
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    call_command("migrate", verbosity=0)
    first = {kind: import_file(kind) for kind in ("offers", "needs")}
    again = {kind: import_file(kind) for kind in ("offers", "needs")}
    return {
        "import_s": first,
        "import_again_s": again,
        "match_page": spread(pages()),
        "postgresql_ts_rank": spread(alternative()),
    }


@reads("sbir-records")
def main() -> int:
    """Measure, print a table, keep the figures."""
    console = Console()
    with temporary_postgres() as server, tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "DATABASE_URL": server.url,
            "HARDTECH_HOME": home,
            "DJANGO_SETTINGS_MODULE": "hardtech.zone.settings",
        }
        Path(home, "static").mkdir()
        figures = measure()
    table = Table("what", "figures", title="The zone with 10,525 offers and 1,117 needs")
    for name, value in figures.items():
        table.add_row(name, ", ".join(f"{key} {one}" for key, one in value.items()))
    console.print(table)
    keep("zone_at_work", figures)
    return 0
