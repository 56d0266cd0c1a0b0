"""The import contracts of pyproject.toml hold, and a planted fault would be caught."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINTER = Path(sys.executable).parent / "lint-imports"

FAULTS = {
    "engine imports Django": ("engines/matching/_fault.py", "import django\n"),
    "engine imports the zone": ("engines/matching/_fault.py", "import hardtech.zone.common\n"),
    "engine imports another engine": ("engines/matching/_fault.py", "import hardtech.engines.tabular\n"),
    "room imports a door": ("zone/market/fault.py", "import hardtech.zone.portal\n"),
    "spine imports a room": ("zone/journal/fault.py", "import hardtech.zone.market\n"),
    "room imports a room above it": ("zone/facts/fault.py", "import hardtech.zone.market\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def toy_tree(tmp_path: Path) -> Path:
    """The shape of our packages, empty, under our own contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in (ROOT / "hardtech").rglob("__init__.py"):
        copy = tmp_path / package.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.touch()
    return tmp_path


def test_the_floors_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_an_empty_tree_is_clean(toy_tree: Path) -> None:
    done = lint(toy_tree)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(toy_tree: Path, fault: str) -> None:
    place, code = FAULTS[fault]
    (toy_tree / "hardtech" / place).write_text(code)
    done = lint(toy_tree)
    assert done.returncode == 1
    module = "hardtech." + place.removesuffix(".py").replace("/", ".")
    assert re.search(rf"{re.escape(module)} ->", done.stdout)
