"""`hardtech up`, `status` and `down` as a person runs them, and what is done to them in a bad night."""

import os
import signal
import socket
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from hardtech.cli.server.postgres import EmbeddedPostgres
from hardtech.cli.server.tests.zones import READY, Zone, eventually, processes
from hardtech.engines.rules import load_rulebook
from hardtech.rulebooks import FOLDER

pytestmark = pytest.mark.slow


def test_it_serves_and_says_where(running: Zone) -> None:
    assert f"{READY} after" in running.text()
    assert f"http://localhost:{running.port}/" in running.text()
    assert running.answers()


def test_status_tells_what_runs(running: Zone) -> None:
    facts = running.status()
    assert facts["running"] is True
    assert facts["phase"] == "running"
    assert facts["address"] == f"http://localhost:{running.port}/"
    assert set(facts["processes"]) == {"database", "worker", "web server"}  # type: ignore[call-overload]
    assert facts["journal"]["entries"] == len(load_rulebook(FOLDER))  # type: ignore[index]
    assert facts["meaning"]["offer"] == {"read": 0, "of": 0, "understood": 0}  # type: ignore[index]
    done = running.call("status")
    assert done.returncode == 0
    assert f"is running at http://localhost:{running.port}/" in done.stdout


def test_a_home_that_runs_already(running: Zone) -> None:
    assert running.process is not None
    assert f"already runs in {running.home} (process {running.process.pid})" in running.refused()
    assert running.answers()


def test_its_port_is_taken_for_another_home(running: Zone, zone: Zone) -> None:
    said = zone.refused("--port", str(running.port))
    assert f"Port {running.port} is in use by another program." in said
    assert "hardtech up --port" in said
    assert processes(zone.home) == {}


def worker_lives(zone: Zone, since: datetime) -> bool:
    """Did a worker say after `since` that it is there? It does so every ten seconds."""
    try:
        with psycopg.connect((zone.home / "database_url").read_text()) as connection:
            row = connection.execute("select max(last_heartbeat) from procrastinate_workers").fetchone()
    except (OSError, psycopg.OperationalError):  # the database is being started again
        return False
    return row is not None and row[0] is not None and row[0] > since


@pytest.mark.parametrize("name", ["database", "worker", "web server"])
def test_a_killed_process_comes_back(running: Zone, name: str) -> None:
    first = running.pid(name)
    os.kill(first, signal.SIGKILL)
    killed = datetime.now(UTC)
    assert eventually(lambda: running.pid(name) != first), running.text()
    assert eventually(running.answers)
    assert eventually(lambda: running.status()["journal"] is not None)
    assert eventually(lambda: worker_lives(running, killed), 40)


def test_the_web_servers_own_workers_die_with_it(running: Zone) -> None:
    first = running.pid("web server")
    workers = [int(pid) for pid in Path(f"/proc/{first}/task/{first}/children").read_text().split()]
    assert len(workers) == 2
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: running.pid("web server") != first)
    assert eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    assert eventually(running.answers)


def test_a_killed_web_worker_comes_back(running: Zone) -> None:
    main = running.pid("web server")
    children = Path(f"/proc/{main}/task/{main}/children")
    before = set(children.read_text().split())
    os.kill(int(min(before)), signal.SIGKILL)
    assert eventually(lambda: len(set(children.read_text().split()) - before) == 1)
    assert running.pid("web server") == main
    assert eventually(running.answers)


