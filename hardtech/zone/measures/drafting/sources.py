"""A measure as YAML that people edit ⇄ the plain data that a revision keeps."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from hardtech.engines.rules import Rule

__all__ = ["digest_of", "plain_cases", "written"]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WIDTH = 110


def plain_cases(measure: Rule) -> list[dict[str, Any]]:
    """The examples of a measure as `measure_from` reads them."""
    return [_plain_case(case) for case in measure.cases]


def _plain_case(case: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": case.name, "on": case.on, "facts": case.facts, "expect": case.expect}
    if case.vary:
        plain |= {"vary": case.vary, **({"of": case.of} if case.of else {}), "rows": dict(case.rows)}
    return {key: _plain(value) for key, value in plain.items() if value or key in {"name", "on"}}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def written(source: Mapping[str, Any], cases: Sequence[Mapping[str, Any]]) -> str:
    """The measure as YAML; the engine reads the same data from it again."""
    data = {**source, "cases": list(cases)} if cases else source
    return yaml.dump(_dated(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _dated(value: Any) -> Any:
    """Days as dates, so that they stand in the text without quotation marks."""
    if isinstance(value, Mapping):
        return {key: _dated(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dated(item) for item in value]
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return value
    return value


class _Dumper(yaml.SafeDumper):
    """Repeats what stands in two places, instead of the marks that few people can read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def digest_of(source: Mapping[str, Any]) -> str:
    """`Rule.digest`, also of a text that is no measure yet."""
    text = json.dumps(source, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
