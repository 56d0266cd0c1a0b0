"""A class name stands for one thing in the house."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {"Command"}
"""Names that a framework asks for."""


def repeated(root: Path) -> dict[str, list[str]]:
    """Class names that several modules under `root` define, with their files; tests and migrations left out."""
    places: dict[str, list[str]] = defaultdict(list)
    for file in sorted((root / "hardtech").rglob("*.py")):
        if {"tests", "migrations"}.isdisjoint(file.parts):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(str(file.relative_to(root)))
    return {name: files for name, files in places.items() if len(files) > 1 and name not in GIVEN}


def test_a_class_name_is_used_once() -> None:
    assert repeated(ROOT) == {}


def test_a_name_used_twice_is_caught(tmp_path: Path) -> None:
    for place in ("engines/first.py", "zone/second.py", "zone/tests/third.py"):
        file = tmp_path / "hardtech" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("class Fact: ...\n\n\nclass Command: ...\n")
    assert repeated(tmp_path) == {"Fact": ["hardtech/engines/first.py", "hardtech/zone/second.py"]}