def test_the_secret_key_and_the_logs_are_the_owners(running: Zone) -> None:
    assert (running.home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (running.home / "logs").stat().st_mode & 0o777 == 0o700
    assert {path.stem for path in (running.home / "logs").glob("*.log")} >= {"postgres", "web", "worker"}


def test_a_second_start_is_quick_and_finds_its_data_after_kill_9(zone: Zone) -> None:
    zone.up()
    first = zone.seconds()
    with psycopg.connect((zone.home / "database_url").read_text(), autocommit=True) as connection:
        connection.execute("create table confirmed as select 7 as n")
    zone.end(signal.SIGKILL)
    assert eventually(lambda: processes(zone.home) == {}), processes(zone.home)
    zone.up()
    assert zone.seconds() < max(10, first)  # 10 s, where the machine is not busy with other things
    with psycopg.connect((zone.home / "database_url").read_text()) as connection:
        assert connection.execute("select n from confirmed").fetchone() == (7,)
    done = zone.call("down")
    assert (done.returncode, done.stdout) == (0, f"Stopped Hardtech in {zone.home}.\n")
    assert zone.process is not None
    assert zone.process.wait(10) == 0
    assert processes(zone.home) == {}


def test_a_start_that_is_interrupted_can_be_repeated(zone: Zone) -> None:
    zone.begin()
    assert eventually(lambda: "starting PostgreSQL" in zone.text())
    assert zone.end() == 0
    assert READY not in zone.text()
    assert processes(zone.home) == {}
    zone.up()
    assert processes(zone.home)
    assert zone.end(signal.SIGINT) == 0
    assert processes(zone.home) == {}
    assert not (zone.home / "database_url").exists()
    assert zone.call("status").returncode == 1


def test_nothing_runs(zone: Zone) -> None:
    done = zone.call("down")
    assert (done.returncode, done.stdout) == (0, f"Nothing runs in {zone.home}.\n")
    done = zone.call("status")
    assert (done.returncode, done.stdout.split(" ", 2)[2]) == (1, f"does not run in {zone.home}.\n")
    assert not zone.home.exists()


def test_data_from_a_newer_hardtech(zone: Zone) -> None:
    zone.home.mkdir(mode=0o755)
    server = EmbeddedPostgres(zone.home / "postgres", durable=False)
    with server, psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(
            "create table django_migrations (id bigserial, app text, name text, applied timestamptz);"
            "insert into django_migrations (app, name) values ('market', '9999_licences')"
        )
    said = zone.refused()
    assert "from a newer version of Hardtech: this one does not know market.9999_licences." in said
    assert processes(zone.home) == {}


def test_data_from_a_newer_postgresql(zone: Zone) -> None:
    (zone.home / "postgres").mkdir(parents=True)
    (zone.home / "postgres" / "PG_VERSION").write_text("19\n")
    assert "are from PostgreSQL 19; this Hardtech carries PostgreSQL 18." in zone.refused()


def test_data_that_another_server_uses(zone: Zone) -> None:
    zone.home.mkdir(mode=0o755)
    with EmbeddedPostgres(zone.home / "postgres", durable=False) as other:
        assert other.process is not None
        assert f"in use by another PostgreSQL (process {other.process.pid})" in zone.refused()
        other.wait_until_ready()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "postgresql://me:geheim@127.0.0.1:1/zone",
            "The database of DATABASE_URL does not let us in (127.0.0.1",
        ),
        ("nonsense", "DATABASE_URL is not understood"),
    ],
)
def test_a_database_url_that_does_not_work(zone: Zone, url: str, told: str) -> None:
    said = zone.refused(DATABASE_URL=url)
    assert told in said
    assert "geheim" not in said


def test_a_database_of_ones_own(zone: Zone, folder: Path) -> None:
    with EmbeddedPostgres(folder / "own", durable=False) as own:
        zone.up(DATABASE_URL=own.url)
        assert not (zone.home / "postgres").exists()
        assert zone.end() == 0
        own.wait_until_ready()
        with psycopg.connect(own.url) as connection:
            assert connection.execute("select count(*) > 0 from django_migrations").fetchone() == (True,)


def test_an_account_that_may_make_no_tables_learns_what_to_do(zone: Zone, folder: Path) -> None:
    with EmbeddedPostgres(folder / "own", durable=False) as own:
        with psycopg.connect(own.url.replace("hardtech@", "postgres@")) as connection:
            connection.execute("create role guest login")
        said = zone.refused(DATABASE_URL=own.url.replace("hardtech@", "guest@"))
    assert "The database refuses: permission denied for schema public" in said
    assert "Make the account of DATABASE_URL the database's owner." in said


def test_a_home_whose_name_is_not_utf8(zone: Zone) -> None:
    said = zone.refused(HARDTECH_HOME=os.fsdecode(os.fsencode(zone.home) + "数据".encode("gb18030")))
    assert r"home\udcca\udcfd\udcbe\udcdd' is not UTF-8." in said


def test_a_home_that_cannot_be_made(zone: Zone) -> None:
    zone.home.write_text("a file")
    assert "cannot be written: Not a directory." in zone.refused()


def test_port_comes_from_the_environment_and_must_be_one(zone: Zone) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", zone.port))
        other.listen()
        assert f"Port {zone.port} is in use" in zone.refused()
    assert zone.call("up", PORT="eighty").returncode == 2
