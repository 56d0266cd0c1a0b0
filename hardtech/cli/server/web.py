"""The web server's process: `python -m hardtech.cli.server.web HOST PORT`."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from hardtech.cli.server.launch import die_with_parent
from hardtech.engines.matching import warm_up

TARGET = "hardtech.zone.wsgi:application"
WORKERS = 2
THREADS = 4  # requests at once in a worker; each may hold a database connection
DRAIN = 8  # seconds that running requests get when the server stops


def load(main: int, target: str) -> Callable[..., Any]:
    """Give a worker the application, and make sure that it goes when the main process goes, however."""
    if os.getpid() != main:
        die_with_parent(main, signal.SIGKILL)
    module, _, name = target.partition(":")
    __import__(module)
    application: Callable[..., Any] = getattr(sys.modules[module], name)
    return application


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM. The application, and what searches need, is loaded once before the workers are forked."""
    # From Python 3.14 on the default starts workers from a server of forks, which shares no memory with this process.
    multiprocessing.set_start_method("fork")
    loader = partial(load, os.getpid())
    loader(TARGET)
    warm_up()
    server = Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        workers_kill_timeout=DRAIN,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        log_access=False,
    )
    server.serve(target_loader=loader)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
