"""No module imports itself through others: neither when it is loaded nor from inside a function."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def modules(root: Path) -> dict[str, Path]:
    """Every module of the house by its dotted name; tests and migrations left out."""
    named = {}
    for file in (root / "hardtech").rglob("*.py"):
        parts = file.relative_to(root).with_suffix("").parts
        if {"tests", "migrations"}.isdisjoint(parts):
            named[".".join(parts).removesuffix(".__init__")] = file
    return named


def imported(file: Path, known: dict[str, Path], *, functions: bool) -> set[str]:
    """The modules that `file` names in an import; with `functions`, also those imported inside one.

    The packages around a module are loaded before it and are not counted: a package's own face imports its parts.
    """
    names = set()
    waiting: list[ast.AST] = [ast.parse(file.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                names.add(inner if inner in known else node.module)
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if functions or not inside:
            waiting.extend(ast.iter_child_nodes(node))
    return names & known.keys()


def circle(root: Path, *, functions: bool) -> list[str]:
    """One circle of imports under `root`, each module importing the next; empty when there is none."""
    known = modules(root)
    graph = {name: imported(file, known, functions=functions) - {name} for name, file in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


@pytest.mark.parametrize("functions", [False, True], ids=["loading", "also-inside-functions"])
def test_no_module_imports_itself_through_others(functions: bool) -> None:
    assert circle(ROOT, functions=functions) == []


@pytest.mark.parametrize(("where", "caught"), [("loading", {False, True}), ("function", {True})])
def test_a_planted_circle_is_caught(tmp_path: Path, where: str, caught: set[bool]) -> None:
    package = tmp_path / "hardtech"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "first.py").write_text("from hardtech import second\n")
    (package / "second.py").write_text("import hardtech.third\n")
    back = "from hardtech.first import name"
    (package / "third.py").write_text(back if where == "loading" else f"def call():\n    {back}\n")
    for functions in (False, True):
        found = circle(tmp_path, functions=functions)
        assert set(found) == (
            {"hardtech.first", "hardtech.second", "hardtech.third"} if functions in caught else set()
        )
