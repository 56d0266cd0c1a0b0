"""The door out: records to a file that our own reader gives back unchanged."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import xlsxwriter

from hardtech.engines.tabular._errors import WriteError
from hardtech.engines.tabular._guard import guard
from hardtech.engines.tabular._types import Value
from hardtech.engines.tabular._xlsx import OVERFLOW_COLUMNS, OVERFLOW_SHEET

_SUFFIXES = {".csv": "csv", ".xlsx": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_CELL_LENGTH = 32_767
_SHEET_ROWS = 1_048_576
_SPOOL = 16 * 1024 * 1024


def format_of(path: Path | str) -> str:
    """Tell what a name asks for: "csv", "xlsx" or "jsonl", with ".gz" behind when gzipped.

    >>> format_of("offers.csv.gz")
    'csv.gz'
    """
    path = Path(path)
    zipped = path.suffix.lower() == ".gz"
    suffix = Path(path.stem).suffix.lower() if zipped else path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise WriteError("format_unknown", suffix="".join(path.suffixes), known=sorted(_SUFFIXES))
    return _SUFFIXES[suffix] + (".gz" if zipped else "")


def write_records(path: Path | str, fields: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> int:
    """Write `rows` under the columns `fields` and return their number.

    The file appears whole or not at all: it is written beside its place, synced and renamed.
    """
    path = Path(path)
    kind = format_of(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as stream:
            count = write_stream(stream, kind, fields, rows)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def write_stream(
    stream: IO[bytes], kind: str, fields: Sequence[str], rows: Iterable[Mapping[str, Value]]
) -> int:
    """As `write_records`, to an open binary stream, for a web answer; `kind` as `format_of` returns it."""
    base, _, zipped = kind.partition(".")
    write = {"csv": _write_csv, "jsonl": _write_jsonl, "xlsx": _write_xlsx}.get(base)
    if write is None:
        raise WriteError("format_unknown", suffix=kind, known=sorted(_SUFFIXES))
    if not zipped:
        return write(stream, fields, rows)
    if base == "xlsx":  # a workbook is written back and forth, which a gzip stream can't do
        with tempfile.SpooledTemporaryFile(_SPOOL) as book:
            count = write(cast("IO[bytes]", book), fields, rows)
            book.seek(0)
            with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0, filename="") as packed:
                shutil.copyfileobj(book, packed)
        return count
    with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0, filename="") as packed:
        return write(cast("IO[bytes]", packed), fields, rows)


@contextmanager
def _text(stream: IO[bytes], encoding: str) -> Iterator[io.TextIOWrapper]:
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        yield text
        text.flush()
    finally:
        text.detach()


def _write_csv(stream: IO[bytes], fields: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> int:
    count = 0
    with _text(stream, "utf-8-sig") as text:  # the mark lets spreadsheets see that it is UTF-8
        writer = csv.writer(text)
        writer.writerow([guard(field) for field in fields])
        for row in rows:
            writer.writerow([_csv_cell(row.get(field)) for field in fields])
            count += 1
    return count


def _csv_cell(value: Value) -> str:
    return guard(value) if isinstance(value, str) else _as_text(value)


def _as_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _write_jsonl(stream: IO[bytes], fields: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> int:
    count = 0
    with _text(stream, "utf-8") as text:
        for row in rows:
            record = {field: row[field] for field in fields if field in row}
            text.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")
            count += 1
    return count


def _write_xlsx(stream: IO[bytes], fields: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> int:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    count = 0
    rests: list[tuple[int, int, str]] = []
    book = xlsxwriter.Workbook(stream, options)
    try:
        sheet = book.add_worksheet("records")
        for column, field in enumerate(fields):
            sheet.write_string(0, column, field)
        for count, row in enumerate(rows, start=1):
            if count >= _SHEET_ROWS:
                raise WriteError("too_many_rows", limit=_SHEET_ROWS - 1)
            for column, field in enumerate(fields):
                rests.extend(_write_cell(sheet, count, column, row.get(field)))
        if rests:
            _write_rests(book, rests)
    finally:
        book.close()
    return count


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Value
) -> list[tuple[int, int, str]]:
    """Write one cell and return what did not fit into it. Numbers keep all their digits."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
        return []
    if isinstance(value, int | float) and abs(value) < 10**15 and float(f"{value:.15g}") == value:
        sheet.write_number(row, column, value)
        return []
    head, *rest = _cut(_as_text(value))
    if head:
        sheet.write_string(row, column, head)
    return [(row + 1, column + 1, part) for part in rest]


def _cut(text: str) -> list[str]:
    """Cut a text into parts that fit a cell, whose length counts UTF-16 units."""
    size = _CELL_LENGTH if not text or max(text) <= "\uffff" else _CELL_LENGTH // 2
    return [text[start : start + size] for start in range(0, len(text), size)] or [""]


def _write_rests(book: xlsxwriter.Workbook, rests: list[tuple[int, int, str]]) -> None:
    sheet = book.add_worksheet(OVERFLOW_SHEET)
    for number, line in enumerate([OVERFLOW_COLUMNS, *rests]):
        for column, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write_number(number, column, value)
