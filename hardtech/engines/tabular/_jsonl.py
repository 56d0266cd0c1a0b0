"""JSON Lines: one object per line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NoReturn

from hardtech.engines.tabular._columns import Layout, WantedColumns
from hardtech.engines.tabular._csv import decode
from hardtech.engines.tabular._errors import ColumnsError, FileError
from hardtech.engines.tabular._source import SourceLine
from hardtech.engines.tabular._types import Limits, RowProblem, TableRow, Value

_SAMPLE = 100
_DEPTH = 50


class _ContentError(ValueError):
    """JSON that parses, and that no database or other reader could hold."""


def _no_duplicates(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise _ContentError("json_duplicate_key")
    return result


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_constant(digits)


def _no_constant(_name: str) -> NoReturn:
    raise _ContentError("json_not_a_number")


def is_storable(text: str) -> bool:
    """Tell whether text is free of U+0000 and lone surrogates, which no database takes."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _check(value: Value, *, escapes: bool, depth: int = 0) -> None:
    """Raise for what parses and can't be kept. Only a text written with escapes can be unstorable."""
    if depth > _DEPTH:
        raise _ContentError("json_too_deep")
    if isinstance(value, str):
        if escapes and not is_storable(value):
            raise _ContentError("unstorable_text")
    elif isinstance(value, list | dict):
        for part in chain(value, value.values()) if isinstance(value, dict) else value:
            _check(part, escapes=escapes, depth=depth + 1)


_decoder = json.JSONDecoder(
    object_pairs_hook=_no_duplicates, parse_constant=_no_constant, parse_float=_finite
)


def parse_json(text: str) -> Value:
    """Parse JSON that a database can keep.

    Raises `ValueError`: `JSONDecodeError`, or one whose text is a code (README.md).
    """
    try:
        value: Value = _decoder.decode(text)
    except RecursionError:
        raise _ContentError("json_too_deep") from None
    _check(value, escapes="\\u" in text)
    return value


def _parse(number: int, text: str) -> dict[str, Value] | RowProblem:
    try:
        value = parse_json(text)
    except _ContentError as error:
        return RowProblem(number, str(error))
    except json.JSONDecodeError as error:
        return RowProblem(number, "json_broken", data={"column": error.colno, "reason": error.msg})
    except ValueError:  # an integer of thousands of digits
        return RowProblem(number, "json_broken", data={"column": 1, "reason": "too large"})
    if not isinstance(value, dict):
        return RowProblem(number, "json_not_object")
    return value


def _objects(
    lines: Iterable[SourceLine], encoding: str, limits: Limits
) -> Iterator[tuple[int, dict[str, Value]] | RowProblem]:
    seen = False
    for line in lines:
        if line.data is not None and not line.data.strip():
            continue
        text = decode(line, encoding, limits)
        if isinstance(text, RowProblem):
            seen = True
            yield text
            continue
        if not seen and text.lstrip().startswith("["):
            raise FileError("json_array", line=line.number)
        seen = True
        parsed = _parse(line.number, text)
        yield parsed if isinstance(parsed, RowProblem) else (line.number, parsed)
    if not seen:
        raise FileError("empty")


def read_jsonl(
    lines: Iterable[SourceLine], *, encoding: str, wanted: WantedColumns, limits: Limits
) -> Iterator[TableRow | RowProblem]:
    """Yield the records of a JSON Lines file in order.

    Objects may differ in their keys: the columns of the file are those of its first 100 objects.
    """
    objects = _objects(lines, encoding, limits)
    sample = list(islice(objects, _SAMPLE))
    _check_columns(sample, wanted)
    layouts: dict[tuple[str, ...], Layout] = {}
    for item in chain(sample, objects):
        if isinstance(item, RowProblem):
            yield item
            continue
        number, record = item
        names = tuple(record)
        try:
            if names not in layouts:
                layouts[names] = wanted.lay_out(names, line=number)
        except ColumnsError as error:
            yield RowProblem(number, error.code, data=error.data)
            continue
        fields = layouts[names].fields
        values = {field: record[name] for field, name in zip(fields, names, strict=True) if field is not None}
        extra = {name: record[name] for field, name in zip(fields, names, strict=True) if field is None}
        yield TableRow(number, values, extra, is_json=True)


def _check_columns(sample: list[tuple[int, dict[str, Value]] | RowProblem], wanted: WantedColumns) -> None:
    names: dict[str, None] = {}
    fields: set[str | None] = set()
    first = 0
    for item in sample:
        if isinstance(item, RowProblem):
            continue
        first = first or item[0]
        names.update(dict.fromkeys(item[1]))
        try:
            fields.update(wanted.lay_out(tuple(item[1]), line=item[0]).fields)
        except ColumnsError:
            continue  # reported as the row's own problem
    if first:
        wanted.check_complete([*names], fields, line=first)
