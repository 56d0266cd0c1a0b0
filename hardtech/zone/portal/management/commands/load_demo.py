"""`manage load_demo`: the demonstration zone, into an empty database only."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hardtech.zone.market.services import profiles
from hardtech.zone.portal.demo import loading


class Command(BaseCommand):
    help = "Load the demonstration zone into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--show-sign-ins", action="store_true", help="Print the demonstration accounts as JSON."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["show_sign_ins"]:
            self.stdout.write(json.dumps(loading.sign_ins(), ensure_ascii=False))
            return
        if not loading.is_empty():
            raise CommandError(
                "The database is not empty. The demonstration is loaded into an empty one only."
            )
        now = timezone.now()
        counts = loading.load(now=now)
        profiles.expire_due(now=now)
        self.stdout.write(", ".join(f"{count} {kind}" for kind, count in counts.items()))
