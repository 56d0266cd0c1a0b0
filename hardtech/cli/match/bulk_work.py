"""What `hardtech match bulk` does with its arguments, and how it words what comes of it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from polars.exceptions import PolarsError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from hardtech.cli.cluster import Cluster, OtherProgram
from hardtech.cli.errors import Refused
from hardtech.cli.match.files import COLUMNS
from hardtech.cli.match.options import print_unread
from hardtech.cli.workers import ATTEMPTS, Processes, WorkersLost
from hardtech.engines.matching import BulkRefused, CatalogueDamaged
from hardtech.engines.matching.bulk import (
    FIELDS,
    BulkResult,
    BulkRun,
    Here,
    ParquetSource,
    StageProgress,
    rank_in_bulk,
    schema_of,
)
from hardtech.engines.tabular import ColumnsError, find_columns, normalise

_STAGES = {
    "hashing": "Reading the files",
    "dividing": "Dividing the offers",
    "building": "Building shards",
    "ranking": "Ranking",
}
_DIFFERS = {
    "format": "the program",
    "program": "the program",
    "needs": "the needs or their columns",
    "offers": "the offers or their columns",
    "shards": "--shards",
    "top": "--top",
    "block": "the program",
    "folder": "files that are not from here",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for. `mapping` gives fields to columns of other names."""

    needs: Path
    offers: Path
    out: Path
    catalogue: Path
    top: int
    shards: int
    mapping: Mapping[str, str]


def fulfil(wish: Wish, workers: int | None, address: str | None) -> None:
    """Do it, show how far it is, and say what came of it. Raises Refused."""
    console = Console(stderr=True)
    started = time.monotonic()
    try:
        run = _run(wish)
        for side, sources in (("needs", run.needs), ("offers", run.offers)):
            print_unread(console, f"Columns of the {side}", _unread(sources))
        result, lost = _perform(run, workers or len(os.sched_getaffinity(0)), address, console)
    except BulkRefused as error:
        raise Refused(wording(error)) from None
    except CatalogueDamaged as error:
        raise Refused(f"{error}. Run the same command again: it builds that shard anew.") from None
    except (OSError, PolarsError) as error:
        message = (
            f"The work can't go on: {error}. What is finished stays in {wish.out}; the same command goes on."
        )
        raise Refused(message) from None
    except WorkersLost:
        message = f"A piece of work was given to {ATTEMPTS} processes and each was killed, often for want of memory."
        raise Refused(f"{message} Try fewer --workers or more --shards; the same command goes on.") from None
    except OtherProgram:
        message = (
            "A node of the cluster has another version of Hardtech: install the same one on all of them."
        )
        raise Refused(message) from None
    except KeyboardInterrupt:
        message = f"Stopped. What is finished stays in {wish.out}; the same command goes on from there."
        raise Refused(message) from None
    _print_result(console, wish.out, result, lost, time.monotonic() - started)


def _run(wish: Wish) -> BulkRun:
    for side in (wish.needs, wish.offers):
        if wish.out.is_relative_to(side.absolute()) or wish.catalogue.is_relative_to(side.absolute()):
            raise Refused(
                f"The matches would lie among what is read, in {side}. Choose another place for them."
            )
    needs, offers = _parquet(wish.needs), _parquet(wish.offers)
    known = {normalise(name) for path in (*needs, *offers) for name in schema_of(path)}
    if nowhere := sorted(column for column in wish.mapping if normalise(column) not in known):
        raise Refused(f"--map names columns that are in no file: {', '.join(nowhere)}.")
    return BulkRun(
        needs=[_source(path, wish.mapping) for path in needs],
        offers=[_source(path, wish.mapping) for path in offers],
        out=wish.out,
        catalogue=wish.catalogue,
        top=wish.top,
        shards=wish.shards,
    )


def _perform(run: BulkRun, workers: int, address: str | None, console: Console) -> tuple[BulkResult, int]:
    with ExitStack() as stack:
        stack.enter_context(_locked(run.out))
        if not run.catalogue.is_relative_to(run.out):
            stack.enter_context(_locked(run.catalogue))
        progress = stack.enter_context(_progress(console))
        if address is None and workers == 1:
            return rank_in_bulk(run, Here(), progress), 0
        hands: Cluster | Processes = Cluster(address) if address else Processes(workers)
        stack.enter_context(hands)
        return rank_in_bulk(run, hands, progress), hands.lost


