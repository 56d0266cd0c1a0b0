"""A PostgreSQL 18 of our own: made, started and stopped as a child of this process.

    with EmbeddedPostgres(home / "postgres") as server:
        psycopg.connect(server.url)

No TCP port is opened. The socket lies in the data folder, which only the server's account and root can enter;
a path too long for a socket (107 bytes) moves it to a private folder beside the temporary files.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from hardtech.cli.server import account, errors, launch

MAJOR = 18
DATABASE = ROLE = "hardtech"
SOCKET = ".s.PGSQL.5432"
LOCK = "postmaster.pid"
LONGEST_SOCKET = 103  # bytes: macOS takes 103, Linux 107
READY_WITHIN = 60.0  # seconds: recovery after a crash may take some
STOP_WITHIN = 30.0
IN_USE_AFTER = 3.0  # a server whose supervisor died knows at once; one that goes on is somebody else's
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "fsync": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "idle_in_transaction_session_timeout": "10min",
    "log_line_prefix": "%m [%p] ",
    "log_timezone": "UTC",
    "logging_collector": "off",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


class EmbeddedPostgres:
    """One server over one data folder.

    `durable=False` trades safety for speed: for tests, whose data nobody needs after a crash.
    """

    def __init__(self, folder: Path, *, durable: bool = True, log: Path | None = None) -> None:
        self.account = account.service_account(folder)
        self.folder = account.place(Path(folder).absolute(), self.account)
        self.log = log or self.folder.with_name(f"{self.folder.name}.log")
        self.socket_folder = self._socket_folder()
        self.process: subprocess.Popen[bytes] | None = None
        self._durable = durable
        self._log_start = 0

    @property
    def url(self) -> str:
        """The address for clients, as the owner of the database `hardtech`."""
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self.socket_folder), safe='')}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make the data folder where there is none, start the server, wait until it answers.

        Raises ServerError with the reason and a remedy.
        """
        self.launch()
        try:
            self.wait_until_ready()
            self.ensure_database()
        except BaseException:
            self.stop()
            raise

    def launch(self) -> None:
        """Start the server process over a sound data folder, without waiting for it."""
        self._check_version()
        programs = account.programs(self.account)
        if not (self.folder / "PG_VERSION").exists():
            self._initialise(programs)
        wait_for_predecessor(self.folder)
        if self.socket_folder != self.folder:
            self._make_private(self.socket_folder)
        settings = SETTINGS if self._durable else SETTINGS | THROWAWAY
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        program = [
            str(programs / "postgres"),
            "-D",
            str(self.folder),
            "-k",
            str(self.socket_folder),
            *options,
        ]
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self.process = subprocess.Popen(
                self._as_account(program, deathsig=signal.SIGINT),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=clean_environment(),
                cwd="/",
                start_new_session=True,
            )

    def wait_until_ready(self, check: Callable[[], None] = lambda: None) -> None:
        """Return once the server takes connections; raise ServerError when it ends or takes over a minute.

        `check` is called while waiting and may raise to give up.
        """
        deadline = time.monotonic() + READY_WITHIN
        while True:
            check()
            if self.process is None or self.process.poll() is not None:
                self._restart_or_fail(deadline)
            try:
                self._connect("postgres").close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise errors.not_ready(READY_WITHIN, str(error), self.log) from error
                time.sleep(0.05)
            else:
                return

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """Stop the server: sessions end, data are written.

        Once `hurry` says so it ends at once, and the next start has to recover from its log.
        """
        process, self.process = self.process, None
        if process is None:
            return
        for signum, seconds in ((signal.SIGINT, STOP_WITHIN), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if process.poll() is None:
                process.send_signal(signum)
            if wait_for_end(process, seconds, hurry if signum == signal.SIGINT else lambda: False):
                break
        if self.socket_folder != self.folder:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _connect(self, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        host = str(self.socket_folder)
        return psycopg.connect(host=host, port=5432, user="postgres", dbname=database, autocommit=True)

    def ensure_database(self) -> None:
        """The zone's role owns its database, may make others (tests do), and is no superuser."""
        with self._connect("postgres") as connection:
            names = {row[0] for row in connection.execute("select rolname from pg_roles").fetchall()}
            if ROLE not in names:
                connection.execute(sql.SQL("create role {} login createdb").format(sql.Identifier(ROLE)))
            names = {row[0] for row in connection.execute("select datname from pg_database").fetchall()}
            if DATABASE not in names:
                words = (sql.Identifier(DATABASE), sql.Identifier(ROLE))
                connection.execute(sql.SQL("create database {} owner {}").format(*words))

    def _check_version(self) -> None:
        marker = self.folder / "PG_VERSION"
        found = marker.read_text().strip() if marker.exists() else str(MAJOR)
        if found == str(MAJOR):
            return
        raise errors.other_version(self.folder, found, MAJOR)

    def _initialise(self, programs: Path) -> None:
        """Run initdb beside the final place, then move: an interrupted one leaves nothing half."""
        self._check_empty()
        making = self.folder.with_name(f".{self.folder.name}.new")
        shutil.rmtree(making, ignore_errors=True)
        self._make_private(making)
        program = [
            str(programs / "initdb"),
            "--pgdata",
            str(making),
            "--username=postgres",
            "--auth-local=trust",
        ]
        program += ["--auth-host=reject", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        program += ["--builtin-locale=C.UTF-8", "--data-checksums", *([] if self._durable else ["--no-sync"])]
        command = self._as_account(program, deathsig=signal.SIGKILL)
        done = subprocess.run(command, capture_output=True, env=clean_environment(), cwd="/", check=False)
        if done.returncode:
            shutil.rmtree(making, ignore_errors=True)
            raise errors.postgres_said(
                done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace"), self.folder
            )
        if self.folder.exists():
            self.folder.rmdir()
        making.rename(self.folder)

    def _check_empty(self) -> None:
        if self.folder.exists() and any(self.folder.iterdir()):
            raise errors.not_a_database(self.folder)

    def _as_account(self, program: list[str], *, deathsig: int) -> list[str]:
        if not self.account.switch:
            return launch.command(program, deathsig=deathsig)
        return launch.command(program, deathsig=deathsig, uid=self.account.uid, gid=self.account.gid)

    def _socket_folder(self) -> Path:
        if len(os.fsencode(self.folder / SOCKET)) <= LONGEST_SOCKET:
            return self.folder
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"hardtech-{digest}"

    def _make_private(self, folder: Path) -> None:
        """A folder of the server's account alone; one that somebody else put there is refused."""
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), self.account.uid}:
                raise errors.somebody_elses(folder)
            os.chown(folder, self.account.uid, self.account.gid)
            folder.chmod(0o700)
        except OSError as error:
            raise errors.unwritable(folder, error) from error

    def _restart_or_fail(self, deadline: float) -> None:
        """The server ended. Sessions of a killed one may still be leaving: then try again, else say why."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            output = log.read().decode(errors="replace")
        if "pre-existing shared memory block" not in output or time.monotonic() > deadline:
            raise errors.postgres_said(output, self.folder, self.log)
        time.sleep(0.3)
        self.launch()


def clean_environment() -> dict[str, str]:
    """The environment without what PostgreSQL would read from it, and with plain English messages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def wait_for_end(process: subprocess.Popen[bytes], seconds: float, hurry: Callable[[], bool]) -> bool:
    """Has the process ended within the time, or before `hurry` said that nobody waits for it?"""
    deadline = time.monotonic() + seconds
    while process.poll() is None:
        if hurry() or time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def wait_for_predecessor(folder: Path) -> None:
    """Wait while a server that lost its supervisor finishes on this folder.

    Raises ServerError when the server is not about to end. PostgreSQL itself sees that a lock file is stale,
    except when another program has got the process id since: then the file is removed here.
    """
    began = time.monotonic()
    while (pid := lock_holder(folder)) is not None:
        if not is_server_of(pid, folder):
            (folder / LOCK).unlink()
            return
        patience = STOP_WITHIN if _is_stopping(folder) else IN_USE_AFTER
        if time.monotonic() - began > patience:
            raise errors.data_in_use(folder, pid)
        time.sleep(0.1)


def _is_stopping(folder: Path) -> bool:
    """Does the server's lock file say so?"""
    try:
        return "stopping" in (folder / LOCK).read_text()
    except OSError:
        return True


def lock_holder(folder: Path) -> int | None:
    """The process id in the server's lock file, when such a process lives."""
    try:
        pid = int((folder / LOCK).read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def is_server_of(pid: int, folder: Path) -> bool:
    """Does that process serve the folder? A server works inside its data; without /proc the answer is yes."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return Path(f"/proc/{pid}").exists() or sys.platform != "linux"


@contextmanager
def temporary_postgres() -> Iterator[EmbeddedPostgres]:
    """A server with data that are deleted at the end: for test runs."""
    with tempfile.TemporaryDirectory(prefix="hardtech-pg-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        with EmbeddedPostgres(Path(name) / "data", durable=False) as server:
            yield server
        if not server.folder.is_relative_to(Path(name).resolve()):  # it was out of reach there
            shutil.rmtree(server.folder.parent)
