"""YAML and JSON as plain data that remember their lines.

Scalars are read by our own rules, not YAML 1.1's: `yes`, `no` and `on` are words, `2022-06-01` is a date, numbers with a
decimal point stay text until a quantity is asked for, so nothing passes through a float.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

_WHOLE = re.compile(r"[+-]?\d[\d_]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DEEPEST = 60
_MOST_NODES = 100_000


class Table(dict[str, Any]):
    """A mapping that knows its line and the line of each key."""

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def put(self, key: str, value: object, line: int) -> None:
        self[key] = value
        self.lines[key] = line

    def line_of(self, key: str) -> int:
        """The line of `key`, or of the mapping itself when the key is missing."""
        return self.lines.get(key, self.line)


class Rows(list[Any]):
    """A sequence that knows the line of each entry."""

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


class SourceError(Exception):
    """A text that is no YAML of ours: `code` is yaml_broken, key_duplicate, key_not_text, too_deep or too_large."""

    def __init__(self, code: str, line: int, **data: object) -> None:
        self.code = code
        self.line = line
        self.data = data
        super().__init__(f"line {line}: {code} {data}")


def read_yaml(text: str) -> Any:
    """The data in `text`: Table, Rows, str, int, bool, date or None."""
    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise SourceError("yaml_broken", line, reason=str(error.problem)) from None
    except yaml.YAMLError as error:  # a character that YAML forbids
        raise SourceError("yaml_broken", 1, reason=str(error).splitlines()[0]) from None
    except RecursionError:
        raise SourceError("too_deep", 1) from None
    return _Builder().construct(node, 0) if node is not None else None


class _Builder:
    """Makes values of nodes; counts them, since an alias may repeat a part without end."""

    def __init__(self) -> None:
        self.count = 0

    def construct(self, node: yaml.Node, depth: int) -> Any:
        line = node.start_mark.line + 1
        self.count += 1
        if self.count > _MOST_NODES:
            raise SourceError("too_large", line, limit=_MOST_NODES)
        if depth > _DEEPEST:
            raise SourceError("too_deep", line)
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.style in {'"', "'", "|", ">"} else scalar(node.value)
        if isinstance(node, yaml.SequenceNode):
            rows = Rows(line)
            for item in node.value:
                rows.append(self.construct(item, depth + 1))
                rows.lines.append(item.start_mark.line + 1)
            return rows
        return self.mapping(node, line, depth)

    def mapping(self, node: yaml.Node, line: int, depth: int) -> Table:
        table = Table(line)
        merged: list[Any] = []
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise SourceError("key_not_text", key_node.start_mark.line + 1)
            key, key_line = key_node.value, key_node.start_mark.line + 1
            value = self.construct(value_node, depth + 1)
            if key == "<<":
                merged += value if isinstance(value, Rows) else [value]
            elif key in table:
                raise SourceError("key_duplicate", key_line, key=key)
            else:
                table.put(key, value, key_line)
        for other in merged:
            if not isinstance(other, Table):
                raise SourceError("yaml_broken", line, reason="<< needs a mapping")
            for key, value in other.items():
                if key not in table:
                    table.put(key, value, line)
        return table


def scalar(text: str) -> object:
    """A plain YAML scalar as our value."""
    if text in {"", "~", "null"}:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if _WHOLE.fullmatch(text):
        return int(text.replace("_", ""))
    if _DATE.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    return text


def plain(value: object) -> Any:
    """`value` without lines, as JSON can hold it; dates become ISO texts."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def located(value: object) -> Any:
    """The reverse of `plain`: data from JSON in the shape that the loader reads, all on line 0."""
    if isinstance(value, Mapping):
        table = Table()
        for key, item in value.items():
            table.put(str(key), located(item), 0)
        return table
    if isinstance(value, Sequence) and not isinstance(value, str):
        rows = Rows()
        rows.extend(located(item) for item in value)
        rows.lines = [0] * len(rows)
        return rows
    return scalar(value) if isinstance(value, str) and _DATE.fullmatch(value) else value
