"""Keeping real programs alive, giving up on them, and ending them."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardtech.cli.server import supervisor as module
from hardtech.cli.server.child import Program
from hardtech.cli.server.errors import Interrupted, ServerError
from hardtech.cli.server.supervisor import Supervisor
from hardtech.cli.server.tests.zones import eventually

SLEEPER = "import time; time.sleep(100)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(100)"
PARENT = (
    "import subprocess, sys, time\n"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(100)']).pid, flush=True)\n"
    "time.sleep(100)\n"
)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(said.append, lambda: None)
    with made.signals():
        yield made
        made.stop()


def program(log: Path, code: str, **more: float) -> Program:
    return Program("toy", [sys.executable, "-c", code], environment=dict(os.environ), log=log, **more)


def gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return ") Z " in stat.read_text()
    except OSError:
        return True


def later(seconds: float, *signals: int) -> None:
    """Send signals to this process from outside its main thread, a second apart."""

    def send() -> None:
        for number in signals:
            time.sleep(seconds)
            os.kill(os.getpid(), number)

    threading.Thread(target=send, daemon=True).start()


def test_a_killed_program_is_started_again(supervisor: Supervisor, said: list[str], tmp_path: Path) -> None:
    child = program(tmp_path / "log", SLEEPER)
    supervisor.start(child)
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    supervisor.wait_for(lambda: child.pid != first)
    assert said == ["The toy has ended unexpectedly; starting it again."]


def test_a_program_that_keeps_dying_is_given_up(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.1)
    supervisor.start(program(tmp_path / "log", "raise SystemExit('no licence for this moon')"))
    with pytest.raises(
        ServerError, match=r"(?s)ended 5 times within 60 seconds.*no licence for this moon"
    ) as caught:
        supervisor.run()
    assert str(tmp_path / "log") in caught.value.remedy


def test_restarts_wait_for_a_database_that_is_not_ours(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    answers = iter([False, False, True, True, True])
    supervisor.database_answers = lambda: next(answers)
    child = program(tmp_path / "log", SLEEPER)
    supervisor.start(child)
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    supervisor.wait_for(lambda: child.pid != first)
    assert said[1:] == ["The database does not answer; waiting for it.", "The database answers again."]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything(supervisor: Supervisor, tmp_path: Path, number: int) -> None:
    children = [program(tmp_path / name, SLEEPER) for name in ("one", "two")]
    for child in children:
        supervisor.start(child)
    pids = [child.pid for child in children]
    later(0.2, number)
    supervisor.run()
    supervisor.stop()
    assert all(gone(pid) for pid in pids if pid)


def test_a_second_signal_hurries(supervisor: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = program(log, STUBBORN, grace=60)
    supervisor.start(child)
    assert eventually(lambda: "up" in log.read_text())
    later(0.7, signal.SIGINT, signal.SIGINT)
    supervisor.run()
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 5
    assert supervisor.hurry()


def test_one_request_sent_twice_at_once_is_no_hurry(supervisor: Supervisor) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)
    assert not supervisor.hurry()
    with pytest.raises(Interrupted):
        supervisor.check()


def test_a_stubborn_program_is_killed_after_its_time(supervisor: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = program(log, STUBBORN, grace=0.3)
    supervisor.start(child)
    assert eventually(lambda: "up" in log.read_text())
    pid = child.pid
    supervisor.stop()
    assert pid is not None
    assert gone(pid)


@pytest.mark.parametrize("end", ["stopped", "killed"])
def test_what_a_program_started_ends_with_it(supervisor: Supervisor, tmp_path: Path, end: str) -> None:
    log = tmp_path / "log"
    child = program(log, PARENT)
    supervisor.start(child)
    assert eventually(lambda: log.read_text().strip().isdigit())
    grandchild = int(log.read_text())
    if end == "stopped":
        supervisor.stop()
    else:
        first = child.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        supervisor.wait_for(lambda: child.pid != first)
    assert eventually(lambda: gone(grandchild))


def test_the_handlers_of_before_come_back(said: list[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Supervisor(said.append, lambda: None).signals():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before
