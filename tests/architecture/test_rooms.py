"""Rooms by rule: for every room that the settings name, and a planted fault would be caught."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps as django_apps

from tests.architecture.rooms import APPS, ROOT, closed_imports, folder_of

FAULTS = {
    "import hardtech.zone.registry.views": "hardtech.zone.registry.views",
    "import hardtech.zone.registry.views.members as members": "hardtech.zone.registry.views",
    "from hardtech.zone.registry import forms": "hardtech.zone.registry.forms",
    "from hardtech.zone.registry.api import router": "hardtech.zone.registry.api",
    "from ..registry.urls import urlpatterns": "hardtech.zone.registry.urls",
    "def late():\n    from hardtech.zone.measures import tasks": "hardtech.zone.measures.tasks",
    "from hardtech.zone.registry.templatetags.registry import place": "hardtech.zone.registry.templatetags",
}
ALLOWED = (
    "from hardtech.zone.registry import models, queries, services",
    "from hardtech.zone.registry.schemas import OrganisationLink",
    "from hardtech.zone.market.views import details",
    "from . import views",
)


def code_of(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.py")):
        if "tests" not in path.parts:
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path.read_text("utf-8")


@pytest.mark.parametrize("app", APPS)
def test_no_room_imports_what_is_another_rooms_own(app: str) -> None:
    found = [
        (module, name) for module, code in code_of(folder_of(app)) for name in closed_imports(module, code)
    ]
    assert found == []


def test_neither_do_the_addresses_and_the_command_line() -> None:
    files = [*code_of(ROOT / "hardtech" / "cli"), *code_of(ROOT / "hardtech" / "zone")]
    assert [(module, name) for module, code in files for name in closed_imports(module, code)] == []


@pytest.mark.parametrize("code", FAULTS)
def test_a_planted_import_is_caught_by_name(code: str) -> None:
    assert list(closed_imports("hardtech.zone.market.fault", code)) == [FAULTS[code]]


@pytest.mark.parametrize("code", ALLOWED)
def test_what_is_for_all_and_what_is_its_own_is_allowed(code: str) -> None:
    assert list(closed_imports("hardtech.zone.market.actions", code)) == []


@pytest.mark.parametrize("app", APPS)
def test_every_room_stands_on_a_floor(app: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (zone,) = [one for one in contracts if one.get("containers") == ["hardtech.zone"]]
    floors = {name for layer in zone["layers"] for name in layer.split(" | ")}
    assert app.removeprefix("hardtech.zone.") in floors


@pytest.mark.parametrize("app", APPS)
def test_what_a_room_declares_stands_on_its_page(app: str) -> None:
    """Nothing is declared in passing: a room has a `room.py`, or nothing to declare."""
    config = next(one for one in django_apps.get_app_configs() if one.name == app)
    source = (folder_of(app) / "apps.py").read_text("utf-8")
    assert (folder_of(app) / "room.py").exists() == (f"from {config.name}.room import DECLARED" in source)
