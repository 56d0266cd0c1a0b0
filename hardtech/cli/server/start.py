"""Brings a zone up, step by step, and keeps it up."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import hardtech
from hardtech.cli.server import errors, launch
from hardtech.cli.server.account import left_behind
from hardtech.cli.server.address import (
    address,
    answers,
    check_database,
    check_port,
    database_answers,
    others_reach,
)
from hardtech.cli.server.child import Database, Program
from hardtech.cli.server.home import Home, Running, born
from hardtech.cli.server.postgres import MAJOR, EmbeddedPostgres
from hardtech.cli.server.supervisor import TICK, Supervisor

WEB_WITHIN = 120.0  # seconds from the start of the web server to its first answer
JOB_GRACE = 8  # seconds that a running task gets when the worker stops


class Screen(Protocol):
    """Where the person reads what happens."""

    def step(self, text: str) -> None:
        """Something begins that may take a while."""

    def say(self, text: str) -> None:
        """Something that is worth a line."""

    def ready(self, address: str, sign_ins: Sequence[Mapping[str, str]], seconds: float) -> None:
        """The zone answers."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; `database_url` is empty for the embedded server."""

    folder: Path
    host: str
    port: int
    demo: bool
    database_url: str


def run(wanted: Wanted, screen: Screen) -> None:
    """Bring the zone up and stay until somebody asks us to stop; nothing that was started is left.

    Raises ServerError when it cannot be brought up or kept up.
    """
    home = Home(wanted.folder).open()
    try:
        check_port(wanted.host, wanted.port)
        zone = Zone(home, wanted, screen)
        with zone.supervisor.signals():
            try:
                zone.start()
                zone.supervisor.run()
            except errors.Interrupted:
                pass
            finally:
                screen.step("Stopping")
                zone.supervisor.stop()
    finally:
        home.close()


class Zone:
    """The processes of one zone and the order in which they start."""

    def __init__(self, home: Home, wanted: Wanted, screen: Screen) -> None:
        self.home = home
        self.wanted = wanted
        self.screen = screen
        self.url = wanted.database_url
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.running = Running(os.getpid(), born(os.getpid()), now, address=address(wanted.host, wanted.port))
        self.supervisor = Supervisor(screen.say, self._housekeeping)

    def start(self) -> None:
        """PostgreSQL, the database, the worker, the web server; returns when the web server answers."""
        began = time.monotonic()
        self._start_database()
        sign_ins = self._prepare()
        self.screen.step("Starting the worker and the web server")
        for program in self._programs():
            self.supervisor.start(program)
        self._await_web()
        self.running.phase = "running"
        self._housekeeping()
        self.screen.ready(self.running.address, sign_ins, time.monotonic() - began)
        if sign_ins and others_reach(self.wanted.host):
            self.screen.say(
                "Careful: other machines reach this zone, and the demo accounts have published passwords. Anybody can "
                "sign in as its administrator. For real work start an empty zone: hardtech up --empty."
            )

    def _start_database(self) -> None:
        if self.url:
            self.screen.step("Reaching the database of DATABASE_URL")
            check_database(self.url)
            self.supervisor.database_answers = lambda: database_answers(self.url)
            self.running.database = "the database of DATABASE_URL"
        else:
            server = EmbeddedPostgres(self.home.postgres, log=self.home.log("postgres"))
            made = (server.folder / "PG_VERSION").exists()
            self.screen.step("Starting PostgreSQL" if made else "Making a database and starting PostgreSQL")
            for data in left_behind(self.home.postgres):
                self.screen.say(
                    f"A zone that was in this folder before left its data in {data}. If that zone is deleted, free the "
                    f"space: rm -r {data}"
                )
            self.supervisor.start(Database(server))
            self.url = server.url
            self.home.publish_database(self.url)
            self.running.database = f"PostgreSQL {MAJOR} in {server.folder}"

    def _prepare(self) -> list[dict[str, str]]:
        """Run the steps on the database in a process of their own; returns the demo sign-ins."""
        sign_ins: list[dict[str, str]] = []
        arguments = [] if self.wanted.demo else ["--empty"]
        log = self.home.log("prepare")
        self.screen.step("Checking the database")
        for line in self._told([*python("hardtech.cli.server.prepare"), *arguments], log):
            if "error" in line:
                raise errors.ServerError(line["error"], line["remedy"])
            if "step" in line:
                self.screen.step(line["step"])
            sign_ins = line.get("sign_ins", sign_ins)
        return sign_ins

    def _told(self, command: list[str], log: Path) -> Iterator[dict[str, Any]]:
        """Run a program and yield the JSON lines that it prints; raises when it fails or we are to stop."""
        with log.open("ab") as errors_file:
            process = subprocess.Popen(
                launch.command(command, deathsig=signal.SIGKILL),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors_file,
                env=self._environment(),
                start_new_session=True,
            )
        try:
            yield from lines(process, self.supervisor.check)
            code = process.wait()
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
        if code:
            raise errors.preparation_failed(log)

    def _programs(self) -> list[Program]:
        environment, log = self._environment(), self.home.log
        worker = python("hardtech", "manage", "procrastinate", "worker")
        worker += [f"--shutdown-graceful-timeout={JOB_GRACE}", "--delete-jobs=successful"]
        web = python("hardtech.cli.server.web", self.wanted.host, str(self.wanted.port))
        return [
            # The worker listens in a session that a new database server does not know.
            Program("worker", worker, environment=environment, log=log("worker"), restart_with="database"),
            Program("web server", web, environment=environment, log=log("web")),
        ]

    def _await_web(self) -> None:
        host, port = self.wanted.host, self.wanted.port
        deadline = time.monotonic() + WEB_WITHIN
        log = self.home.log("web")

        def ready() -> bool:
            status = answers(host, port)
            if time.monotonic() > deadline:
                raise errors.web_silent(WEB_WITHIN, log)
            if status >= 500:
                self.screen.say(f"The start page answers with an error ({status}); see {log}.")
            return bool(status)

        self.supervisor.wait_for(ready)

    def _environment(self) -> dict[str, str]:
        """What every child is told; the code is the one that runs here, wherever the child starts."""
        paths = [str(Path(hardtech.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
        return dict(os.environ) | {
            "HARDTECH_HOME": str(self.home.folder),
            "HARDTECH_ADDRESS": self.running.address,
            "DATABASE_URL": self.url,
            "PORT": str(self.wanted.port),
            "DJANGO_SETTINGS_MODULE": "hardtech.zone.settings",
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            "PYTHONUNBUFFERED": "1",
        }

    def _housekeeping(self) -> None:
        self.home.bound_logs()
        children = self.supervisor.children
        self.running.processes = {child.name: child.pid for child in children if child.pid}
        self.home.tell(self.running)


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *arguments]


def lines(process: subprocess.Popen[bytes], check: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """The JSON lines that a process prints, until it closes its output; `check` may raise in between."""
    if process.stdout is None:
        raise ValueError("the process has no pipe")
    descriptor, rest = process.stdout.fileno(), b""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            check()
            if not selector.select(TICK):
                continue
            if not (piece := os.read(descriptor, 65536)):
                return
            *whole, rest = (rest + piece).split(b"\n")
            yield from (json.loads(line) for line in whole)
