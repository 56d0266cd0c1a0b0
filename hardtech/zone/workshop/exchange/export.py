"""Records of the zone as rows of a file, by the same columns that importing reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from hardtech.engines.tabular import Value, write_records
from hardtech.zone.workshop.exchange.kinds import FileColumn, ImportKind

__all__ = ["export_file", "exported_rows", "field_names"]

CHUNK = 1000
# The columns of an imported file that the zone has no field for: nobody checked whether they name people.
PRIVATE = frozenset({"extra"})


def _columns(kind: ImportKind, *, public: bool) -> list[FileColumn]:
    return [
        column for column in kind.columns() if column.exported and not (public and column.name in PRIVATE)
    ]


def field_names(kind: ImportKind, *, public: bool = False) -> list[str]:
    """The names of the columns, in their order; `public` leaves out what pages never show."""
    return [column.name for column in _columns(kind, public=public)]


def exported_rows(
    kind: ImportKind, records: Iterable[Any], *, public: bool = False
) -> Iterator[dict[str, Value]]:
    """Each record as {column: value}, in the columns of `field_names`. A web page hands in what its visitor may see."""
    columns = _columns(kind, public=public)
    for record in records.iterator(chunk_size=CHUNK) if isinstance(records, QuerySet) else records:
        yield {column.name: column.cell(record) for column in columns}


def export_file(kind: ImportKind, path: Path, *, everything: bool) -> int:
    """Write the published records of the kind, or all of them; gives their number."""
    return write_records(path, field_names(kind), exported_rows(kind, kind.exported(everything=everything)))
