"""Background work of cultivation: thin, each calls one function, and may run twice without harm."""

from __future__ import annotations

from contextlib import suppress

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from hardtech.zone.cultivation.services.standing import compute_standing, compute_standings

__all__ = ["ask_for_standing", "compute_all", "compute_one"]

ONE = "cultivation.compute_standing"
ZONE = "cultivation.compute_standings"


@app.task(name=ONE)
def compute_one(organisation: int) -> None:
    """Where one organisation stands, on the facts and certificates that it has now."""
    compute_standing(organisation, timezone.localdate(), timezone.now())


def ask_for_standing(organisation: int) -> None:
    """Have the worker compute it; asked again while that still waits, once is enough."""
    with suppress(AlreadyEnqueued):
        app.configure_task(ONE, queueing_lock=f"{ONE}:{organisation}").defer(organisation=organisation)


@app.periodic(
    cron="50 18 * * *", periodic_id="standings"
)  # UTC: night in China, after the assessment of the zone
@app.task(name=ZONE, queueing_lock=ZONE, lock=ZONE)
def compute_all(timestamp: int) -> None:
    """Bring the standings of the whole zone up to date."""
    compute_standings(timezone.localdate(), timezone.now())
