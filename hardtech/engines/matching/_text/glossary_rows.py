"""The rows of the glossary between English and Chinese, as they stand in glossary/*.tsv.

One file for each field of hard technology, one for what they share, one for units; one row for each concept:
English names, a tab, Chinese names, names parted by "|".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "glossary"


def read_glossary() -> Iterator[tuple[Path, list[str], list[str]]]:
    """The rows of the glossary: its file, the English names, the Chinese names."""
    for path in sorted(FOLDER.glob("*.tsv")):
        for row in path.read_text(encoding="utf-8").splitlines()[1:]:
            english, chinese = ([name.strip() for name in cell.split("|")] for cell in row.split("\t"))
            yield path, english, chinese
