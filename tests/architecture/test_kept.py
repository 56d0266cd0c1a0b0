"""The database that is kept between runs is as good as a fresh one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hardtech.cli.server.tests import zones
from tests import kept

ROOT = Path(__file__).resolve().parents[2]
KILLED = """
import os, signal
import pytest
from hardtech.zone.accounts.models import User

@pytest.mark.django_db(transaction=True)
def test_that_leaves_a_row_and_is_killed():
    assert not User.objects.exists()
    User.objects.create_user("left@example.org", "a long enough password", name="Left")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
def test_a_run_that_was_killed_leaves_nothing_for_the_next(tmp_path: Path) -> None:
    test = tmp_path / "test_killed.py"
    test.write_text(KILLED)
    with zones.open_folder() as folder:
        environment = os.environ | {"HARDTECH_TEST_DATABASE": str(folder), "PYTHONPATH": str(ROOT)}
        for name in ("DATABASE_URL", "HARDTECH_TEST_DATABASE_URL", "PYTEST_XDIST_WORKER"):
            environment.pop(name, None)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-c",
            str(ROOT / "pyproject.toml"),
            "-p",
            "no:cacheprovider",
        ]
        runs = [
            subprocess.run([*command, str(test)], cwd=ROOT, env=environment, capture_output=True, check=False)
            for _ in range(2)
        ]
    assert [(run.returncode, run.stdout.decode()) for run in runs] == [(-signal.SIGKILL, "")] * 2


def test_a_changed_migration_makes_another_database(tmp_path: Path) -> None:
    folders = [tmp_path / "market", tmp_path / "registry"]
    for folder in folders:
        folder.mkdir()
        (folder / "0001_initial.py").write_text("operations = []")
    before = kept.digest(folders)
    assert kept.digest(reversed(folders)) == before
    (folders[1] / "0002_more.py").write_text("operations = [1]")
    assert kept.digest(folders) != before
