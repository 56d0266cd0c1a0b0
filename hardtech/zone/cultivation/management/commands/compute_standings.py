"""`manage compute_standings`: the nightly run of cultivation, by hand."""

from __future__ import annotations

import datetime
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hardtech.zone.cultivation.services.standing import compute_standings


class Command(BaseCommand):
    help = (
        "Compute where every organisation of the zone stands for its next tier. Only what changed since the last time is "
        "computed again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="As of this day, as 2026-03-01. Default: today.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        done = compute_standings(_day(options["on"]), timezone.now(), progress=self._tell)
        self.stdout.write(
            f"{done.organisations:,} organisations, {done.computed:,} computed again, {done.dropped:,} dropped "
            f"in {time.monotonic() - began:.1f} s"
        )

    def _tell(self, done: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"{done:,} organisations looked at")


def _day(text: str | None) -> datetime.date:
    if text is None:
        return timezone.localdate()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--on {text}: write the day as 2026-03-01.") from None
