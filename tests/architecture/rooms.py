"""The rooms of the zone, as the settings name them, and what one may not import of another."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from hardtech.zone import settings

ROOT = Path(__file__).resolve().parents[2]
APPS = [name for name in settings.INSTALLED_APPS if name.startswith("hardtech.")]
CLOSED = {"admin", "api", "forms", "tasks", "templatetags", "urls", "views"}
"""What only the room itself uses. `models`, `queries`, `services`, `permissions`, `choices` … are for rooms above it."""


def folder_of(app: str) -> Path:
    return ROOT / app.replace(".", "/")


def closed_imports(module: str, code: str, apps: list[str] = APPS) -> Iterator[str]:
    """Each `app.part` that `module` imports although the part is another app's own."""
    for node in ast.walk(ast.parse(code)):
        for name in _imported(node, module):
            app = next((app for app in apps if name.startswith(f"{app}.")), None)
            if app is None or module == app or module.startswith(f"{app}."):
                continue
            part = name.removeprefix(f"{app}.").split(".")[0]
            if part in CLOSED:
                yield f"{app}.{part}"


def _imported(node: ast.AST, module: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parents = module.split(".")[: -node.level] if node.level else []
        base = ".".join([*parents, *([node.module] if node.module else [])])
        yield from (f"{base}.{alias.name}" for alias in node.names)
