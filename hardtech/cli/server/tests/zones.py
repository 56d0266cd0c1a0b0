"""Real zones for tests: `hardtech up` in a folder of its own, watched from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hardtech.cli.server.home import Home

READY = "Hardtech is ready"
ASCII_LOCALE = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A locale without UTF-8, and a Python that is not to help itself."""


def free_port() -> int:
    """A port where nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: Callable[[], bool], within: float = 20.0) -> bool:
    """Does the condition come true in time?"""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def processes(home: Path) -> dict[int, str]:
    """Number and command of every living process that works for a zone."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            told = (entry / "environ").read_bytes().split(b"\0")
            inside = (entry / "cwd").readlink().is_relative_to(home)
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if command and (inside or f"HARDTECH_HOME={home}".encode() in told):
            found[int(entry.name)] = command
    return found


class Zone:
    """One HARDTECH_HOME and what is done to it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.output = home.with_name("up.out")

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return kept | {"HARDTECH_HOME": str(self.home), "PORT": str(self.port)} | more

    def call(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `hardtech …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "hardtech", *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=self.environment(**more),
        )

    def refused(self, *arguments: str, **more: str) -> str:
        """What `hardtech up` says when it refuses with exit code 1, without a traceback."""
        done = self.call("up", "--empty", *arguments, **more)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        return done.stderr

    def up(self, *arguments: str, demo: bool = False, **more: str) -> None:
        """Start and wait until it is ready."""
        self.begin(*arguments, demo=demo, **more)
        ready = eventually(lambda: READY in self.text() or not self.alive(), 180)
        assert ready, self.text()
        assert self.alive(), self.text()

    def begin(self, *arguments: str, demo: bool = False, **more: str) -> None:
        """Start without waiting; the demonstration zone is loaded where it is asked for."""
        content = () if demo else ("--empty",)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hardtech", "up", *content, *arguments],
                stdout=output,
                stderr=output,
                env=self.environment(**more),
                start_new_session=True,
            )

    def end(self, signum: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        assert self.process is not None
        self.process.send_signal(signum)
        return self.process.wait(60)

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def text(self) -> str:
        return self.output.read_text()

    def seconds(self) -> float:
        """How long the start took, as it says itself."""
        return float(self.text().split(f"{READY} after ")[1].split(" s")[0])

    def status(self) -> dict[str, object]:
        facts = json.loads(self.call("status", "--json").stdout)
        assert isinstance(facts, dict)
        return facts

    def pid(self, name: str) -> int:
        """The number of one of its processes, as the lock file tells."""
        running = Home(self.home).running()
        assert running is not None, self.text()
        return running.processes[name]

    def answers(self) -> bool:
        """Does the web server answer anything?"""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.settimeout(5)
                connection.sendall(b"HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return connection.recv(8) == b"HTTP/1.0"
        except OSError:
            return False


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder for one test that PostgreSQL's account may enter; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="hardtech-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name).resolve()


@contextmanager
def zone(name: str = "home") -> Iterator[Zone]:
    """A zone in an open folder that does not run yet; what still runs is killed at the end."""
    with open_folder() as folder, kept(Zone(folder / name)) as made:
        yield made


@contextmanager
def kept(made: Zone) -> Iterator[Zone]:
    """End whatever works for a zone when a test is over."""
    try:
        yield made
    finally:
        if made.process is not None:
            if made.alive():
                made.process.kill()
            made.process.wait()
        for pid in processes(made.home):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
