"""What can be imported and exported: a room declares its kinds, and the engine and the command line ask for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from hardtech.engines.tabular import RowProblem, TableRow, Value
from hardtech.zone.common.declared import Register
from hardtech.zone.workshop.exchange.cells import CellError, money
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft, RowError

__all__ = ["FileColumn", "FileFormat", "ImportKind", "import_kinds", "read_cells"]

Reader = Callable[[Value], Any]


@dataclass(frozen=True)
class FileColumn:
    """One column of our own format, with other `names` under which it is known.

    `write` gives the cell of a record, by default the attribute of the column's name. A `related` column is no plain
    field of the model; one that is not `exported` is only read.
    """

    name: str
    read: Reader
    names: tuple[str, ...] = ()
    write: Callable[[Any], Value] | None = None
    related: bool = False
    exported: bool = True

    def cell(self, record: Any) -> Value:
        if self.write:
            return self.write(record)
        value = getattr(record, self.name)
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if isinstance(value, UUID) else value


@dataclass(frozen=True)
class FileFormat:
    """How the rows of one source become drafts. `source` is the name under which their ids are kept."""

    name: str
    columns: Mapping[str, Sequence[str]]
    required: tuple[str, ...]
    read: Callable[[TableRow, ImportRun], RowDraft]
    source: str = ""


class ImportKind:
    """One kind of rows: its columns, and what importing them means. A room declares its kinds in its `room.py`.

    `required` columns must be in a file, `needed` cells must not be empty. `options` are those that mean something
    for the kind, each with the words that it takes, where not every word is taken.
    """

    name: ClassVar[str]
    model: ClassVar[type[Any]]
    required: ClassVar[tuple[str, ...]] = ()
    needed: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    keeps_unknown_columns: ClassVar[bool] = False
    other_formats: ClassVar[tuple[FileFormat, ...]] = ()

    def columns(self) -> tuple[FileColumn, ...]:
        """The columns of our own format, in the order in which they are exported."""
        raise NotImplementedError

    def draft(self, row: TableRow, values: dict[str, Any], run: ImportRun) -> RowDraft:
        """The row of our own format, understood; its cells are read already. Raises `RowError`."""
        del run
        return RowDraft(row, values)

    def apply(self, drafts: Iterator[RowDraft], run: ImportRun) -> None:
        """Write what the rows state, and count in `run.report`; `run.refuse` those that can't be taken in.

        What a dry run writes is taken back.
        """
        raise NotImplementedError

    def exported(self, *, everything: bool) -> QuerySet[Any]:
        """The records to export, in a stable order."""
        raise NotImplementedError

    def formats(self) -> dict[str, FileFormat]:
        """By name; "own", the columns that our export has, is always there."""
        return {form.name: form for form in (self._own_format(), *self.other_formats)}

    def _own_format(self) -> FileFormat:
        columns = self.columns()
        readers = {column.name: column.read for column in columns}

        def read(row: TableRow, run: ImportRun) -> RowDraft:
            # One object of a JSON Lines file may lack what the file as a whole has: it counts as empty.
            full = replace(row, values={**dict.fromkeys(self.required), **row.values})
            return self.draft(full, read_cells(full, readers, needed=self.needed), run)

        return FileFormat("own", {column.name: column.names for column in columns}, self.required, read)


import_kinds = Register(ImportKind, key=lambda kind: kind.name)


def read_cells(
    row: TableRow, readers: Mapping[str, Reader], *, needed: Collection[str] = ()
) -> dict[str, Any]:
    """The values of the row's cells, as far as there are `readers`. Raises `RowError` with all that is wrong."""
    values, problems = dict[str, Any](), list[RowProblem]()
    for name, read in readers.items():
        if name not in row.values and name not in needed:
            continue
        try:
            value = row.values.get(name)
            values[name] = money(value, row.bare) if read is money else read(value)
        except CellError as error:
            problems.append(RowProblem(row.line, error.code, name, error.data, row.sheet))
        else:
            if name in needed and values[name] in ("", None):
                problems.append(RowProblem(row.line, "empty", name, {}, row.sheet))
    if problems:
        raise RowError(*problems)
    return values
