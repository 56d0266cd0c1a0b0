"""Budgets and habits that keep the house readable."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
ENGINES = ["matching", "rules", "tabular"]
LONGEST_FILE = 400
LONG_FUNCTION = 50
SHARE_OF_LONG_FUNCTIONS = 0.02


def sources() -> list[Path]:
    files = [*(ROOT / "hardtech").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return [file for file in files if "migrations" not in file.parts]


def functions(file: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_no_file_is_longer_than_the_budget() -> None:
    long = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in sources()
    }
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_few_functions_are_long() -> None:
    lengths = [
        node.end_lineno - node.lineno + 1 for file in sources() for node in functions(file) if node.end_lineno
    ]
    long = sum(length > LONG_FUNCTION for length in lengths)
    assert long / len(lengths) <= SHARE_OF_LONG_FUNCTIONS


def test_every_test_is_named_so_that_it_runs() -> None:
    """A function of a test file that takes arguments and asserts is a test, a fixture or a named helper."""
    lost = []
    for file in sources():
        if not file.name.startswith("test_"):
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.endswith("_test"):
                lost.append(f"{file.relative_to(ROOT)}: {node.name}")
    assert lost == []


@pytest.mark.parametrize("engine", ENGINES)
def test_public_face_of_an_engine_is_complete_and_sorted(engine: str) -> None:
    module = importlib.import_module(f"hardtech.engines.{engine}")
    public = sorted(name for name in vars(module) if not name.startswith("_") and name != "annotations")
    own = [name for name in public if not _is_module(getattr(module, name))]
    assert sorted(module.__all__) == list(module.__all__)
    assert own == list(module.__all__)


def _is_module(value: object) -> bool:
    return type(value).__name__ == "module"


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_lock_names_no_host_and_hashes_everything() -> None:
    for name in ("base.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        assert "://" not in text
        pins = [line for line in text.splitlines() if "==" in line]
        assert pins
        assert [pin for pin in pins if not pin.endswith("\\")] == []


def test_every_dependency_says_why_and_there_are_few() -> None:
    lines = (ROOT / "requirements" / "base.in").read_text(encoding="utf-8").splitlines()
    direct = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in direct if " # " not in line] == []
    assert len(direct) <= 40
