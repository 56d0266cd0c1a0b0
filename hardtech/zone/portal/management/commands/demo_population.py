"""`manage demo_population N`: companies with facts and certificates, to try the zone and measure it at its real size."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hardtech.zone.measures.services.rulebooks import take_rulebooks
from hardtech.zone.portal.demo import populating

MOST = 100_000


class Command(BaseCommand):
    help = (
        "Enter N demonstration companies of the zone, with facts of four fiscal years and certificates. The same seed gives "
        "the same facts. They are marked as demonstration, and are entered into a zone once only."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, metavar="N", help=f"How many companies, at most {MOST:,}.")
        parser.add_argument("--seed", type=int, default=1, help="Another seed, other companies. Default: 1.")

    def handle(self, *args: Any, **options: Any) -> None:
        number, seed = options["number"], options["seed"]
        if not 1 <= number <= MOST or seed < 0:
            raise CommandError(f"N is a whole number from 1 to {MOST:,}, the seed one from 0.")
        if found := populating.populated():
            raise CommandError(
                f"A population of {found:,} companies stands in this zone already. "
                "For another one, start a zone of its own with another HARDTECH_HOME."
            )
        began = time.monotonic()
        take_rulebooks()
        counts = populating.populate(number, seed=seed, on=timezone.localdate(), progress=self._tell)
        told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        self.stdout.write(f"{told} in {time.monotonic() - began:.0f} s (seed {seed})")

    def _tell(self, done: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"{done:,} companies entered")
