"""Long work in pieces: who does them, which are finished, and how one is written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

import polars as pl
from polars.exceptions import PolarsError

from hardtech.engines.matching._errors import BulkRefused

Told = Callable[[str, int, int], None]
"""Is told the stage of the work, how many of its pieces are done, and how many there are.

The stages: hashing, dividing, building, ranking.
"""

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")


class Workers(Protocol):
    """Who does the pieces: this process, other processes, other machines.

    Tasks and results are values that can be pickled and functions stand in modules. A task may be run more than
    once, so it writes what it makes whole and under a name of its own.
    """

    def run(
        self, function: Callable[[TaskT], ResultT], tasks: Iterable[TaskT]
    ) -> Iterator[tuple[TaskT, ResultT]]:
        """Each task with its result, as they come. `tasks` are taken from as workers get free."""


class Here:
    """This process does all."""

    def run(
        self, function: Callable[[TaskT], ResultT], tasks: Iterable[TaskT]
    ) -> Iterator[tuple[TaskT, ResultT]]:
        for task in tasks:
            yield task, function(task)


@cache
def program() -> str:
    """A hash of this engine's own files: another version may rank differently, so the two never mix."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.is_file() and path.suffix != ".md" and not {"tests", "__pycache__"} & set(name.parts):
            digest.update(f"{name.as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def hash_file(path: Path) -> str:
    """The SHA-256 of a file. Raises BulkRefused."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BulkRefused("unreadable", file=str(path), finding=error.strerror or str(error)) from None


def key_of(facts: Mapping[str, object]) -> str:
    """One hash of what makes a result what it is."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose a folder is: told in its file `name`. `worth` (a pattern) is what it would be a loss to mix or to lose,
    `scratch` what may go; `refusal` is the code where it is somebody else's."""

    name: str
    worth: str
    scratch: str
    refusal: str

    def on(self, folder: Path, facts: Mapping[str, object]) -> None:
        """Make `folder` that of `facts`, or see that it is.

        Raises BulkRefused with the facts that differ; `folder` itself where it holds files of another kind.
        """
        path = folder / self.name
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            if any(not each.name.startswith(".") for each in folder.iterdir()):
                raise BulkRefused(self.refusal, folder=str(folder), differs=["folder"])
            mark(path, facts)
        elif differs := _differences(path, facts):
            if any(folder.glob(self.worth)):
                raise BulkRefused(self.refusal, folder=str(folder), differs=differs)
            shutil.rmtree(folder / self.scratch, ignore_errors=True)
            mark(path, facts)


def _differences(path: Path, facts: Mapping[str, object]) -> list[str]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        known = {}
    return [fact for fact, value in facts.items() if known.get(fact) != value]


def mark(path: Path, facts: Mapping[str, object]) -> None:
    """Write `facts` to `path`: what comes before it is finished where it stands."""
    write_whole(path, lambda part: part.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8"))


def finished(path: Path) -> bool:
    """Whether `mark` has been there."""
    return path.exists()


def write_frame(frame: pl.DataFrame, path: Path, facts: Mapping[str, str] | None = None) -> None:
    """Write `frame` as Parquet with `facts` in its footer."""
    write_whole(path, lambda part: frame.write_parquet(part, metadata=dict(facts or {})))


def sweep(folder: Path) -> None:
    """Take away what writers that were killed left half-written in `folder`."""
    for part in folder.glob("*.part"):
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)


def is_piece(path: Path, **facts: str) -> bool:
    """Whether `path` is a whole Parquet file with these `facts` in its footer."""
    try:
        known = pl.read_parquet_metadata(path)
    except (PolarsError, OSError):
        return False
    return all(known.get(fact) == value for fact, value in facts.items())


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, and put it there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        write(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
