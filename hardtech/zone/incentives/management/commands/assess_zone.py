"""`manage assess_zone`: assess every organisation of the zone now, as the nightly run does."""

from __future__ import annotations

import datetime
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hardtech.zone.incentives.services.nightly import run_night


class Command(BaseCommand):
    help = (
        "Assess all measures for every organisation of the zone on the facts on file. Only what came out otherwise is "
        "written, so it may be stopped and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on",
            metavar="DATE",
            help="As of this day. Default: today; of another day no payment is proposed.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        on = _day(options["on"]) if options["on"] else today
        began = time.monotonic()
        run = run_night(on, timezone.now(), today=today, progress=self._tell)
        if run is None:
            raise CommandError("Another run assesses the zone at this moment. Wait until it has ended.")
        self.stdout.write(
            f"{run.organisations:,} organisations, {run.measures} measures, {run.entitled:,} entitlements on {run.on}, "
            f"{run.proposed:,} payments proposed, in {time.monotonic() - began:.1f} s"
        )

    def _tell(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"{done:,} of {total:,}")


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--on {text} is no date; write it as 2026-06-01.") from None
