"""Keeps the zone's processes alive, and ends all of them in order."""

import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from hardtech.cli.server import errors
from hardtech.cli.server.child import Child

ONE_REQUEST = 0.5  # seconds: some senders signal the process and then its whole group
TICK = 0.1  # seconds between two looks at the children
DEATHS = 5  # that many within WINDOW seconds are too many
WINDOW = 60.0
LONGEST_PAUSE = 10.0
HOUSEKEEPING = 20.0  # seconds between two looks at the logs


class Supervisor:
    """Children in the order of their start; they are stopped in the reverse order.

    `say` tells the person what happens; `housekeeping` is called from time to time, and after each change.
    """

    def __init__(self, say: Callable[[str], None], housekeeping: Callable[[], None]) -> None:
        self.children: list[Child] = []
        self.database_answers: Callable[[], bool] = lambda: True
        self._say = say
        self._housekeeping = housekeeping
        self._asked: list[float] = []  # when somebody asked us to stop
        self._deaths: dict[str, deque[float]] = {}

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Ctrl-C, SIGTERM and a closed terminal ask for the end; asked twice we hurry."""
        numbers: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:  # nohup: stay when the terminal closes
            numbers = numbers[:2]
        before = {number: signal.signal(number, self._ask) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if not self._asked or now - self._asked[-1] > ONE_REQUEST:
            self._asked.append(now)

    def hurry(self) -> bool:
        """Did somebody ask again?"""
        return len(self._asked) > 1

    def check(self) -> None:
        """Raise Interrupted when somebody asked us to stop."""
        if self._asked:
            raise errors.Interrupted

    def start(self, child: Child) -> None:
        """Start a child and look after it from now on."""
        self.children.append(child)
        child.start(self.check)
        self._housekeeping()

    def wait_for(self, ready: Callable[[], bool]) -> None:
        """Return once `ready` says so; children that end meanwhile are restarted."""
        while not ready():
            self.tick()

    def run(self) -> None:
        """Look after the children until somebody asks us to stop; raises ServerError when one keeps dying."""
        due = time.monotonic()
        while not self._asked:
            if time.monotonic() >= due:
                self._housekeeping()
                due = time.monotonic() + HOUSEKEEPING
            try:
                self.tick()
            except errors.Interrupted:
                return

    def tick(self) -> None:
        """Wait a moment, then restart what has ended, PostgreSQL before those that need it."""
        time.sleep(TICK)
        self.check()
        for child in self.children:
            if child.ended():
                self._restart(child)

    def _await_database(self) -> None:
        """Hold the restart of a program while a database that is not ours to restart does not answer."""
        if self.database_answers():
            return
        self._say("The database does not answer; waiting for it.")
        while not self.database_answers():
            self._pause(1.0)
        self._say("The database answers again.")

    def _restart(self, child: Child) -> None:
        deaths = self._deaths.setdefault(child.name, deque(maxlen=DEATHS))
        deaths.append(time.monotonic())
        if len(deaths) == DEATHS and deaths[-1] - deaths[0] < WINDOW:
            raise errors.keeps_dying(child.name, DEATHS, WINDOW, child.log)
        recent = sum(1 for moment in deaths if deaths[-1] - moment < WINDOW)
        self._say(f"The {child.name} has ended unexpectedly; starting it again.")
        self._pause(min(LONGEST_PAUSE, 0.25 * 2 ** (recent - 1)))
        self._await_database()
        child.start(self.check)
        for other in self.children:
            if other.restart_with == child.name:
                other.stop(lambda: True)
                other.start(self.check)
        self._housekeeping()

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.check()
            time.sleep(TICK)

    def stop(self) -> None:
        """End the children, the last one first; none is left when this returns."""
        for child in reversed(self.children):
            child.stop(self.hurry)
        self.children.clear()
