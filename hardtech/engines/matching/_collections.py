"""Test collections in the BEIR layout (https://github.com/beir-cellar/beir), plain or gzipped.

FOLDER/corpus.jsonl     _id, title, text
FOLDER/queries.jsonl    _id, text
FOLDER/qrels/test.tsv   query-id, corpus-id, score, under a line of headings
FOLDER/drop.tsv         query-id, corpus-id: pairs taken out of a ranking before it is scored; optional
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardtech.engines.matching._errors import CollectionUnreadable
from hardtech.engines.matching._types import Document, Query


@dataclass(frozen=True, slots=True)
class TestCollection:
    """Documents, queries by id, grades by query and document, and documents by query to leave out."""

    __test__ = False  # pytest: this is no test

    documents: tuple[Document, ...]
    queries: Mapping[str, Query]
    judgements: Mapping[str, Mapping[str, int]]
    dropped: Mapping[str, frozenset[str]]


def read_collection(folder: Path) -> TestCollection:
    """The collection in `folder`. Raises CollectionUnreadable with file and line."""
    documents = tuple(
        Document(id=_text(row, "_id"), title=str(row.get("title") or ""), body=_text(row, "text"))
        for row in _rows(folder / "corpus.jsonl")
    )
    queries = {
        _text(row, "_id"): Query.from_text(_text(row, "text")) for row in _rows(folder / "queries.jsonl")
    }
    judgements: dict[str, dict[str, int]] = defaultdict(dict)
    for path, line, (query, document, grade) in _table(folder / "qrels" / "test.tsv", 3):
        try:
            judgements[query][document] = int(grade)
        except ValueError:
            raise CollectionUnreadable(path, line, f"the score {grade!r} is no whole number") from None
    dropped: dict[str, set[str]] = defaultdict(set)
    if _there(folder / "drop.tsv"):
        for _, _, (query, document) in _table(folder / "drop.tsv", 2):
            dropped[query].add(document)
    return TestCollection(
        documents, queries, dict(judgements), {query: frozenset(ids) for query, ids in dropped.items()}
    )


class _Row(dict[str, Any]):
    """A JSON object that knows where it stood."""

    path: Path
    line: int


def _text(row: _Row, key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise CollectionUnreadable(row.path, row.line, f"no text under {key!r}")
    return value


def _rows(path: Path) -> Iterator[_Row]:
    for file, number, line in _lines(path):
        try:
            value = json.loads(line)
        except ValueError:
            raise CollectionUnreadable(file, number, "not JSON") from None
        if not isinstance(value, dict):
            raise CollectionUnreadable(file, number, "not a JSON object")
        row = _Row(value)
        row.path, row.line = file, number
        yield row


def _table(path: Path, columns: int) -> Iterator[tuple[Path, int, list[str]]]:
    for file, number, line in _lines(path):
        cells = line.split("\t")
        if len(cells) < columns:
            raise CollectionUnreadable(file, number, f"{len(cells)} of {columns} columns")
        if number > 1:
            yield file, number, cells[:columns]


def _there(path: Path) -> Path | None:
    return next((p for p in (path, path.with_name(path.name + ".gz")) if p.is_file()), None)


def _lines(path: Path) -> Iterator[tuple[Path, int, str]]:
    """The lines of `path` or of its gzipped twin that are not blank, numbered from 1."""
    existing = _there(path)
    if existing is None:
        raise CollectionUnreadable(path, 0, "no such file, nor one ending in .gz")
    open_text = gzip.open if existing.suffix == ".gz" else open
    number = 0
    with open_text(existing, "rt", encoding="utf-8") as file:
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield existing, number, line.rstrip("\r\n")
        except (OSError, EOFError, UnicodeDecodeError, zlib.error):
            raise CollectionUnreadable(existing, number + 1, "not readable as UTF-8 text") from None
