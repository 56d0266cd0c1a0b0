"""The demonstration zone as files: what stands in them, and its checks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["load_figures", "read"]

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


@cache
def load_figures() -> tuple[Record, ...]:
    """The figures of the articles, each with relation, date and source."""
    return tuple(read("figures"))
