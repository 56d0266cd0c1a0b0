"""What the tests give to workers: functions that other processes and machines can import."""

from __future__ import annotations

import os
import time
from pathlib import Path

from hardtech.engines.matching import BulkRefused


def double(number: int) -> int:
    return 2 * number


def pid(_task: int) -> int:
    time.sleep(0.05)  # long enough that no worker does them all
    return os.getpid()


def die_once(mark: Path) -> str:
    """Kill the worker at the first attempt, answer at the second."""
    if mark.exists():
        return "done"
    mark.touch()
    os.kill(os.getpid(), 9)
    raise AssertionError


def die(_task: int) -> None:
    os.kill(os.getpid(), 9)


def refuse(number: int) -> int:
    if number == 3:
        raise BulkRefused("id_missing", file="a.parquet", row=number)
    return number


def threads(_task: int) -> list[str | None]:
    return [os.environ.get(name) for name in ("POLARS_MAX_THREADS", "NUMBA_NUM_THREADS")]


def dawdle(folder: Path) -> None:
    """Leave the number of this process in `folder` and take longer than any test."""
    (folder / str(os.getpid())).touch()
    time.sleep(600)
