"""`hardtech match bulk` with a million offers: how long, how much memory, and whether the number of needs matters.

Runs the command as a person does, in a process of its own with two workers, and looks at the memory of all of them
while they work. The catalogue is built once, by a first run with a single need.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from tests.benchmarks.common import keep, reads
from tests.benchmarks.generator import needs, offers, sentences

OFFERS = 1_000_000
NEEDS = (1_000, 5_000, 10_000)
FILES = 20
WORKERS = 2
KINDS = {"Rss": "rss_mb", "Pss": "shared_once_mb", "Anonymous": "own_mb"}
"""What Linux tells of a process's memory: all of it, with shared pages divided among those who share, its own."""


class Memory:
    """The most that a process and its children held together, looked at five times a second."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.peak = dict.fromkeys(KINDS.values(), 0)
        self._process = process
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _watch(self) -> None:
        while self._process.poll() is None:
            now = dict.fromkeys(KINDS.values(), 0)
            for pid in family(self._process.pid):
                for name, megabytes in held(pid).items():
                    now[name] += megabytes
            self.peak = {name: max(self.peak[name], now[name]) for name in now}
            time.sleep(0.2)


def family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def held(pid: int) -> dict[str, int]:
    """Megabytes by kind; nothing of a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {}
    values = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines}
    return {own: values.get(name, 0) for name, own in KINDS.items()}


def write(folder: Path, rows: Iterable[tuple[str, str, str]], size: int) -> None:
    """Parquet files of `size` rows each: id, title, body."""
    folder.mkdir()
    source = iter(rows)
    number = 0
    while part := list(islice(source, size)):
        frame = pl.DataFrame(part, schema=["id", "title", "body"], orient="row")
        frame.write_parquet(folder / f"{number:03}.parquet")
        number += 1


def run(folder: Path, needed: int, shards: int) -> dict[str, object]:
    """One run of the command with the first `needed` needs; the catalogue is kept for the next."""
    out = folder / f"out-{shards}-{needed}"
    command = [
        sys.executable, "-m", "hardtech", "match", "bulk", str(folder / f"needs-{needed}"), str(folder / "offers"),
        "--out", str(out), "--catalogue", str(folder / f"catalogue-{shards}"), "--shards", str(shards),
        "--workers", str(WORKERS),
    ]  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        memory = Memory(process)
        memory.join()
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    manifest = json.loads((out / "manifest.json").read_text())
    return {
        "needs": manifest["needs"],
        "offers": manifest["offers"],
        "shards": shards,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "matches": manifest["matches"],
        **memory.peak,
        "sha256": manifest["sha256"],
    }


@reads("sbir-records")
def main(arguments: Sequence[str] = ()) -> int:
    """Measure, print a table, keep the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--offers", type=int, default=OFFERS)
    parser.add_argument(
        "--folder", type=Path, help="where the files are made; the system's own for such by default"
    )
    parser.add_argument("--shards", type=int, nargs="+", default=[8])
    asked = parser.parse_args(arguments)
    console = Console()
    with tempfile.TemporaryDirectory(prefix="bulk-", dir=asked.folder) as name:
        folder = Path(name)
        pool = sentences()
        made = ((offer.id, offer.title, offer.body) for offer in offers(pool, asked.offers))
        write(folder / "offers", made, -(-asked.offers // FILES))
        for needed in (1, *NEEDS):
            queries = enumerate(needs(pool, needed))
            write(
                folder / f"needs-{needed}",
                ((f"N-{place:05}", q.title, q.body) for place, q in queries),
                5_000,
            )
        figures = []
        for shards in asked.shards:
            for needed in (1, *NEEDS):
                figures.append(run(folder, needed, shards))
                console.print(figures[-1])
    table = Table(
        *figures[0], title="Bulk matching; the first run of each number of shards builds the catalogue"
    )
    for row in figures:
        table.add_row(*(str(value)[:12] for value in row.values()))
    console.print(table)
    if asked.offers == OFFERS:
        keep("matching_bulk", {"workers": WORKERS, "runs": figures})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
