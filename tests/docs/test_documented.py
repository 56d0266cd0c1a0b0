"""Documents are tested: every command, setting and room has its place in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hardtech.cli._main import COMMANDS
from hardtech.zone import settings

ROOT = Path(__file__).resolve().parents[2]
ZONE = ROOT / "hardtech" / "zone"
APPS = [Path(name.replace(".", "/")).name for name in settings.INSTALLED_APPS if name.startswith("hardtech.")]
WITH_PAGES = [name for name in APPS if (ZONE / name / "urls.py").exists()]
ENGINES = ["matching", "rules", "tabular"]


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    missing = [name for name in COMMANDS if f"`hardtech {name}" not in text]
    assert missing == []


def test_every_setting_of_the_environment_is_documented() -> None:
    used: set[str] = set()
    for file in (ROOT / "hardtech").rglob("*.py"):
        if "tests" not in file.parts:
            used |= set(
                re.findall(r'"((?:HARDTECH_[A-Z_]+|DATABASE_URL|PORT))"', file.read_text(encoding="utf-8"))
            )
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert sorted(name for name in used if f"`{name}`" not in text) == []


@pytest.mark.parametrize("room", [name for name in APPS if name != "common"])
def test_every_room_has_its_readme(room: str) -> None:
    assert (ZONE / room / "README.md").exists()


@pytest.mark.parametrize("room", WITH_PAGES)
def test_every_room_with_pages_is_described(room: str) -> None:
    assert (ROOT / "docs" / "rooms" / f"{room}.md").exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_has_its_essay_and_readme(engine: str) -> None:
    assert (ROOT / "docs" / "engines" / f"{engine}.md").exists()
    assert (ROOT / "hardtech" / "engines" / engine / "README.md").exists()


def test_every_target_of_the_makefile_explains_itself() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE)) - {
        "install",
        "install-dev",
        "install-bench",
    }
    explained = set(re.findall(r"^([a-z-]+):.*##", text, re.MULTILINE))
    assert targets - explained == set()


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for file in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "hardtech").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", file.read_text(encoding="utf-8")):
            if not (file.parent / target).exists():
                broken.append(f"{file.relative_to(ROOT)}: {target}")
    assert broken == []