def _parquet(path: Path) -> list[Path]:
    """The Parquet files that `path` names, by absolute names, since other machines read them, too."""
    if path.is_file():
        return [path.absolute()]
    files = sorted(each.absolute() for each in path.rglob("*.parquet") if each.is_file())
    if not files:
        raise Refused(f"{path}: there is no file in it whose name ends in .parquet.")
    return files


def _source(path: Path, mapping: Mapping[str, str]) -> ParquetSource:
    """The file with its columns, recognised by name; it needs an id and some text."""
    names = list(schema_of(path))
    known = {field: COLUMNS[field] for field in FIELDS}
    here = {normalise(name) for name in names}
    own = {column: field for column, field in mapping.items() if normalise(column) in here}
    try:
        columns = find_columns(names, columns=known, mapping=own)
    except ColumnsError as error:
        clash = " and ".join(cast("list[str]", error.data["columns"]))
        raise Refused(
            f"{path}: {clash} are both {error.data['field']}. Name the one to use: --map COLUMN=FIELD."
        ) from None
    missing = [] if "id" in columns else ["an id"]
    missing += [] if set(columns) - {"id"} else [f"a text ({', '.join(FIELDS[1:])})"]
    if missing:
        raise Refused(
            f"{path}: no column holds {' or '.join(missing)}. Columns found: {', '.join(names)}. "
            f"Say which is which: --map COLUMN=FIELD, with one of the fields {', '.join(FIELDS)}."
        )
    return ParquetSource.of(path, columns)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of `folder`. The lock goes with the process, however that ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("w")
    except OSError as error:
        raise Refused(f"{folder} can't be written: {error.strerror}.") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"Another run works in {folder}. Wait for it, or choose another folder.") from None
        try:
            yield
        finally:
            Path(file.name).unlink(missing_ok=True)
            with suppress(OSError):
                folder.rmdir()  # where nothing was done, nothing stays


@contextmanager
def _progress(console: Console) -> Iterator[StageProgress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    shown: dict[str, TaskID] = {}
    with Progress(*columns, console=console, transient=True) as progress:

        def show(stage: str, done: int, total: int) -> None:
            if stage not in shown:
                shown[stage] = progress.add_task(_STAGES[stage], total=total, completed=done)
            progress.update(shown[stage], completed=done)

        yield show


def wording(error: BulkRefused) -> str:
    """What, where and what to do."""
    data = error.data
    if error.code == "duplicate_id":
        (first, row), (second, other) = data["places"]
        return (
            f"Two rows have the id {data['id']}: row {row} of {first} and row {other} of {second}. Keep one."
        )
    if error.code in {"other_run", "other_catalogue"}:
        held = "the matches of another run" if error.code == "other_run" else "another catalogue"
        what = ", ".join(dict.fromkeys(_DIFFERS[each] for each in data["differs"]))
        option = "--out" if error.code == "other_run" else "--catalogue"
        return f"{data['folder']} holds {held} (differs: {what}). Choose another {option}, or remove that folder."
    sentences = {
        "unreadable": "{file} can't be read as Parquet: {finding}.",
        "column_type": "{file}: the column {column} holds {type}, neither text nor whole numbers nor lists of texts.",
        "id_missing": "{file}, row {row}: there is no id. Every row needs one.",
        "nothing": "There are no {side}: the files have columns and no row.",
    }
    return sentences[error.code].format(**data)


def _unread(sources: Sequence[ParquetSource]) -> dict[str, None]:
    return {
        name: None
        for source in sources
        for name in schema_of(source.path)
        if name not in source.columns.values()
    }


def _print_result(console: Console, out: Path, result: BulkResult, lost: int, seconds: float) -> None:
    if result.resumed:
        console.print(f"{result.resumed} of {result.blocks} blocks of needs were found finished.")
    if lost:
        console.print(f"{lost} pieces were done again because their process or node was lost.")
    console.print(
        f"{result.matches:,} matches of {result.needs:,} needs among {result.offers:,} offers "
        f"in {seconds:.1f} s: {out}",
        soft_wrap=True,
    )
