"""Compiles the catalogues that translators edit (.po) into those that Django reads (.mo).

Done by Babel when a process starts and a .po is newer, so that nobody needs gettext installed.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

__all__ = ["compile_catalogues"]


def compile_catalogues() -> None:
    """Bring every .mo under LOCALE_PATHS up to date; a folder that can't be written is left as it is."""
    for root in settings.LOCALE_PATHS:
        for source in Path(root).glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
                _compile(source, target)


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        with source.open("rb") as file:
            catalogue = read_po(file)
        with temporary.open("wb") as file:
            write_mo(file, catalogue)
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)
