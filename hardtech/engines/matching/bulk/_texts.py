"""Needs and offers from Parquet files, a batch at a time: ids and texts, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from hardtech.engines.matching._errors import BulkRefused
from hardtech.engines.matching._types import PARTS

FIELDS = ("id", *PARTS)
"""What is read of a row."""

BATCH = 10_000
"""Rows that are held at once while a file is read."""


@dataclass(frozen=True, slots=True)
class ParquetSource:
    """A Parquet file and its column for each of `FIELDS` that it has."""

    path: Path
    columns: Mapping[str, str]

    @classmethod
    def of(cls, path: Path, columns: Mapping[str, str]) -> ParquetSource:
        """The source, once its columns are known to hold ids and texts. Raises BulkRefused."""
        source = cls(path, columns)
        schema = schema_of(path)
        for field in columns:
            _expression(source, field, schema)
        return source


def schema_of(path: Path) -> Mapping[str, pl.DataType]:
    """The columns of a Parquet file and their types, from its footer alone. Raises BulkRefused."""
    try:
        return pl.read_parquet_schema(path)
    except (PolarsError, OSError) as error:
        raise BulkRefused("unreadable", file=str(path), finding=str(error)) from None


def texts(source: ParquetSource) -> Iterator[pl.DataFrame]:
    """The rows of `source` in batches: `row` (counted from 1), `FIELDS` as strings, "" where there is none.

    Raises BulkRefused where an id is missing or the file can't be read to its end.
    """
    schema = schema_of(source.path)
    expressions = [_expression(source, field, schema) for field in FIELDS]
    frame = pl.scan_parquet(source.path).with_row_index("row", offset=1).select("row", *expressions)
    try:
        for batch in frame.collect_batches(chunk_size=BATCH, maintain_order=True, lazy=True):
            refuse_without_id(source.path, batch)
            yield batch
    except (PolarsError, OSError) as error:
        raise BulkRefused("unreadable", file=str(source.path), finding=str(error)) from None


def refuse_repeated(sources: Sequence[ParquetSource]) -> int:
    """How many rows `sources` have; raises BulkRefused where an id is missing or stands in two rows.

    Holds all ids: for needs, which are few beside offers.
    """
    frames = []
    for number, source in enumerate(sources):
        scan = pl.scan_parquet(source.path).with_row_index("row", offset=1)
        selected = scan.select("row", _expression(source, "id", schema_of(source.path)))
        try:
            frame = selected.collect()
        except (PolarsError, OSError) as error:
            raise BulkRefused("unreadable", file=str(source.path), finding=str(error)) from None
        refuse_without_id(source.path, frame)
        frames.append(frame.with_columns(file=pl.lit(number, dtype=pl.UInt32)))
    ids = pl.concat(frames)
    repeated = ids.filter(pl.col("id").is_duplicated()).sort("id", "file", "row").head(2)
    if repeated.height:
        refuse_duplicate(repeated, [source.path for source in sources])
    return ids.height


def refuse_without_id(path: Path, frame: pl.DataFrame) -> None:
    """Raise BulkRefused for the first row of `frame` (`row`, `id`) whose id is empty."""
    without = frame.filter(pl.col("id") == "")
    if without.height:
        raise BulkRefused("id_missing", file=str(path), row=int(without["row"][0]))


def refuse_duplicate(rows: pl.DataFrame, files: Sequence[Path]) -> None:
    """Raise BulkRefused for two `rows` (`id`, `file` as a number, `row`) that have one id."""
    places = [(str(files[file]), int(row)) for file, row in rows.select("file", "row").head(2).iter_rows()]
    raise BulkRefused("duplicate_id", id=str(rows["id"][0]), places=places)


def _expression(source: ParquetSource, field: str, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    column = source.columns.get(field)
    if column is None:
        return pl.lit("").alias(field)
    kind = schema.get(column)
    value = pl.col(column)
    if isinstance(kind, pl.List) and kind.inner == pl.String:
        value = value.list.join(", ", ignore_nulls=True)
    elif isinstance(kind, pl.Categorical | pl.Enum) or (kind is not None and kind.is_integer()):
        value = value.cast(pl.String)
    elif kind != pl.String:
        raise BulkRefused("column_type", file=str(source.path), column=column, type=str(kind))
    return value.fill_null("").str.strip_chars().alias(field)
