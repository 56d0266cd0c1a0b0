"""`manage encode_texts`: read what has no vector yet with the embedding model, and tell how far it is."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hardtech.engines.matching import MatchingError
from hardtech.zone.finding import vectors


class Command(BaseCommand):
    help = "Encode the published texts that have no vector yet. The worker does so too, a little at a time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=float("inf"), help="Stop after about so long.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            vectors.encode_missing(seconds=options["seconds"])
        except MatchingError as error:
            raise CommandError(str(error)) from error
        for progress in vectors.progress():
            self.stdout.write(f"{progress.noun.code}: {progress.done} of {progress.total}")
