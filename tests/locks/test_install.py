"""`make install` with the pip that comes with this Python, from an index of the test's own: no network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.locks.reading import REQUIREMENTS, Target, lock_of, pins_for, recorded
from tests.locks.stubs import write_index

HERE = Target(f"{sys.version_info[0]}.{sys.version_info[1]}", os.uname().machine)

FIRST_PIP_THAT_LOOKS_NO_EXTRA_UP = Version("23.3")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What installing reads of a clone, with locks whose hashes are those of stubs in the folder `index`."""
    (index := tmp_path / "index").mkdir()
    hashes = write_index(index, recorded())
    shutil.copy(REQUIREMENTS.parent / "Makefile", tmp_path)
    (requirements := tmp_path / "requirements").mkdir()
    shutil.copy(REQUIREMENTS / "install.py", requirements)
    for name in ("base", "dev"):
        text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
        stubbed = re.sub(r"(?<=sha256:)\w+", lambda found: hashes.get(found[0], found[0]), text)
        (requirements / f"{name}.txt").write_text(stubbed, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment as `make install` begins with it: nothing but pip."""
    folder = tmp_path_factory.mktemp("environment") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder


@pytest.fixture
def clone_with_pip(clone: Path, environment: Path) -> Path:
    shutil.copytree(environment, clone / ".venv", symlinks=True)
    return clone


def make(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`make` in the clone. Our own package is not among what it installs: that needs the real setuptools."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "MAKE"))}
    only_here = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(clone / "index"),
        "PIP_NO_CACHE_DIR": "1",
    }
    command = ["make", "--no-print-directory", f"PYTHON={sys.executable}", "OURSELVES=true", *arguments]
    return subprocess.run(
        command, cwd=clone, env=kept | only_here, capture_output=True, text=True, check=False
    )


def pip_of(clone: Path) -> Version:
    (folder,) = (clone / ".venv").glob("lib/python*/site-packages/pip-*.dist-info")
    return Version(folder.name.removeprefix("pip-").removesuffix(".dist-info"))


def installed(clone: Path) -> set[str]:
    command = [
        clone / ".venv/bin/python",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "list",
        "--format=freeze",
    ]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    pairs = (line.split("==") for line in lines)
    return {f"{canonicalize_name(name)}=={version}" for name, version in pairs}


def test_the_locks_install_while_newer_releases_of_what_has_extras_are_there(clone_with_pip: Path) -> None:
    done = make(clone_with_pip, "install-dev")
    assert (done.returncode, done.stderr) == (0, "")
    pins = {pin.key for pin in pins_for(lock_of("dev"), HERE)}
    assert {one for one in installed(clone_with_pip) if not one.startswith("pip==")} == pins


def test_without_no_deps_an_old_pip_asks_for_the_newest_release(clone_with_pip: Path) -> None:
    """The control: so the locks broke on the day when a package with extras had a release after the pinned one."""
    script = clone_with_pip / "requirements" / "install.py"
    text = script.read_text(encoding="utf-8")
    script.write_text(text.replace('"--no-deps"', '"--dry-run"'), encoding="utf-8")
    done = make(clone_with_pip, "install")
    refused = pip_of(clone_with_pip) < FIRST_PIP_THAT_LOOKS_NO_EXTRA_UP
    assert (done.returncode != 0, "psycopg[pool]" in done.stdout) == (refused, refused)


def fake_python(clone: Path, body: str) -> str:
    script = clone / "python-of-the-test"
    script.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    script.chmod(0o755)
    return f"PYTHON={script}"


def test_an_environment_half_made_is_made_anew(clone: Path) -> None:
    """As on a Debian without python3-venv: the folder and its python are there, pip is not."""
    half = f'[ "$1" = -c ] && exit 0; mkdir -p .venv/bin; ln -s {sys.executable} .venv/bin/python; exit 1'
    assert make(clone, fake_python(clone, half), "install").returncode == 2
    assert not (clone / ".venv").exists()
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to(sys.executable)  # killed while it was made
    assert make(clone, ".venv/bin/pip").returncode == 0
    assert pip_of(clone) >= Version("23")


@pytest.mark.parametrize(
    ("body", "found"),
    [('[ "$1" = -V ] && echo Python 3.10.13; [ "$1" = -V ]', "Python 3.10.13"), ("exit 127", "not there")],
)
def test_a_python_that_we_do_not_support_is_refused(clone: Path, body: str, found: str) -> None:
    python = fake_python(clone, body)
    done = make(clone, python, "install")
    assert done.stdout == (
        f"Hardtech runs on Python 3.11 to 3.14; {clone}/python-of-the-test is {found}. "
        "Try: make PYTHON=python3.12 ...\n"
    )
    assert done.returncode == 2
