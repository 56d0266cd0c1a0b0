"""`manage build_catalogue`: a fresh snapshot of what is published, put in force for all processes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hardtech.zone.market import catalogue
from hardtech.zone.market.catalogued import CATALOGUED


class Command(BaseCommand):
    help = "Build the match catalogue where none is there or much has changed since."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="Build it anew in any case.")

    def handle(self, *args: Any, **options: Any) -> None:
        for model, kind in CATALOGUED.items():
            if not options["force"] and catalogue.is_current(model):
                continue
            self.stdout.write(f"{kind.code}: {catalogue.rebuild(model)} documents")
