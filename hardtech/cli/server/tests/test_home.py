"""The folder of a zone: one owner at a time, short logs, room on the disk."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardtech.cli.server import home as module
from hardtech.cli.server.errors import ServerError
from hardtech.cli.server.home import Home, Running, born

as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


def running() -> Running:
    return Running(
        os.getpid(), born(os.getpid()), "2026-11-22T02:00:00+00:00", address="http://localhost:8000/"
    )


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    """A file system in memory, where this machine lets us mount one."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("this account may not mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_home_has_one_owner_at_a_time(tmp_path: Path) -> None:
    first = Home(tmp_path / "home").open()
    first.tell(running())
    with pytest.raises(ServerError, match=f"already runs in .* .process {os.getpid()}") as caught:
        Home(tmp_path / "home").open()
    assert "hardtech down" in caught.value.remedy
    first.close()
    Home(tmp_path / "home").open().close()


def test_others_read_who_runs(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").open()
    told = running()
    home.tell(told)
    assert Home(tmp_path / "home").running() == told
    home.close()
    assert Home(tmp_path / "home").running() is None


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    code = (
        "import os, sys, pathlib\n"
        "from hardtech.cli.server.home import Home, Running\n"
        "home = Home(pathlib.Path(sys.argv[1])).open()\n"
        "home.tell(Running(os.getpid(), 1, 'then'))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "home")], check=False)
    home = Home(tmp_path / "home")
    assert (home.folder / "lock").read_text()
    assert home.running() is None
    home.open().close()


def test_a_process_that_cannot_be_seen_from_here_gets_no_signal(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").open()
    told = running()
    told.born += 1  # our number, but not our process
    home.tell(told)
    assert not Home(tmp_path / "home").stop_running(told)
    home.close()


def test_the_database_address_is_the_owners_alone_and_goes_at_the_end(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").open()
    home.publish_database("postgresql://one")
    home.publish_database("postgresql://two")
    assert home.database_url.read_text() == "postgresql://two"
    assert home.database_url.stat().st_mode & 0o777 == 0o600
    home.close()
    assert not home.database_url.exists()


def test_logs_stay_short_while_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOG_LIMIT", 1000)
    home = Home(tmp_path / "home").open()
    with home.log("web").open("ab", buffering=0) as writer:
        writer.write(b"a" * 1001)
        home.bound_logs()
        writer.write(b"b" * 10)
        home.bound_logs()
    assert home.log("web").read_bytes() == b"b" * 10
    assert home.log("web").with_suffix(".log.1").read_bytes() == b"a" * 1001
    home.close()


def test_a_full_disk(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk", "size=4m") as disk,
        pytest.raises(ServerError, match=r"disk of .* is full: [0-9]+ MB are left"),
    ):
        Home(disk / "home").open()


def test_a_disk_that_is_read_only(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk", "size=4m,ro") as disk,
        pytest.raises(ServerError, match="cannot be written: Read-only file system"),
    ):
        Home(disk / "home").open()


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    with pytest.raises(ServerError, match="cannot be written: Not a directory"):
        Home(tmp_path / "home").open()
    assert (tmp_path / "home").read_text() == "no folder"


@as_user
def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ServerError, match="cannot be written: Permission denied"):
        Home(tmp_path / "home").open()
