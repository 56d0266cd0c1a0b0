"""What happens to the zone each night, and when a text is published: it is assessed, then payments are proposed."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from hardtech.zone.incentives.models import Run
from hardtech.zone.incentives.services.assessing import assess_zone
from hardtech.zone.incentives.services.automatic_payments import propose_payments

__all__ = ["TASK", "ask_for_run", "run_night"]

TASK = "incentives.assess_zone"


def run_night(
    on: datetime.date,
    now: datetime.datetime,
    *,
    today: datetime.date,
    progress: Callable[[int, int], None] | None = None,
) -> Run | None:
    """Assess the zone as of `on`, and propose payments where that is `today`; None where another run is at work."""
    run = assess_zone(on, now, progress=progress)
    if run is not None and on == today:
        run.proposed = propose_payments(run, now)
        run.save(update_fields=["proposed"])
    return run


def ask_for_run() -> None:
    """Have the worker assess the zone, once this transaction is committed."""
    transaction.on_commit(_defer, robust=True)


def _defer() -> None:
    with suppress(AlreadyEnqueued):
        app.configure_task(TASK, queueing_lock=TASK, lock=TASK).defer(timestamp=int(time.time()))
