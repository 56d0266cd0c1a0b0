"""`manage build_catalogue`: a fresh snapshot of what is published, put in force for all processes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hardtech.zone.finding import catalogue
from hardtech.zone.finding.nouns import nouns


class Command(BaseCommand):
    help = "Build the match catalogue where none is there or much has changed since."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="Build it anew in any case.")

    def handle(self, *args: Any, **options: Any) -> None:
        for noun in nouns:
            if options["force"] or not catalogue.is_current(noun):
                self.stdout.write(f"{noun.code}: {catalogue.rebuild(noun)} documents")
