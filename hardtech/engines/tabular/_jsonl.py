"""JSON Lines: one object per line."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from ._columns import Layout, Wanted
from ._csv import decode
from ._errors import ColumnsError, FileError
from ._source import Line
from ._types import Limits, Problem, Row, Value

_SAMPLE = 100


class _ContentError(ValueError):
    """JSON that parses, and that no database or other reader could hold."""


def _no_duplicates(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise _ContentError("json_duplicate_key")
    return result


def _no_constant(_name: str) -> Value:
    raise _ContentError("json_not_a_number")


def _has_unstorable(value: Value) -> bool:
    if isinstance(value, str):
        return "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return any(_has_unstorable(part) for part in chain(value, value.values()))
    return isinstance(value, list) and any(_has_unstorable(part) for part in value)


_decoder = json.JSONDecoder(object_pairs_hook=_no_duplicates, parse_constant=_no_constant)


def _parse(number: int, text: str) -> dict[str, Value] | Problem:
    try:
        value = _decoder.decode(text)
    except _ContentError as error:
        return Problem(number, str(error))
    except json.JSONDecodeError as error:
        return Problem(number, "json_broken", data={"column": error.colno, "reason": error.msg})
    except (ValueError, RecursionError):  # an integer of thousands of digits, a thousand brackets
        return Problem(number, "json_broken", data={"column": 1, "reason": "too large"})
    if not isinstance(value, dict):
        return Problem(number, "json_not_object")
    if "\\u" in text and _has_unstorable(value):
        return Problem(number, "unstorable_text")
    return value


def _objects(
    lines: Iterable[Line], encoding: str, limits: Limits
) -> Iterator[tuple[int, dict[str, Value]] | Problem]:
    seen = False
    for line in lines:
        if line.data is not None and not line.data.strip():
            continue
        text = decode(line, encoding, limits)
        if isinstance(text, Problem):
            seen = True
            yield text
            continue
        if not seen and text.lstrip().startswith("["):
            raise FileError("json_array", line=line.number)
        seen = True
        parsed = _parse(line.number, text)
        yield parsed if isinstance(parsed, Problem) else (line.number, parsed)
    if not seen:
        raise FileError("empty")


def read_jsonl(
    lines: Iterable[Line], *, encoding: str, wanted: Wanted, limits: Limits
) -> Iterator[Row | Problem]:
    """Yield the records of a JSON Lines file in order.

    Objects may differ in their keys: the columns of the file are those of its first 100 objects.
    """
    objects = _objects(lines, encoding, limits)
    sample = list(islice(objects, _SAMPLE))
    _check_columns(sample, wanted)
    layouts: dict[tuple[str, ...], Layout] = {}
    for item in chain(sample, objects):
        if isinstance(item, Problem):
            yield item
            continue
        number, record = item
        names = tuple(record)
        try:
            if names not in layouts:
                layouts[names] = wanted.lay_out(names, line=number)
        except ColumnsError as error:
            yield Problem(number, error.code, data=error.data)
            continue
        fields = layouts[names].fields
        values = {field: record[name] for field, name in zip(fields, names, strict=True) if field is not None}
        extra = {name: record[name] for field, name in zip(fields, names, strict=True) if field is None}
        yield Row(number, values, extra)


def _check_columns(sample: list[tuple[int, dict[str, Value]] | Problem], wanted: Wanted) -> None:
    names: dict[str, None] = {}
    fields: set[str | None] = set()
    first = 0
    for item in sample:
        if isinstance(item, Problem):
            continue
        first = first or item[0]
        names.update(dict.fromkeys(item[1]))
        try:
            fields.update(wanted.lay_out(tuple(item[1]), line=item[0]).fields)
        except ColumnsError:
            continue  # reported as the row's own problem
    if first:
        wanted.check_complete([*names], fields, line=first)
