"""Words that show how a sentence is meant, as they stand in cues.tsv."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("cues.tsv")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for row in _FILE.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            name, word = row.split("\t")
            lists.setdefault(name, []).append(word)
    return lists


def alternatives(name: str) -> str:
    """The words of a list as one alternative of a pattern."""
    return "|".join(_lists()[name])


def cue(name: str) -> re.Pattern[str]:
    """Any word of a list in a text; Chinese stands without spaces, the others count as whole words only."""
    latin = "|".join(word for word in _lists()[name] if not _HAN.search(word))
    han = [word for word in _lists()[name] if _HAN.search(word)]
    return re.compile("|".join([rf"\b(?:{latin})\b", *han]), re.IGNORECASE)
