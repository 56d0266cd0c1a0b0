"""`manage messages`: bring hardtech/zone/locale up to date; with --check fail when a sentence has no Chinese."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hardtech.zone.common.extraction import find_sentences

LANGUAGE = "zh_Hans"


class Command(BaseCommand):
    help = "Collect the sentences to translate; --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail when something is missing."
        )
        parser.add_argument(
            "--take", metavar="FILE", action="append", default=[], help="JSON of sentence → Chinese."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.PACKAGE)
        file = root / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        catalogue = fresh_catalogue(root, file)
        for name in options["take"]:
            _take(catalogue, json.loads(Path(name).read_text(encoding="utf-8")))
        missing = [message.id for message in catalogue if message.id and not _translated(message.string)]
        if options["check"]:
            if missing:
                raise CommandError(f"{len(missing)} sentences have no Chinese, for example {missing[0]!r}.")
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as target:
            write_po(target, catalogue, sort_output=True, no_location=True, omit_header=False, width=110)
        self.stdout.write(f"{len(catalogue)} sentences, {len(missing)} without Chinese.")
        for sentence in missing:
            self.stdout.write(f"  {sentence!r}")


def fresh_catalogue(root: Path, file: Path) -> Catalog:
    """The sentences that stand in the code now, with the Chinese that the file has for them."""
    known = Catalog(locale=LANGUAGE)
    if file.exists():
        with file.open("rb") as source:
            known = read_po(source, locale=LANGUAGE)
    catalogue = Catalog(
        locale=LANGUAGE,
        project="Hardtech",
        version="",
        copyright_holder="",
        creation_date=known.creation_date if file.exists() else None,
        revision_date=known.revision_date if file.exists() else None,
        last_translator="",
        language_team="",
        fuzzy=False,
    )
    for sentence in find_sentences(root):
        message_id = (sentence.singular, sentence.plural) if sentence.plural else sentence.singular
        before = known.get(message_id, sentence.context or None)
        text = before.string if before else ""
        flags = {"python-format"} if "%(" in sentence.singular else set()
        catalogue.add(message_id, text, context=sentence.context or None, flags=flags)
    return catalogue


def _take(catalogue: Catalog, translations: dict[str, Any]) -> None:
    """Fill what is missing; what the file has already is kept."""
    for message in catalogue:
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        if not key or _translated(message.string) or key not in translations:
            continue
        chinese = translations[key]
        chinese = chinese[0] if isinstance(chinese, list) else chinese
        message.string = (chinese,) if isinstance(message.id, tuple) else chinese


def _translated(text: Any) -> bool:
    return all(text) if isinstance(text, tuple | list) and text else bool(text)
