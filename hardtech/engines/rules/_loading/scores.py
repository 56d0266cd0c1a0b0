"""Score sheets: bands, decision tables, best of several, sheets within sheets; with the checks for gaps and overlaps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from hardtech.engines.rules._language.nodes import POINTS, SCORE, Band, FactNode, Item, Node, PointsRow, Sheet
from hardtech.engines.rules._language.units import unit_text
from hardtech.engines.rules._loading.reader import Reader, is_id
from hardtech.engines.rules._loading.source import Table
from hardtech.engines.rules._measure import Words

_RANGE = re.compile(r"(-?\d+)(?:\.\.(-?\d+))?")
ITEM_KEYS = ("title", "cite", "value", "bands", "rows", "best_of", "sheet", "given", "range")
SHEET_KEYS = ("title", "cite", "cap", "items")


def read_scores(
    reader: Reader, table: Table, scope: dict[str, Node], titles: dict[str, Words]
) -> dict[str, Sheet]:
    """Sheets by name; each, and each of its items, is added to `scope` (`sheet`, `sheet.item`)."""
    sheets: dict[str, Sheet] = {}
    for name in table:
        line, row = table.line_of(name), table[name]
        if not is_id(name) or name in scope:
            reader.add("name_not_allowed", line, name=name)
            continue
        if not isinstance(row, Table):
            reader.add("not_a_mapping", line, key=name)
            reader.broken.add(name)
            continue
        reader.keys(row, SHEET_KEYS)
        titles[name] = reader.words(row, "title")
        reader.cite(row, needed=True, line=line)
        sheet = Sheet(
            SCORE, name, name, tuple(_items(reader, name, row, scope, titles)), reader.whole(row, "cap")
        )
        if not reader.table(row, "items"):
            reader.add("sheet_empty", line, name=name)
        sheets[name] = sheet
        scope[name] = sheet
    return sheets


def _items(
    reader: Reader, sheet: str, table: Table, scope: dict[str, Node], titles: dict[str, Words]
) -> list[Node]:
    items: list[Node] = []
    rows = reader.table(table, "items")
    for name in rows:
        row, full = rows[name], f"{sheet}.{name}"
        if not is_id(name) or not isinstance(row, Table):
            reader.add("name_not_allowed", rows.line_of(name), name=name)
            continue
        titles[full] = reader.words(row, "title")
        item = _item(reader, full, name, row, scope)
        if item is None:
            reader.broken.add(full)
        else:
            scope[full] = item
            items.append(item)
    return items


def _item(reader: Reader, full: str, name: str, row: Table, scope: Mapping[str, Node]) -> Node | None:
    reader.keys(row, ITEM_KEYS)
    line = row.line
    if "sheet" in row:
        other = scope.get(reader.text(row, "sheet"))
        if not isinstance(other, Sheet):
            if row["sheet"] not in reader.broken:
                reader.add("sheet_unknown", row.line_of("sheet"), sheet=str(row["sheet"]))
            return None
        return other
    if "best_of" in row:
        parts = reader.table(row, "best_of")
        nodes = [
            _item(reader, f"{full}.{part}", part, parts[part], scope)
            for part in parts
            if isinstance(parts[part], Table)
        ]
        return Item(SCORE, full, name, parts=tuple(node for node in nodes if node is not None))
    given = _given(reader, row, scope)
    if "given" in row and given is None:
        return None
    if "value" in row and "bands" not in row:
        reader.add("bands_missing", line)
        return None
    if "value" in row:
        value = reader.expression(row, "value", scope, "number")
        return Item(SCORE, full, name, value=value, bands=_bands(reader, row, value)) if value else None
    if "rows" in row:
        return Item(SCORE, full, name, rows=_rows(reader, row, scope), given=given)
    if given is not None and "range" in row:
        points = _points(reader, row, "range")
        return Item(SCORE, full, name, rows=(PointsRow(None, points, line),), given=given)
    reader.add("item_empty", line, name=full)
    return None


def _given(reader: Reader, row: Table, scope: Mapping[str, Node]) -> FactNode | None:
    if "given" not in row:
        return None
    fact = scope.get(reader.text(row, "given"))
    if not isinstance(fact, FactNode) or fact.kind.unit != POINTS or not fact.judged:
        if row["given"] not in reader.broken:
            reader.add("given_wrong", row.line_of("given"), given=str(row["given"]))
        return None
    return fact


def _points(reader: Reader, row: Table, key: str = "points") -> tuple[int, int]:
    match = _RANGE.fullmatch(str(row.get(key, "")))
    if not match:
        reader.add("points_wrong", row.line_of(key), value=str(row.get(key)))
        return (0, 0)
    low = int(match[1])
    high = int(match[2]) if match[2] else low
    if high < low:
        reader.add("points_wrong", row.line_of(key), value=str(row[key]))
    return (low, high)


def _rows(reader: Reader, table: Table, scope: Mapping[str, Node]) -> tuple[PointsRow, ...]:
    decisions: list[PointsRow] = []
    texts: set[str] = set()
    closed = False
    for row in reader.tables(table, "rows"):
        reader.keys(row, ("when", "points"))
        if closed:
            reader.add("row_unreachable", row.line)
        when = None
        if "when" in row:
            when = reader.expression(row, "when", scope, "bool", cited=True)
            if when is not None and when.text in texts:
                reader.add("row_unreachable", row.line)
            texts.add(when.text if when else "")
        else:
            closed = True
        decisions.append(PointsRow(when, _points(reader, row), row.line))
    if not closed:
        reader.add("rows_open", table.line_of("rows"))
    return tuple(decisions)


def _bands(reader: Reader, table: Table, value: Node) -> tuple[Band, ...]:
    bands = []
    for row in reader.tables(table, "bands"):
        reader.keys(row, ("from", "to", "points"))
        low, high = _edge(reader, row, "from", value), _edge(reader, row, "to", value)
        if low is not None and high is not None and low >= high:
            reader.add("band_unreachable", row.line)
            continue
        bands.append(Band(low, high, _points(reader, row), row.line))
    bands.sort(key=lambda band: (band.low is not None, band.low or Fraction(0)))
    _check_bands(reader, bands, table.line_of("bands"))
    return tuple(bands)


def _edge(reader: Reader, row: Table, key: str, value: Node) -> Fraction | None:
    edge = reader.quantity(row, key)
    if edge is None:
        return None
    if edge[1] != value.kind.unit and edge[0] != 0:
        reader.add(
            "unit_wrong",
            row.line_of(key),
            part=str(row[key]),
            edge=unit_text(edge[1]),
            wanted=unit_text(value.kind.unit),
        )
    return edge[0]


def _check_bands(reader: Reader, bands: list[Band], line: int) -> None:
    """Every value has exactly one band: no gap, no overlap, open at both ends."""
    if not bands:
        reader.add("bands_missing", line)
        return
    if bands[0].low is not None:
        reader.add("bands_gap", bands[0].line, to=str(bands[0].low), at="start")
    for band, following in pairwise(bands):
        if band.high is None or following.low is None or following.low < band.high:
            reader.add("bands_overlap", following.line, other_line=band.line)
        elif band.high < following.low:
            reader.add("bands_gap", following.line, start=str(band.high), to=str(following.low))
    if bands[-1].high is not None:
        reader.add("bands_gap", bands[-1].line, start=str(bands[-1].high), at="end")
