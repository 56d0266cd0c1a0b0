"""What happens to the zone each night: it is assessed, then payments are proposed from what was found."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from hardtech.zone.incentives.models import Run
from hardtech.zone.incentives.services.assessing import assess_zone
from hardtech.zone.incentives.services.unasked import propose_payments

__all__ = ["run_night"]


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
