"""Score sheets of a measure as tables: which value earns how many points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hardtech.engines.rules import Rule, Version
from hardtech.zone.measures.wording.leaflet import expression, figure_text, local_text

__all__ = ["SheetLine", "SheetTable", "sheet_tables"]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of a sheet: what is measured, and (range or case, points) row by row."""

    title: str
    measured: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SheetTable:
    title: str
    most: str
    quote: str
    lines: tuple[SheetLine, ...]


def sheet_tables(measure: Rule, version: Version) -> list[SheetTable]:
    """As the text of the version, or of the measure where the version has none of its own, writes them."""
    start = version.start.isoformat()
    row = next(row for row in measure.source["versions"] if row["from"] == start)
    sheets = row.get("scores") or measure.source.get("scores") or {}
    return [
        SheetTable(
            title=local_text(sheet.get("title") or {}) or name.replace("_", " "),
            most=_points(sheet["cap"]) if "cap" in sheet else "",
            quote=_quote(sheet.get("cite")),
            lines=tuple(
                line
                for key, item in (sheet.get("items") or {}).items()
                for line in _lines(key, item, measure, version)
            ),
        )
        for name, sheet in sheets.items()
    ]


def _lines(
    key: str, item: Mapping[str, Any], measure: Rule, version: Version, over: str = ""
) -> list[SheetLine]:
    """An item, or the items of which the best one counts."""
    title = local_text(item.get("title") or {}) or over or key.replace("_", " ")
    if isinstance(item.get("best_of"), Mapping):
        parts = [
            line
            for name, part in item["best_of"].items()
            for line in _lines(name, part, measure, version, title)
        ]
        return [
            replace(line, measured=_("%(measured)s (the best counts)") % {"measured": line.measured})
            for line in parts
        ]
    measured = expression(str(item["value"]), measure, version) if "value" in item else ""
    if "sheet" in item:
        measured = local_text(version.titles.get(str(item["sheet"]), {})) or str(item["sheet"]).replace(
            "_", " "
        )
    return [SheetLine(title, measured, tuple(_rows(item, measure, version)))]


def _rows(item: Mapping[str, Any], measure: Rule, version: Version) -> list[tuple[str, str]]:
    bands = [(_band(band), _points(band["points"])) for band in item.get("bands") or ()]
    cases = [(_case(row, measure, version), _points(row["points"])) for row in item.get("rows") or ()]
    given = [(_("as a person states it"), _points(item["range"]))] if "range" in item else []
    return [*bands, *cases, *given]


def _band(band: Mapping[str, Any]) -> str:
    low, high = (figure_text(str(band[edge])) if edge in band else "" for edge in ("from", "to"))
    if low and high:
        return _("%(low)s to below %(high)s") % {"low": low, "high": high}
    return _("%(low)s and more") % {"low": low} if low else _("below %(high)s") % {"high": high}


def _case(row: Mapping[str, Any], measure: Rule, version: Version) -> str:
    return expression(str(row["when"]), measure, version) if "when" in row else _("otherwise")


def _points(points: Any) -> str:
    low, _dots, high = str(points).partition("..")
    if high and high != low:
        return _("%(low)s to %(high)s points") % {"low": low, "high": high}
    return ngettext("%(number)s point", "%(number)s points", int(low)) % {"number": low}


def _quote(cite: Any) -> str:
    return str(cite.get("quote", "")) if isinstance(cite, Mapping) else str(cite or "")
