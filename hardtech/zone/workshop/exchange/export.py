"""Records of the zone as rows of a file, by the same columns that importing reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from hardtech.engines.tabular import Value, write_records
from hardtech.zone.workshop.exchange.records import Kind

__all__ = ["export_file", "exported_rows", "field_names"]

CHUNK = 1000
# The columns of an imported file that the zone has no field for: nobody checked whether they name people.
PRIVATE = frozenset({"extra"})


def field_names(kind: Kind[Any], *, public: bool = False) -> list[str]:
    """The names of the columns, in their order; `public` leaves out what pages never show."""
    return [
        column.name for column in kind.columns() if column.write and not (public and column.name in PRIVATE)
    ]


def exported_rows(
    kind: Kind[Any], records: Iterable[Any], *, public: bool = False
) -> Iterator[dict[str, Value]]:
    """Each record as {column: value}, in the columns of `field_names`. A web page hands in what its visitor may see."""
    names = set(field_names(kind, public=public))
    columns = [
        (column.name, column.write) for column in kind.columns() if column.write and column.name in names
    ]
    for record in records.iterator(chunk_size=CHUNK) if isinstance(records, QuerySet) else records:
        yield {name: write(record) for name, write in columns}


def export_file(kind: Kind[Any], path: Path, *, everything: bool) -> int:
    """Write the published records of the kind, or all of them; gives their number."""
    return write_records(path, field_names(kind), exported_rows(kind, kind.exported(everything=everything)))
