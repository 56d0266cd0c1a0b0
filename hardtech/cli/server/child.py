"""One process that the supervisor keeps alive: a program, or the embedded PostgreSQL."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from hardtech.cli.server import launch
from hardtech.cli.server.postgres import EmbeddedPostgres, wait_for_end


class Child(Protocol):
    """What the supervisor asks of a process."""

    name: str
    log: Path
    restart_with: (
        str  # the name of a child without which this one is worth nothing, even when that comes back
    )

    @property
    def pid(self) -> int | None:
        """Its number, None while it does not run."""

    def start(self, check: Callable[[], None]) -> None:
        """Start it; `check` is called while waiting and may raise to give up."""

    def ended(self) -> bool:
        """Has it ended by itself since its start?"""

    def stop(self, hurry: Callable[[], bool]) -> None:
        """End it, and what it started; once `hurry` says so, without waiting for it to finish."""


class Program:
    """A program in a process group of its own, so that Ctrl-C reaches the supervisor alone."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        log: Path,
        grace: float = 10.0,
        restart_with: str = "",
    ) -> None:
        self.name = name
        self.restart_with = restart_with
        self.log = log
        self._command = list(command)
        self._environment = dict(environment)
        self._grace = grace  # seconds to finish what it is doing
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, check: Callable[[], None]) -> None:
        check()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                launch.command(self._command, deathsig=signal.SIGKILL),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                start_new_session=True,
            )

    def ended(self) -> bool:
        if self._process is None or self._process.poll() is None:
            return False
        self._sweep()
        return True

    def stop(self, hurry: Callable[[], bool]) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
        if not wait_for_end(self._process, self._grace, hurry):
            self._process.kill()
            self._process.wait()
        self._sweep()
        self._process = None

    def _sweep(self) -> None:
        """End what the program started and left behind in its group."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


class Database:
    """The embedded PostgreSQL as a child."""

    name = "database"
    restart_with = ""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.server = server
        self.log = server.log

    @property
    def pid(self) -> int | None:
        return self.server.process.pid if self.server.process else None

    def start(self, check: Callable[[], None]) -> None:
        check()
        self.server.launch()
        self.server.wait_until_ready(check)
        self.server.ensure_database()

    def ended(self) -> bool:
        return self.server.process is not None and self.server.process.poll() is not None

    def stop(self, hurry: Callable[[], bool]) -> None:
        self.server.stop(hurry)
