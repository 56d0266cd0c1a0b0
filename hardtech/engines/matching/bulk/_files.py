"""Files and folders of a long work: whose a folder is, and how a file is written whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from hardtech.engines.matching._errors import BulkRefused


@dataclass(frozen=True, slots=True)
class FolderOwner:
    """Which work a folder belongs to: its file `name` says it. `worth` (a pattern) is what it would be a loss to mix or
    to lose, `scratch` what may go; `refusal` is the code where the folder belongs to other work."""

    name: str
    worth: str
    scratch: str
    refusal: str

    def claim(self, folder: Path, facts: Mapping[str, object]) -> None:
        """Make `folder` that of `facts`, or see that it is.

        Raises BulkRefused with the facts that differ; `folder` itself where it holds files of another kind.
        """
        path = folder / self.name
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            if any(not entry.name.startswith(".") for entry in folder.iterdir()):
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
