"""Addresses, ports, and databases that are not ours."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardtech.cli.server import account, launch
from hardtech.cli.server.address import address, check_database, check_port, others_reach
from hardtech.cli.server.errors import ServerError
from hardtech.cli.server.postgres import clean_environment, temporary_postgres
from hardtech.cli.server.tests.zones import eventually


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://localhost:80/"),
        ("0.0.0.0", "http://localhost:80/"),
        ("::", "http://localhost:80/"),
        ("::1", "http://[::1]:80/"),
        ("10.0.0.7", "http://10.0.0.7:80/"),
        ("zone.example", "http://zone.example:80/"),
    ],
)
def test_the_address_that_a_browser_opens(monkeypatch: pytest.MonkeyPatch, host: str, shown: str) -> None:
    monkeypatch.delenv("HARDTECH_HOSTS", raising=False)
    monkeypatch.delenv("HARDTECH_ADDRESS", raising=False)
    assert address(host, 80) == shown


@pytest.mark.parametrize(
    ("named", "told", "shown"),
    [
        ("zone.example", "", "http://zone.example:80/"),
        (".example,zone.test", "", "http://example:80/"),
        ("zone.example,localhost", "", "http://localhost:80/"),
        ("*", "", "http://localhost:80/"),
        ("zone.example", "https://zone.example/", "https://zone.example/"),
    ],
)
def test_the_address_is_one_that_the_site_answers_to(
    monkeypatch: pytest.MonkeyPatch, named: str, told: str, shown: str
) -> None:
    monkeypatch.setenv("HARDTECH_HOSTS", named)
    monkeypatch.setenv("HARDTECH_ADDRESS", told)
    assert address("127.0.0.1", 80) == shown


@pytest.mark.parametrize("shared", [False, True])
def test_a_port_that_is_taken(*, shared: bool) -> None:
    with socket.socket() as other:
        if shared:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServerError, match=f"Port {port} is in use") as caught:
            check_port("127.0.0.1", port)
        assert "PORT=" in caught.value.remedy
    check_port("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_a_host_that_is_not_this_machine(host: str) -> None:
    with pytest.raises(ServerError, match="no address of this machine"):
        check_port(host, 8000)


@pytest.mark.parametrize("url", ["postgresql://[half", "mysql://localhost/zone", "zone", "host=localhost"])
def test_a_malformed_database_url(url: str) -> None:
    with pytest.raises(ServerError, match="DATABASE_URL") as caught:
        check_database(url)
    assert "postgresql://user:password@host:5432/database" in caught.value.remedy


def test_an_unreachable_database_is_named_without_its_password() -> None:
    with pytest.raises(ServerError, match="does not let us in") as caught:
        check_database("postgresql://me:geheim@127.0.0.1:1/zone")
    assert "127.0.0.1, database zone" in str(caught.value)
    assert "geheim" not in caught.value.explained()


def test_a_database_that_does_not_exist_and_one_that_does() -> None:
    with temporary_postgres() as server:
        check_database(server.url)
        with pytest.raises(ServerError, match='database "nowhere" does not exist'):
            check_database(server.url.replace("/hardtech?", "/nowhere?"))


@pytest.fixture
def old_server(folder: Path) -> Iterator[str]:
    """A PostgreSQL 16, which comes in the same package."""
    data = folder / "old"
    who = account.service_account(data)
    programs = Path(str(account.programs(who)).replace("pginstall18", "pginstall"))
    if not programs.exists():
        pytest.skip("the copied programs hold PostgreSQL 18 alone")
    data.mkdir(mode=0o700)
    if who.switch:
        os.chown(data, who.uid, who.gid)

    def command(*program: str) -> list[str]:
        ids = {"uid": who.uid, "gid": who.gid} if who.switch else {}
        return launch.command(program, deathsig=9, **ids)

    environment = clean_environment()
    init = command(str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync")
    subprocess.run(init, check=True, capture_output=True, env=environment, cwd="/")
    serve = command(str(programs / "postgres"), "-D", str(data), "-k", str(data), "-h", "", "-F")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(serve, stdout=log, stderr=log, env=environment, cwd="/")
    try:
        assert eventually(lambda: "ready to accept" in (folder / "log").read_text())
        yield f"postgresql://postgres@/postgres?host={data}"
    finally:
        process.terminate()
        process.wait()


def test_a_database_that_is_too_old(old_server: str) -> None:
    with pytest.raises(ServerError, match=r"PostgreSQL 16\.\d+ .*needs 18 or newer"):
        check_database(old_server)


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("127.0.0.1", False),
        ("::1", False),
        ("localhost", False),
        ("0.0.0.0", True),
        ("::", True),
        ("zone.example", True),
    ],
)
def test_tells_who_reaches_it(host: str, reached: bool) -> None:
    assert others_reach(host) is reached
