"""The door in: one call for every kind of file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from hardtech.engines.tabular._columns import WantedColumns
from hardtech.engines.tabular._csv import read_csv
from hardtech.engines.tabular._encoding import detect, is_utf16, refuse_binary, utf16_to_utf8
from hardtech.engines.tabular._errors import FileError
from hardtech.engines.tabular._jsonl import read_jsonl
from hardtech.engines.tabular._source import checked_size, read_blocks, split_lines
from hardtech.engines.tabular._types import Limits, Progress, RowProblem, TableRow
from hardtech.engines.tabular._xlsx import read_xlsx

_WORKBOOK_MAGICS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson", ".json"})
_CSV_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
_DEFAULT_LIMITS = Limits()


def read_records(
    path: Path | str,
    *,
    columns: Mapping[str, Sequence[str]],
    required: Collection[str] = (),
    mapping: Mapping[str, str] | None = None,
    limits: Limits = _DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Iterator[TableRow | RowProblem]:
    """Read CSV, JSON Lines or XLSX, each also gzipped, record by record.

    columns: for each field the other names its column may have; its own name always counts. Case,
    spaces and punctuation do not matter.
    required: fields whose column must be there.
    mapping: {column: field}, stronger than any name.

    Raises a `TabularError` (while iterating) when the file as a whole is of no use; yields a `RowProblem`
    for each record that is refused. Memory stays bounded by `limits`, except for workbooks, which are
    held whole.
    """
    path = Path(path)
    wanted = WantedColumns(columns, mapping or {}, required)
    wanted.check()
    checked_size(path)
    start = _first_bytes(path, limits)
    if start.startswith(_WORKBOOK_MAGICS):
        yield from read_xlsx(path, wanted=wanted, limits=limits, progress=progress)
        return
    utf16 = is_utf16(start)
    if not utf16:
        refuse_binary(start)
    newline = b"\r" if b"\r" in start and b"\n" not in start else b"\n"
    encoding = "utf-8" if utf16 else detect(split_lines(read_blocks(path, limits), limits.line, newline))
    blocks = read_blocks(path, limits, progress)
    lines = split_lines(utf16_to_utf8(blocks) if utf16 else blocks, limits.line, newline)
    read = read_jsonl if _is_jsonl(path, start) else read_csv
    yield from read(lines, encoding=encoding, wanted=wanted, limits=limits)


def _first_bytes(path: Path, limits: Limits) -> bytes:
    blocks = read_blocks(path, limits)
    start = next(blocks, b"")
    while len(start) < 4 and (more := next(blocks, b"")):
        start += more
    if not start.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0") and not any(
        block.strip() for block in chain(blocks)
    ):
        raise FileError("empty")
    return start


def _is_jsonl(path: Path, start: bytes) -> bool:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    if suffixes and suffixes[-1] in _JSONL_SUFFIXES | _CSV_SUFFIXES:
        return suffixes[-1] in _JSONL_SUFFIXES
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
