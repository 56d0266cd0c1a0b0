"""What differs between two texts of a measure, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

__all__ = ["Difference", "differences"]

NAMES = ("id", "name", "from", "kind")
"""By which of its entries a part of a list is known again."""

_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """`place` leads to it from the top; "" is where one of the texts has nothing."""

    place: tuple[str, ...]
    before: str
    after: str


def differences(before: Any, after: Any) -> list[Difference]:
    """In the order of the later text; what is gone comes last in its part."""
    return list(_walk((), before, after))


def _walk(place: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if _is_table(before, after) and _is_table(after, before):
        yield from _both(place, *({} if side is _NOTHING else side for side in (before, after)))
    elif _is_list(before) and _is_list(after) and _named(before) is not None and _named(after) is not None:
        yield from _both(place, _named(before) or {}, _named(after) or {})
    else:
        yield Difference(place, _shown(before), _shown(after))


def _both(
    place: tuple[str, ...], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    for key in [*after, *(key for key in before if key not in after)]:
        yield from _walk((*place, str(key)), before.get(key, _NOTHING), after.get(key, _NOTHING))


def _is_table(value: Any, other: Any) -> bool:
    """What is new or gone is told part by part, as well."""
    return isinstance(value, Mapping) or (value is _NOTHING and isinstance(other, Mapping))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _named(rows: Sequence[Any]) -> dict[str, Any] | None:
    """The rows by their names; None where two have the same, or one has none."""
    found: dict[str, Any] = {}
    for row in rows:
        name = next((row[key] for key in NAMES if key in row), None) if isinstance(row, Mapping) else None
        if name is None or str(name) in found:
            return None
        found[str(name)] = row
    return found


def _shown(value: Any) -> str:
    if value is _NOTHING or value is None:
        return ""
    if isinstance(value, Mapping) or _is_list(value):
        return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=80).strip()
    return str(value).lower() if isinstance(value, bool) else str(value)
