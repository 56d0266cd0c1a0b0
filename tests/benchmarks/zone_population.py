"""The zone of 10,000 organisations: how long the nightly run takes, and how fast the pages of its rooms answer.

A page is added by a line in `PAGES`. Those of one organisation are asked for 40 of them, the others 20 times.
"""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from hardtech.cli.server.postgres import temporary_postgres
from tests.benchmarks.common import keep, spread

ORGANISATIONS = 10_000
ASKED = 40
TIMES = 20
CHANGED = 100
PAID = "cn/rd-super-deduction"


@dataclass(frozen=True)
class Page:
    """A page by the name of its route; `of` says what its address names."""

    route: str
    of: str = ""
    query: str = ""


PAGES = (
    Page("facts:facts_detail", "organisation"),
    Page("measures:measure_list"),
    Page("incentives:calendar"),
    Page("measures:measure_detail", "measure"),
    Page("incentives:owed", "organisation"),
    Page("incentives:question", "organisation"),
    Page("incentives:verdict", "organisation and measure"),
    Page("incentives:verdict_trace", "organisation and measure"),
    Page("incentives:owed_list"),
    Page("measures:revision_list"),
    Page("measures:revision_detail", "draft"),
    Page("measures:simulation", "draft"),
    Page("incentives:claim_detail", "claim"),
    Page("incentives:desk"),
    Page("incentives:desk_payouts"),
    Page("incentives:desk_clawbacks"),
    Page("incentives:desk_proposals"),
    Page("incentives:desk_all"),
    Page("incentives:liaison"),
    Page("cultivation:pipeline"),
    Page("cultivation:by_field"),
    Page("cultivation:holders", "tier"),
    Page("cultivation:ladder", "organisation"),
)
"""Pages of an officer, who sees the most."""


def runs() -> dict[str, object]:
    """Seconds of the first run, of one in which nothing changed, and of one after some facts changed."""
    from django.utils import timezone

    from hardtech.zone.cultivation.services.standing import compute_standings
    from hardtech.zone.facts.models import Statement
    from hardtech.zone.incentives.models import Assessment, Claim
    from hardtech.zone.incentives.services.nightly import run_night
    from hardtech.zone.measures.models import Measure

    def run() -> float:
        began = time.perf_counter()
        today = timezone.localdate()
        found = run_night(today, timezone.now(), today=today)
        assert found is not None
        assert found.organisations == ORGANISATIONS
        return round(time.perf_counter() - began, 1)

    # as if the zone paid it to everybody who is entitled, so that there are proposals to make
    Measure.objects.filter(key=PAID).update(takes_claims=True, pays_automatically=True)
    first, again = run(), run()
    changed = Statement.objects.filter(name="rent").values_list("pk", flat=True)[:CHANGED]
    Statement.objects.filter(pk__in=list(changed)).update(value="123456")
    after = run()
    began = time.perf_counter()
    compute_standings(timezone.localdate(), timezone.now())
    standings = round(time.perf_counter() - began, 1)
    answers = Assessment.objects.values_list("answer", flat=True)
    counts = {
        name: sum(answer == name for answer in answers) for name in ("yes", "no", "unknown", "judgement")
    }
    return {
        "first_s": first,
        "nothing_changed_s": again,
        f"{CHANGED}_facts_changed_s": after,
        "answers": counts,
        "proposed": Claim.objects.count(),
        "standings_s": standings,
    }


def addresses(page: Page) -> list[str]:
    from django.urls import reverse

    from hardtech.zone.cultivation.choices import Tier
    from hardtech.zone.incentives.models import Claim
    from hardtech.zone.measures.models import Measure, Revision
    from hardtech.zone.registry.models import Organisation

    step = ORGANISATIONS // ASKED
    residents = Organisation.objects.filter(residence__isnull=False).order_by("pk")
    refs = list(residents.values_list("ref", flat=True)[::step])[:ASKED]
    measures = list(Measure.objects.order_by("pk").values_list("ref", flat=True))
    many = {
        "organisation": [[ref] for ref in refs],
        "measure": [[ref] for ref in measures],
        "organisation and measure": [[ref, measures[at % len(measures)]] for at, ref in enumerate(refs)],
        "draft": [[ref] for ref in Revision.objects.filter(state="draft").values_list("ref", flat=True)]
        * TIMES,
        "claim": [[ref] for ref in Claim.objects.order_by("pk").values_list("ref", flat=True)[:TIMES]],
        "tier": [[tier] for tier in Tier.values],
    }
    return [reverse(page.route, args=args) + page.query for args in many.get(page.of, [[]] * TIMES)]


def pages() -> dict[str, dict[str, float]]:
    """Seconds of each page through Django's test client (server side, no network), for an officer."""
    from django.test import Client

    from hardtech.zone.accounts.models import User
    from hardtech.zone.measures.models import Measure
    from hardtech.zone.measures.services.revisions import start_draft

    officer = User.objects.create_user("officer@example.org", "a long enough password", is_zone_officer=True)
    start_draft(actor=officer, measure=Measure.objects.get(key=PAID))
    client = Client()
    client.force_login(officer)
    told = {}
    for page in PAGES:
        seconds = []
        asked = addresses(page)
        for address in [asked[0], *asked]:  # the first opens what is kept between requests
            began = time.perf_counter()
            answer = client.get(address)
            seconds.append(time.perf_counter() - began)
            assert answer.status_code == 200, (address, answer.status_code)
        told[page.route] = spread(seconds[1:])
    return told


def measure() -> dict[str, Any]:
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    call_command("demo_population", str(ORGANISATIONS))
    entered = round(time.perf_counter() - began, 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does within minutes
    return {"organisations": ORGANISATIONS, "entering_s": entered, "nightly_run": runs(), "pages": pages()}


def main() -> int:
    """Measure, print a table, keep the figures; 1 where the run takes a minute or a page's median a fifth of a second."""
    load = round(os.getloadavg()[0], 1)  # others may work on the machine
    with temporary_postgres() as server, tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "DATABASE_URL": server.url,
            "HARDTECH_HOME": home,
            "DJANGO_SETTINGS_MODULE": "hardtech.zone.settings",
        }
        Path(home, "static").mkdir()
        figures = measure()
    table = Table("what", "figures", title=f"The zone of {ORGANISATIONS:,} organisations")
    for name, value in {"nightly run": figures["nightly_run"], **figures["pages"]}.items():
        table.add_row(name, ", ".join(f"{key} {one}" for key, one in value.items()))
    Console().print(table)
    keep("zone_population", {"load_before": load, **figures})
    slow = [name for name, value in figures["pages"].items() if value["ms_median"] >= 200]
    return int(figures["nightly_run"]["first_s"] >= 60 or bool(slow))


if __name__ == "__main__":
    raise SystemExit(main())
