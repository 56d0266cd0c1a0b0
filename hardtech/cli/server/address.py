"""Where the zone is reached, and whether a database given by DATABASE_URL can be used."""

import errno
import http.client
import ipaddress
import os
import socket

import psycopg
from psycopg.conninfo import conninfo_to_dict

from hardtech.cli.server.errors import ServerError
from hardtech.cli.server.postgres import MAJOR
from hardtech.zone.common.environment import hosts

ANSWER_WITHIN = 30.0  # seconds for one request while the server starts
CONNECT_WITHIN = 5  # seconds


def site_name() -> str:
    """A host name that HARDTECH_HOSTS lets the site answer to, for one who asks from this machine."""
    names = [name.removeprefix(".") for name in hosts()]
    return "localhost" if {"localhost", "*"} & set(names) else names[0]


def address(host: str, port: int) -> str:
    """The address that a browser on this machine opens; HARDTECH_ADDRESS where that says how people reach the site."""
    if told := os.environ.get("HARDTECH_ADDRESS"):
        return told
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}/"
    if ip.is_unspecified or str(ip) == "127.0.0.1":
        return f"http://{site_name()}:{port}/"
    return f"http://[{host}]:{port}/" if ip.version == 6 else f"http://{host}:{port}/"


def others_reach(host: str) -> bool:
    """Do other machines reach a server that listens on `host`?"""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def check_port(host: str, port: int) -> None:
    """Raise ServerError when the web server could not listen there alone: it would share a taken port."""
    other = port + 1 if 1024 <= port < 65535 else 8000
    remedy = f"Choose another one: hardtech up --port {other}, or PORT={other} make run."
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise _bad_host(host) from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise _taken(port, remedy) from error
            if error.errno == errno.EACCES:
                raise _closed(port, remedy) from error
            raise _bad_host(host) from error


def _taken(port: int, remedy: str) -> ServerError:
    return ServerError(f"Port {port} is in use by another program.", remedy)


def _closed(port: int, remedy: str) -> ServerError:
    return ServerError(f"This account may not listen on port {port}.", remedy)


def _bad_host(host: str) -> ServerError:
    return ServerError(
        f"{host} is no address of this machine.",
        "Use --host 127.0.0.1 (only this machine) or 0.0.0.0.",
    )


def answers(host: str, port: int) -> int:
    """The status of the page at `/`, 0 while nobody answers."""
    ip = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(ip, port, timeout=ANSWER_WITHIN)
    try:
        connection.request("GET", "/", headers={"Host": f"{site_name()}:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def check_database(url: str) -> None:
    """Raise ServerError when DATABASE_URL is malformed, unreachable or an older PostgreSQL."""
    form = "It reads postgresql://user:password@host:5432/database."
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise ServerError("DATABASE_URL is not understood.", form) from error
    if not url.startswith(("postgresql://", "postgres://")):
        raise ServerError("DATABASE_URL does not begin with postgresql://.", form)
    where = f"{parts.get('host', 'the local socket')}, database {parts.get('dbname') or parts.get('user')}"
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_WITHIN) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise _unreachable(where, error) from error
    if version // 10000 < MAJOR:
        raise _too_old(where, version)


def database_answers(url: str) -> bool:
    """Does the database take connections now?"""
    try:
        psycopg.connect(url, connect_timeout=CONNECT_WITHIN).close()
    except psycopg.OperationalError:
        return False
    return True


def _unreachable(where: str, error: Exception) -> ServerError:
    return ServerError(
        f"The database of DATABASE_URL does not let us in ({where}): {str(error).strip()}",
        "Start that server, correct DATABASE_URL, or unset it: Hardtech then brings its own PostgreSQL.",
    )


def _too_old(where: str, version: int) -> ServerError:
    found = f"{version // 10000}.{version % 10000}"
    return ServerError(
        f"The database of DATABASE_URL is PostgreSQL {found} ({where}); Hardtech needs {MAJOR} or newer.",
        "Upgrade that server, or unset DATABASE_URL: Hardtech then brings its own PostgreSQL.",
    )
