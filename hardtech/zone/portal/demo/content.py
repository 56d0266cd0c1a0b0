"""The demonstration zone as files: what stands in them, and its checks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["load_figures", "read", "read_parts"]

FOLDER = Path(__file__).parent

Record = dict[str, Any]


def read(name: str) -> list[Record]:
    """The records called `name` (organisations, people, offers, needs), out of one file or a folder of files."""
    folder = FOLDER / name
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else [FOLDER / f"{name}.yaml"]
    records: list[Record] = []
    for file in files:
        records += yaml.safe_load(file.read_text(encoding="utf-8"))[name]
    return records


def read_parts(name: str) -> dict[str, list[Record]]:
    """All lists of one file."""
    parts: dict[str, list[Record]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return parts


@cache
def load_figures() -> tuple[Record, ...]:
    """The figures of the articles, each with relation, date and source."""
    return tuple(read("figures"))
