"""Changing a measure's figures from a day on: past days keep the text that they had."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = [
    "Change",
    "CitedDocument",
    "TextFigure",
    "change_from",
    "figures_of",
    "holds_from",
    "starts_of",
    "status_of",
]

STOPPING = frozenset({"suspended", "repealed"})
OF_ONE_VERSION = frozenset({"from", "to", "cite", "note", "parameters", "status"})


@dataclass(frozen=True, slots=True)
class TextFigure:
    """A figure as one version has it."""

    name: str
    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """The document that orders a change; empty where it is one that the measure rests on already."""

    title: str = ""
    url: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes different on `start`: figures by name, as (value, words of the document), and the status."""

    start: datetime.date
    figures: Mapping[str, tuple[str, str]]
    status: str
    source: CitedDocument


def starts_of(source: Mapping[str, Any]) -> list[datetime.date]:
    """The days on which a version begins, in order."""
    return sorted(datetime.date.fromisoformat(str(row["from"])) for row in source["versions"])


def holds_from(source: Mapping[str, Any], on: datetime.date) -> datetime.date | None:
    """The first day of the version that holds on `on`, or was the last to hold before; None before all of them."""
    return max((start for start in starts_of(source) if start <= on), default=None)


def figures_of(source: Mapping[str, Any], on: datetime.date) -> list[TextFigure]:
    """The figures of the version that holds on `on`, in the order of the text."""
    row = _version(source, on)
    rows = {**(source.get("parameters") or {}), **(row.get("parameters") or {})} if row else {}
    return [TextFigure(name, str(row["value"]), _quote(row.get("cite"))) for name, row in rows.items()]


def status_of(source: Mapping[str, Any], on: datetime.date) -> str:
    """The status of the version that holds on `on`."""
    row = _version(source, on) or {}
    return str(row.get("status") or source.get("status", ""))


def change_from(source: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """`source` with the change: a new version, or the version that begins on that very day put right.

    What a version says of itself replaces the measure's own section, so a new one takes over those of the one before.
    """
    changed = copy.deepcopy(dict(source))
    row = _version(changed, change.start)
    if row is None:
        raise ValueError(f"no version before {change.start}")
    if row["from"] != change.start.isoformat():
        row = _new_version(changed, row, change.start)
    key = _cited(changed, change.source, change.start)
    figures = dict(row.get("parameters") or {})
    for name, (value, quote) in change.figures.items():
        figures[name] = {"value": value, "cite": _cite(key, change.source.article, quote)}
    if figures:
        row["parameters"] = figures
    if key and "cite" not in row:
        row["cite"] = _cite(
            key, change.source.article, next((quote for _, quote in change.figures.values()), "")
        )
        if not (change.source.article or change.figures):
            row["cite"] = {"source": key, "quote": change.source.title}
    _set_status(changed, row, change.status)
    return changed


def _version(source: Mapping[str, Any], on: datetime.date) -> dict[str, Any] | None:
    start = holds_from(source, on)
    return next((row for row in source["versions"] if start and row["from"] == start.isoformat()), None)


def _new_version(source: dict[str, Any], before: dict[str, Any], start: datetime.date) -> dict[str, Any]:
    """A version that takes over from `before` until that would have ended; later ones begin when they would have."""
    row: dict[str, Any] = {"from": start.isoformat()}
    row |= {key: copy.deepcopy(value) for key, value in before.items() if key not in OF_ONE_VERSION}
    if before.get("status"):
        row["status"] = before["status"]
    if before.get("parameters"):
        row["parameters"] = copy.deepcopy(before["parameters"])
    end = before.get("to")
    if end and str(end) >= start.isoformat():
        row["to"], before["to"] = end, (start - datetime.timedelta(days=1)).isoformat()
    source["versions"].insert(source["versions"].index(before) + 1, row)
    return row


def _cited(source: dict[str, Any], document: CitedDocument, start: datetime.date) -> str:
    """The name of the document among the measure's sources; "" for its first one. A new one comes last."""
    if not document.title:
        return ""
    sources = source.setdefault("sources", {})
    for name, row in sources.items():
        if row.get("title") == document.title:
            return str(name)
    key = f"change_{start:%Y_%m_%d}"
    while key in sources:
        key += "_"
    sources[key] = {"title": document.title, **({"url": document.url} if document.url else {})}
    return key


def _cite(key: str, article: str, quote: str) -> Any:
    cite = {"source": key, "article": article, "quote": quote}
    cite = {name: text for name, text in cite.items() if text}
    return quote if set(cite) == {"quote"} else cite


def _set_status(source: dict[str, Any], row: dict[str, Any], status: str) -> None:
    """A measure stops from a day on; whether its text was compared with the official one holds for all of it."""
    if status in STOPPING:
        row["status"] = status
    else:
        source["status"] = status
        row.pop("status", None)


def _quote(cite: Any) -> str:
    return str(cite.get("quote", "")) if isinstance(cite, Mapping) else str(cite or "")
