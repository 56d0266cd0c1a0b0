"""How ranking by words grows from 10,000 to a million offers, beside bm25s and LanceDB's full text search.

`make bench` goes to 100,000, which takes some minutes; `make bench ARGS=--million` to 1,000,000, which takes half an
hour and 8 GB for bm25s. Offers have 150 words, needs 50, from sentences of the SBIR records (`generator`). Each system
runs at each size in a process of its own.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from tests.benchmarks.common import RESULTS, keep, reads
from tests.benchmarks.plot import lines

SIZES = (10_000, 100_000)
MILLION = (*SIZES, 1_000_000)
SYSTEMS = ("hardtech", "bm25s", "lancedb")


def measure(system: str, size: int) -> dict[str, Any]:
    """The figures of one system at one size, from a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.scale_systems", system, str(size), f"{folder}/index"],
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
        )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The power of the size that the values grow by: the slope of the line through their logarithms."""
    return round(float(np.polyfit(np.log(sizes), np.log(values), 1)[0]), 2)


@reads("sbir-records")
def main(arguments: Sequence[str] = ()) -> int:
    """Measure, print a table, keep the figures."""
    console = Console()
    sizes = MILLION if "--million" in arguments else SIZES
    found: dict[str, dict[int, dict[str, Any]]] = {system: {} for system in SYSTEMS}
    for size in sizes:
        for system in SYSTEMS:
            found[system][size] = measure(system, size)
            console.print(f"{system}, {size:,} offers: {found[system][size]}")
    growth = {
        system: exponent(sizes, [figures[size]["query"]["ms_median"] for size in sizes])
        for system, figures in found.items()
    }
    table = Table(
        "system",
        "offers",
        "build s",
        "peak GB",
        "query ms",
        "p95",
        "p99",
        title="Ranking by words as offers grow",
    )
    for system, figures in found.items():
        for size, one in figures.items():
            query = one["query"]
            told = (one["build_s"], one["peak_gb"], query["ms_median"], query["ms_p95"], query["ms_p99"])
            table.add_row(system, f"{size:,}", *(str(value) for value in told))
    console.print(table)
    console.print(f"A query's median grows with offers to the power of {growth}.")
    name = "matching_scale" if math.log10(sizes[-1]) >= 6 else "matching_scale_small"
    keep(name, {"growth_exponent_of_query": growth, "systems": found})
    points = {
        f"{system} (exponent {growth[system]})": [
            (size, one["query"]["ms_median"]) for size, one in figures.items()
        ]
        for system, figures in found.items()
    }
    (RESULTS / f"{name}.svg").write_text(lines("Query, median", "offers", "ms", points), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
