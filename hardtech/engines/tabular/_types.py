"""What goes in and comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TypeAlias

from hardtech.base.money import Bare

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""What JSON can hold. CSV gives `str` and `None`; dates in XLSX become ISO 8601 text."""

Progress: TypeAlias = Callable[[int, int], None]
"""Called with (bytes read, bytes in all) of the file as it lies on disk."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record.

    `line` is the first physical line of the record (the row number in a sheet), from 1.
    `values` has the recognised fields only; a field whose column is absent is absent.
    `extra` has every other column under its own name.
    """

    line: int
    values: dict[str, Value]
    extra: dict[str, Value]
    sheet: str = ""
    is_json: bool = False

    @property
    def bare(self) -> Bare:
        """What a sum without a unit means: people fill in tables, programs write JSON."""
        return Bare.REFUSED if self.is_json else Bare.YUAN


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One record that was refused; the records after it are still read."""

    line: int
    code: str
    field: str = ""
    data: Mapping[str, object] = dataclass_field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what a file may ask for.

    `line`: bytes in one line, characters in one quoted CSV record.
    `expansion`: how many times larger than its compressed form a file may be, once it is past
    `free` bytes. Text rarely passes 20; deflate ends at 1,032.
    `sheet`: bytes of an uncompressed workbook, which has to be held in memory.
    """

    line: int = 4 * 1024 * 1024
    expansion: int = 200
    free: int = 64 * 1024 * 1024
    sheet: int = 1024 * 1024 * 1024
