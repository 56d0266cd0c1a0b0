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
def data(folder: Path) -> Path:
    """Where a server may keep its data."""
    return folder / "postgres"


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_data_outlive_the_server(data: Path) -> None:
    with EmbeddedPostgres(data, durable=False) as server, psycopg.connect(server.url) as connection:
        connection.execute("create table kept as select '光子'::text as word")
    with EmbeddedPostgres(data, durable=False) as server:
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


def test_only_a_throwaway_server_risks_its_data(data: Path, server: EmbeddedPostgres) -> None:
    with EmbeddedPostgres(data) as durable:
        assert (
            value(durable.url, "select current_setting('fsync') || current_setting('full_page_writes')")
            == "onon"
        )
    assert value(server.url, "select current_setting('fsync')") == "off"


def test_nobody_else_may_enter_the_socket(server: EmbeddedPostgres) -> None:
    assert server.socket_folder.stat().st_mode & 0o077 == 0


def test_a_path_too_long_for_a_socket_is_no_obstacle(data: Path) -> None:
    deep = data / ("x" * 60) / ("y" * 60)
    with EmbeddedPostgres(deep, durable=False) as server:
        assert value(server.url, "select 1") == 1
        assert server.socket_folder != deep
        assert server.socket_folder.stat().st_mode & 0o077 == 0
    assert not server.socket_folder.exists()


def test_it_recovers_after_kill_9(data: Path) -> None:
    server = EmbeddedPostgres(data)
    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("create table kept as select 1 as n")
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    with server:
        assert value(server.url, "select n from kept") == 1


def test_it_dies_with_the_process_that_started_it(data: Path) -> None:
    code = (
        "import sys, pathlib, os, signal\n"
        "from hardtech.cli.server.postgres import EmbeddedPostgres\n"
        "server = EmbeddedPostgres(pathlib.Path(sys.argv[1]), durable=False)\n"
        "server.start()\n"
        "print(server.process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(data)], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    pid = int(done.stdout)
    assert eventually(
        lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text()
    )


def test_a_stale_lock_of_a_number_that_another_program_has_now(data: Path) -> None:
    with EmbeddedPostgres(data, durable=False):
        pass
    lock = data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{data}\n1\n5432\n{data}\n\n  1 1\nready\n")
    with EmbeddedPostgres(data, durable=False) as server:
        assert value(server.url, "select 1") == 1


def test_data_in_use_by_another_server(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "IN_USE_AFTER", 0.3)
    with EmbeddedPostgres(data, durable=False) as first:
        assert first.process is not None
        with pytest.raises(
            ServerError, match=f"in use by another PostgreSQL .process {first.process.pid}"
        ) as caught:
            EmbeddedPostgres(data, durable=False).start()
        assert f"kill -INT {first.process.pid}" in caught.value.remedy
        assert value(first.url, "select 1") == 1


@pytest.mark.parametrize(("found", "remedy"), [("19", "a later one"), ("17", "pg_dump")])
def test_data_of_another_version(data: Path, found: str, remedy: str) -> None:
    data.mkdir()
    (data / "PG_VERSION").write_text(f"{found}\n")
    with pytest.raises(ServerError, match=f"are from PostgreSQL {found}") as caught:
        EmbeddedPostgres(data).start()
    assert remedy in caught.value.remedy


def test_files_that_are_no_database_are_left_alone(data: Path) -> None:
    data.mkdir()
    (data / "thesis.txt").write_text("mine")
    with pytest.raises(ServerError, match="no PostgreSQL data"):
        EmbeddedPostgres(data).start()
    assert (data / "thesis.txt").read_text() == "mine"


def test_a_broken_database_says_what_postgresql_said(data: Path) -> None:
    with EmbeddedPostgres(data, durable=False):
        pass
    (data / "global" / "pg_control").unlink()
    server = EmbeddedPostgres(data, durable=False)
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
def test_a_closed_home_stays_closed_and_a_link_leads_to_the_data(data: Path) -> None:
    data.parent.chmod(0o700)
    server = EmbeddedPostgres(data, durable=False)
    try:
        with server:
            assert value(server.url, "select 1") == 1
        assert data.is_symlink()
        assert server.folder.is_relative_to(account.SHARED)
        assert EmbeddedPostgres(data).folder == server.folder
        assert data.parent.stat().st_mode & 0o777 == 0o700
        assert account.left_behind(data) == []
        data.unlink()  # as who deletes the home and begins anew
        assert account.left_behind(data) == [server.folder.parent]
    finally:
        shutil.rmtree(server.folder.parent)


@as_root
def test_programs_out_of_reach_are_copied_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "SHARED", folder / "shared")
    monkeypatch.setattr(account, "can_enter", lambda *_: False)
    who = account.service_account(folder / "none")
    programs = account.programs(who)
    assert programs.is_relative_to(folder / "shared")
    for name in ("postgres", "initdb"):
        command = launch.command([str(programs / name), "--version"], deathsig=9, uid=who.uid, gid=who.gid)
        assert b" 18." in subprocess.run(command, capture_output=True, check=True).stdout
    assert account.programs(who) == programs


def test_the_address_names_the_private_socket(server: EmbeddedPostgres) -> None:
    assert unquote(server.url).endswith(f"host={server.socket_folder}")
