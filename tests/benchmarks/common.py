"""What the benchmarks share: where the data lie, what machine it is, and where results are kept."""

from __future__ import annotations

import datetime
import json
import os
import platform
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path

import numpy as np
from rich.console import Console

DATA = Path(__file__).parents[3] / "shared" / "data"
RESULTS = Path(__file__).parent / "results"


def machine() -> dict[str, object]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cores": os.cpu_count(), "memory_gib": round(memory / 2**30), "python": platform.python_version()}


def keep(name: str, figures: Mapping[str, object]) -> None:
    """Write the figures with date and machine, to be committed."""
    RESULTS.mkdir(exist_ok=True)
    told = {"date": datetime.datetime.now(datetime.UTC).date().isoformat(), "machine": machine(), **figures}
    (RESULTS / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def spread(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    values = np.array(seconds) * 1000
    return {
        "ms_median": round(float(np.median(values)), 1),
        "ms_p95": round(float(np.percentile(values, 95)), 1),
    }


def reads(*folders: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """For the `main` of a benchmark that reads these folders of data: without them it is left out, in words."""

    def decorated(main: Callable[..., int]) -> Callable[..., int]:
        @wraps(main)
        def checked(*arguments: object) -> int:
            absent = [folder for folder in folders if not (DATA / folder).is_dir()]
            if not absent:
                return main(*arguments)
            name = Path(main.__code__.co_filename).stem
            Console().print(
                f"{name}: left out. It reads {', '.join(absent)} in {DATA}, which the code does not bring along."
            )
            return 0

        return checked

    return decorated
