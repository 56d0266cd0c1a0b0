"""XLSX (and what else python-calamine opens): every sheet that has the needed columns."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine

from hardtech.engines.tabular._columns import Layout, WantedColumns
from hardtech.engines.tabular._errors import ColumnsError, FileError, LimitError
from hardtech.engines.tabular._jsonl import is_storable
from hardtech.engines.tabular._source import is_gzip, read_blocks
from hardtech.engines.tabular._types import Limits, Progress, RowProblem, TableRow, Value

OVERFLOW_SHEET = "continued"
OVERFLOW_COLUMNS = ("row", "column", "text")
_EXACT_INTEGERS = 2**53
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})

_Overflow = dict[tuple[int, int], str]


def read_xlsx(
    path: Path, *, wanted: WantedColumns, limits: Limits, progress: Progress | None
) -> Iterator[TableRow | RowProblem]:
    """Yield the records of a workbook, sheet by sheet. A sheet without the needed columns is passed over;
    when no sheet has them, the first one that is not empty is refused."""
    book = _open(path, limits)
    total = path.stat().st_size
    sheets = [sheet for name in book.sheet_names if (sheet := _Sheet(book, name)).rows]
    overflow = _overflow(sheets)
    tables = [sheet for sheet in sheets if sheet.name != OVERFLOW_SHEET or not overflow]
    if not tables:
        raise FileError("empty")
    readable, refusal = _choose(tables, wanted)
    if not readable and refusal is not None:
        raise refusal
    count, done = sum(len(sheet.rows) for sheet, _ in readable), 0
    for sheet, layout in readable:
        continued = overflow if sheet is tables[0] else {}
        for item in sheet.read(layout, continued, named=len(tables) > 1):
            yield item
            done += 1
            if progress is not None:
                progress(total * done // count, total)
    if progress is not None:
        progress(total, total)


def _open(path: Path, limits: Limits) -> python_calamine.CalamineWorkbook:
    content: io.BytesIO | None = None
    if is_gzip(path):
        content = io.BytesIO()
        for block in read_blocks(path, limits):
            if content.tell() > limits.sheet:
                raise LimitError("workbook_too_large", limit=limits.sheet)
            content.write(block)
    _check_inflated(content or path, limits)
    if content is not None:
        content.seek(0)
    try:
        return python_calamine.load_workbook(content or path)
    except python_calamine.PasswordError:
        raise FileError("workbook_locked") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise FileError("workbook_broken") from None


def _check_inflated(content: io.BytesIO | Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(content) as archive:
            inflated = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        return  # an older kind of workbook, or a broken one: calamine says so
    if inflated > limits.sheet:
        raise LimitError("workbook_too_large", limit=limits.sheet, size=inflated)


class _Sheet:
    """One sheet: its rows with their numbers, the empty ones left out."""

    def __init__(self, book: python_calamine.CalamineWorkbook, name: str) -> None:
        self.name = name
        try:
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, ValueError):
            raise FileError("workbook_broken", sheet=name) from None
        numbered = ((number, [_value(cell) for cell in row]) for number, row in enumerate(cells, start=1))
        self.rows = [(number, row) for number, row in numbered if any(cell is not None for cell in row)]

    def header(self) -> list[str]:
        """Return the names of the columns, from the first row that is not empty."""
        names = ["" if cell is None else str(cell) for cell in self.rows[0][1]]
        while names and not names[-1].strip():
            names.pop()
        return names

    def read(self, layout: Layout, overflow: _Overflow, *, named: bool) -> Iterator[TableRow | RowProblem]:
        """Yield the rows under the header."""
        label = self.name if named else ""
        for number, cells in self.rows[1:]:
            yield _to_row(number, cells, layout, overflow, label)


def _to_row(
    number: int, cells: Sequence[Value], layout: Layout, overflow: _Overflow, sheet: str
) -> TableRow | RowProblem:
    width = len(layout.fields)
    if any(cell is not None for cell in cells[width:]):
        data = {"expected": width, "found": max(n for n, cell in enumerate(cells, 1) if cell is not None)}
        return RowProblem(number, "row_ragged", data=data, sheet=sheet)
    values: dict[str, Value] = {}
    extra: dict[str, Value] = {}
    for position, (field, name) in enumerate(zip(layout.fields, layout.names, strict=True)):
        value = cells[position] if position < len(cells) else None
        if isinstance(value, str) and value in _ERRORS:
            return RowProblem(number, "cell_error", field or name, {"value": value}, sheet)
        if isinstance(value, str) and not is_storable(value):
            return RowProblem(number, "unstorable_text", field or name, sheet=sheet)
        if isinstance(value, str) and (number, position + 1) in overflow:
            value += overflow[number, position + 1]
        if field is None:
            extra[name] = value
        else:
            values[field] = value
    return TableRow(number, values, extra, sheet)


def _choose(
    tables: list[_Sheet], wanted: WantedColumns
) -> tuple[list[tuple[_Sheet, Layout]], ColumnsError | None]:
    readable: list[tuple[_Sheet, Layout]] = []
    refusal: ColumnsError | None = None
    for sheet in tables:
        names, line = sheet.header(), sheet.rows[0][0]
        try:
            layout = wanted.lay_out(names, line=line)
            wanted.check_complete(names, layout.fields, line=line)
            readable.append((sheet, layout))
        except ColumnsError as error:
            refusal = refusal or ColumnsError(error.code, line=error.line, **error.data, sheet=sheet.name)
    return readable, refusal


def _overflow(sheets: list[_Sheet]) -> _Overflow:
    """Collect the rests of texts that were too long for a cell, as our own writer leaves them."""
    for sheet in sheets:
        if sheet.name == OVERFLOW_SHEET and tuple(sheet.header()) == OVERFLOW_COLUMNS:
            rests: _Overflow = {}
            for _, (row, column, text, *_rest) in sheet.rows[1:]:
                if isinstance(row, int) and isinstance(column, int):
                    rests[row, column] = rests.get((row, column), "") + str(text or "")
            return rests
    return {}


def _value(cell: object) -> Value:
    """Whole numbers become int, dates ISO 8601 text, an empty cell None."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < _EXACT_INTEGERS else cell
    if isinstance(cell, int):
        return cell
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return None if cell is None else str(cell)
