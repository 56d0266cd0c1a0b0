"""Errors that concern a whole file.

TabularError
├── FileError    the bytes can't be turned into records
├── ColumnsError   the records are there, their columns don't fit
├── LimitError     the file asks for more than is allowed
└── WriteError       the records can't be written in the format asked for

Each carries a `code` and `data`; wording them is the caller's part (README.md lists all codes).
"""

from __future__ import annotations

from collections.abc import Mapping


class TabularError(Exception):
    """A whole file is refused. `line` is 0 when no line can be named."""

    def __init__(self, code: str, *, line: int = 0, **data: object) -> None:
        super().__init__(code, line, data)
        self.code = code
        self.line = line
        self.data: Mapping[str, object] = data


class FileError(TabularError):
    """The bytes can't be turned into records."""


class ColumnsError(TabularError):
    """The columns found are not the columns needed."""


class LimitError(TabularError):
    """Reading on would take more than `Limits` allows."""


class WriteError(TabularError):
    """The records can't be written in the format asked for."""
