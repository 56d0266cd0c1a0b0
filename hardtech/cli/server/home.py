"""The one folder with all state of a zone: its lock, its addresses, its logs."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from hardtech.cli.server import errors

NEEDED = 64 * 2**20  # bytes: PostgreSQL's own files take about as much
LOG_LIMIT = 10 * 2**20  # bytes a log, twice: the present one and the one before


@dataclass(slots=True)
class Running:
    """What a running `hardtech up` tells others, in the lock file that it holds."""

    pid: int
    born: int  # start of that process in clock ticks since boot: a process id alone may be taken again
    started: str  # UTC, ISO 8601
    phase: str = "starting"
    address: str = ""
    database: str = ""
    processes: dict[str, int] = field(default_factory=dict)


class Home:
    """A zone's folder. Nothing is touched before `open`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock_file = folder / "lock"
        self.database_url = folder / "database_url"
        self.postgres = folder / "postgres"
        self.logs = folder / "logs"
        self._lock: int | None = None

    def open(self) -> Self:
        """Make the folder, take its lock and try that it can be written; raises ServerError."""
        try:
            str(self.folder).encode()
        except UnicodeEncodeError:
            raise errors.not_utf8(self.folder) from None
        try:
            if not self.folder.exists():
                # As root the account of PostgreSQL must pass through to its own folder.
                self.folder.mkdir(parents=True)
                self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            self._take_lock()
            self._try_writing()
        except OSError as error:
            self.close()
            raise errors.unwritable(self.folder, error) from error
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Forget the addresses and give the lock back."""
        if self._lock is None:
            return
        with contextlib.suppress(OSError):
            self.database_url.unlink(missing_ok=True)
            os.ftruncate(self._lock, 0)
        os.close(self._lock)
        self._lock = None

    def tell(self, running: Running) -> None:
        """Write what `hardtech status` shows into the lock file, which keeps its identity."""
        if self._lock is None:
            raise RuntimeError("the home is not open")
        content = json.dumps(asdict(running)).encode()
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, content, 0)

    def publish_database(self, url: str) -> None:
        """Leave the address of the embedded server for other commands; it may be read by the owner alone."""
        making = self.database_url.with_suffix(".new")
        making.unlink(missing_ok=True)
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(url)
        making.rename(self.database_url)

    def log(self, name: str) -> Path:
        """The log of one process."""
        return self.logs / f"{name}.log"

    def bound_logs(self) -> None:
        """Move a long log's text aside and empty it: its writer appends and need not know."""
        for log in self.logs.glob("*.log"):
            with contextlib.suppress(OSError):
                if log.stat().st_size > LOG_LIMIT:
                    shutil.copyfile(log, log.with_suffix(".log.1"))
                    os.truncate(log, 0)

    def _take_lock(self) -> None:
        descriptor = os.open(self.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            running = self.running()
            raise errors.already_running(self.folder, running.pid if running else None) from None
        self._lock = descriptor

    def _try_writing(self) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < NEEDED:
            raise errors.disk_full(self.folder, free)
        probe = self.folder / f".probe.{os.getpid()}"
        try:
            with probe.open("wb") as file:
                file.write(b"\0" * 65536)
                os.fsync(file.fileno())
        finally:
            probe.unlink(missing_ok=True)

    def running(self) -> Running | None:
        """Who holds the lock, or None when nobody does (a lock dies with its process)."""
        deadline = time.monotonic() + 2.0
        while True:
            try:
                descriptor = os.open(self.lock_file, os.O_RDONLY)
            except OSError:
                return None
            try:
                fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                with contextlib.suppress(ValueError, TypeError):
                    return Running(**self._content(descriptor))
            else:
                return None
            finally:
                os.close(descriptor)
            if time.monotonic() > deadline:
                return None
            time.sleep(0.05)  # its holder is just writing

    @staticmethod
    def _content(descriptor: int) -> dict[str, Any]:
        content = json.loads(os.pread(descriptor, 65536, 0))
        if not isinstance(content, dict):
            raise TypeError
        return content

    def stop_running(self, running: Running, within: float = 60.0) -> bool:
        """Ask the holder of the lock to stop and wait; False when it is out of reach or takes too long."""
        if born(running.pid) != running.born:
            return False  # in another container, say: that number means another process here
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGTERM)
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            present = self.running()
            if present is None or present.pid != running.pid:
                return True
            time.sleep(0.1)
        return False


def born(pid: int) -> int:
    """When the process began, in clock ticks since boot; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[19])
