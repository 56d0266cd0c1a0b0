"""The embedded PostgreSQL: its data, its account, its errors."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest

from hardtech.cli.server import account, launch, postgres
from hardtech.cli.server.errors import ServerError
from hardtech.cli.server.postgres import EmbeddedPostgres, temporary_postgres
from hardtech.cli.server.tests.zones import eventually

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL under another account")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for place in (tmp_path, *tmp_path.parents[:2]):
        place.chmod(0o755)
    return tmp_path / "postgres"


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_data_outlive_the_server(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server, psycopg.connect(server.url) as connection:
        connection.execute("create table kept as select '光子'::text as word")
    with EmbeddedPostgres(folder, durable=False) as server:
        assert value(server.url, "select word from kept") == "光子"


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with temporary_postgres() as made:
        yield made


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("select current_setting('server_encoding')", "UTF8"),
        ("select current_setting('data_checksums')", "on"),
        ("select current_setting('listen_addresses')", ""),
        (
            "select datlocprovider::text || datlocale from pg_database where datname = current_database()",
            "bC.UTF-8",
        ),
        ("select upper('é')", "É"),
        ("select rolsuper from pg_roles where rolname = current_user", False),
        ("select current_setting('server_version_num')::int / 10000", 18),
    ],
)
def test_it_is_set_up_as_the_zone_needs_it(server: EmbeddedPostgres, query: str, answer: object) -> None:
    assert value(server.url, query) == answer


def test_only_a_throwaway_server_risks_its_data(folder: Path, server: EmbeddedPostgres) -> None:
    with EmbeddedPostgres(folder) as durable:
        assert (
            value(durable.url, "select current_setting('fsync') || current_setting('full_page_writes')")
            == "onon"
        )
    assert value(server.url, "select current_setting('fsync')") == "off"


def test_nobody_else_may_enter_the_socket(server: EmbeddedPostgres) -> None:
    assert server.socket_folder.stat().st_mode & 0o077 == 0


def test_a_path_too_long_for_a_socket_is_no_obstacle(folder: Path) -> None:
    deep = folder / ("x" * 60) / ("y" * 60)
    with EmbeddedPostgres(deep, durable=False) as server:
        assert value(server.url, "select 1") == 1
        assert server.socket_folder != deep
        assert server.socket_folder.stat().st_mode & 0o077 == 0
    assert not server.socket_folder.exists()


def test_it_recovers_after_kill_9(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("create table kept as select 1 as n")
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    with server:
        assert value(server.url, "select n from kept") == 1


def test_it_dies_with_the_process_that_started_it(folder: Path) -> None:
    code = (
        "import sys, pathlib, os, signal\n"
        "from hardtech.cli.server.postgres import EmbeddedPostgres\n"
        "server = EmbeddedPostgres(pathlib.Path(sys.argv[1]), durable=False)\n"
        "server.start()\n"
        "print(server.process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    pid = int(done.stdout)
    assert eventually(
        lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text()
    )


def test_a_stale_lock_of_a_number_that_another_program_has_now(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False):
        pass
    lock = folder / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{folder}\n1\n5432\n{folder}\n\n  1 1\nready\n")
    with EmbeddedPostgres(folder, durable=False) as server:
        assert value(server.url, "select 1") == 1


def test_data_in_use_by_another_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "IN_USE_AFTER", 0.3)
    with EmbeddedPostgres(folder, durable=False) as first:
        assert first.process is not None
        with pytest.raises(
            ServerError, match=f"in use by another PostgreSQL .process {first.process.pid}"
        ) as caught:
            EmbeddedPostgres(folder, durable=False).start()
        assert f"kill -INT {first.process.pid}" in caught.value.remedy
        assert value(first.url, "select 1") == 1


@pytest.mark.parametrize(("found", "remedy"), [("19", "a later one"), ("17", "pg_dump")])
def test_data_of_another_version(folder: Path, found: str, remedy: str) -> None:
    folder.mkdir()
    (folder / "PG_VERSION").write_text(f"{found}\n")
    with pytest.raises(ServerError, match=f"are from PostgreSQL {found}") as caught:
        EmbeddedPostgres(folder).start()
    assert remedy in caught.value.remedy


def test_files_that_are_no_database_are_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(ServerError, match="no PostgreSQL data"):
        EmbeddedPostgres(folder).start()
    assert (folder / "thesis.txt").read_text() == "mine"


def test_a_broken_database_says_what_postgresql_said(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False):
        pass
    (folder / "global" / "pg_control").unlink()
    server = EmbeddedPostgres(folder, durable=False)
    with pytest.raises(ServerError, match="pg_control") as caught:
        server.start()
    assert str(server.log) in caught.value.remedy


@as_root
def test_root_runs_it_under_another_account(server: EmbeddedPostgres) -> None:
    assert server.process is not None
    uids = Path(f"/proc/{server.process.pid}/status").read_text().split("Uid:")[1].split()[:4]
    assert {int(uid) for uid in uids} == {server.account.uid}
    assert server.account.uid != 0


@as_root
def test_a_closed_home_stays_closed_and_a_link_leads_to_the_data(folder: Path) -> None:
    folder.parent.chmod(0o700)
    server = EmbeddedPostgres(folder, durable=False)
    try:
        with server:
            assert value(server.url, "select 1") == 1
        assert folder.is_symlink()
        assert server.folder.is_relative_to(account.SHARED)
        assert EmbeddedPostgres(folder).folder == server.folder
        assert folder.parent.stat().st_mode & 0o777 == 0o700
    finally:
        shutil.rmtree(server.folder.parent)


@as_root
def test_programs_out_of_reach_are_copied_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (tmp_path, *tmp_path.parents[:2]):
        place.chmod(0o755)
    monkeypatch.setattr(account, "SHARED", tmp_path / "shared")
    monkeypatch.setattr(account, "can_enter", lambda *_: False)
    who = account.service_account(tmp_path / "none")
    programs = account.programs(who)
    assert programs.is_relative_to(tmp_path / "shared")
    for name in ("postgres", "initdb"):
        command = launch.command([str(programs / name), "--version"], deathsig=9, uid=who.uid, gid=who.gid)
        assert b" 18." in subprocess.run(command, capture_output=True, check=True).stdout
    assert account.programs(who) == programs


def test_the_address_names_the_private_socket(server: EmbeddedPostgres) -> None:
    assert unquote(server.url).endswith(f"host={server.socket_folder}")
