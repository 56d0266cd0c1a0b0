"""CSV: records out of lines. Not the standard library's reader, because that one has a single
size limit for the whole process, and swallows the rest of a file after a stray quote."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from hardtech.engines.tabular._columns import Layout, WantedColumns, normalise
from hardtech.engines.tabular._errors import ColumnsError, FileError
from hardtech.engines.tabular._guard import unguard
from hardtech.engines.tabular._source import SourceLine
from hardtech.engines.tabular._types import Limits, RowProblem, TableRow, Value

_DELIMITERS = ",;\t|"


class _QuoteError(Exception):
    """Text follows a closing quote."""


class _CsvRecord:
    """Cells of one record, fed line by line until it is complete."""

    def __init__(self, delimiter: str) -> None:
        self.cells: list[str] = []
        self._delimiter = delimiter
        self._quoted: list[str] | None = None

    def feed(self, line: str) -> bool:
        """Take one line with its terminator; True when the record ends with it."""
        if self._quoted is None and '"' not in line:
            self.cells = line.rstrip("\r\n").split(self._delimiter)
            return True
        position: int | None = 0
        while position is not None:
            if self._quoted is not None:
                closing = self._find_closing(line, position)
                if closing is None:
                    return False
                position = self._after_quote(line, closing + 1)
            elif line.startswith('"', position):
                self._quoted = []
                position += 1
            else:
                position = self._plain(line, position)
        return True

    def _find_closing(self, line: str, position: int) -> int | None:
        assert self._quoted is not None  # noqa: S101 - for the type checker; feed() has looked
        while (end := line.find('"', position)) >= 0:
            if not line.startswith('""', end):
                self._quoted.append(line[position:end])
                self.cells.append("".join(self._quoted))
                self._quoted = None
                return end
            self._quoted.append(line[position : end + 1])
            position = end + 2
        self._quoted.append(line[position:])
        return None

    def _after_quote(self, line: str, position: int) -> int | None:
        if line.startswith(self._delimiter, position):
            return position + 1
        if line[position:].strip("\r\n"):
            raise _QuoteError
        return None

    def _plain(self, line: str, position: int) -> int | None:
        end = line.find(self._delimiter, position)
        if end >= 0:
            self.cells.append(line[position:end])
            return end + 1
        self.cells.append(line[position:].rstrip("\r\n"))
        return None


class CsvReader:
    """One CSV file: finds the delimiter and the columns, then gives rows and problems."""

    def __init__(
        self, lines: Iterator[SourceLine], *, encoding: str, wanted: WantedColumns, limits: Limits
    ) -> None:
        self._lines = lines
        self._again: deque[SourceLine] = deque()
        self._encoding = encoding
        self._wanted = wanted
        self._limits = limits
        self._delimiter = ","

    def __iter__(self) -> Iterator[TableRow | RowProblem]:
        layout = self._read_header()
        for line in self._all_lines():
            if line.data is not None and not line.data.strip():
                continue
            cells = self._record(line)
            yield cells if isinstance(cells, RowProblem) else _to_row(line.number, cells, layout)

    def _all_lines(self) -> Iterator[SourceLine]:
        while line := self._next():
            yield line

    def _next(self) -> SourceLine | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _text(self, line: SourceLine) -> str | RowProblem:
        return decode(line, self._encoding, self._limits)

    def _read_header(self) -> Layout:
        for line in self._all_lines():
            if line.data is not None and not line.data.strip():
                continue
            text = self._text(line)
            if isinstance(text, RowProblem):
                raise ColumnsError("header_unreadable", line=line.number, reason=text.code, **text.data)
            if text.lower().startswith("sep=") and len(text.rstrip("\r\n")) == len("sep=,"):
                continue  # Excel's own hint; the header says it as well
            self._delimiter = self._find_delimiter(text)
            cells = self._record(line)
            if isinstance(cells, RowProblem):
                raise ColumnsError("header_unreadable", line=line.number, reason=cells.code)
            while cells and not cells[-1].strip():
                cells.pop()
            layout = self._wanted.lay_out(cells, line=line.number)
            self._wanted.check_complete(cells, layout.fields, line=line.number)
            return layout
        raise FileError("empty")

    def _find_delimiter(self, header: str) -> str:
        """Take the delimiter that yields the most known columns, then the most columns."""
        known = {normalise(alias) for aliases in self._wanted.columns.values() for alias in aliases}
        known |= {normalise(name) for name in (*self._wanted.columns, *self._wanted.mapping)}

        def merit(delimiter: str) -> tuple[int, int]:
            record = _CsvRecord(delimiter)
            try:
                record.feed(header)
            except _QuoteError:
                return (0, 0)
            return (sum(normalise(cell) in known for cell in record.cells), len(record.cells))

        return max(_DELIMITERS, key=merit)

    def _record(self, first: SourceLine) -> list[str] | RowProblem:
        """Read one record; after a fault go on with the line after its first."""
        record, used, size = _CsvRecord(self._delimiter), list[SourceLine](), 0
        line: SourceLine | None = first
        problem = None
        while problem is None:
            if line is None:
                problem = RowProblem(first.number, "quote_unclosed")
                break
            if line is not first:
                used.append(line)
            text = self._text(line)
            if isinstance(text, RowProblem):
                problem = text
                break
            size += len(text)
            try:
                if record.feed(text):
                    return record.cells
            except _QuoteError:
                problem = RowProblem(first.number, "quote_misplaced", data={"cell": len(record.cells)})
            if size > self._limits.line:
                problem = RowProblem(first.number, "record_too_long", data={"limit": self._limits.line})
            line = self._next()
            if problem is not None and line is not None:
                used.append(line)
        self._again.extendleft(reversed(used))
        return RowProblem(first.number, problem.code, data=problem.data)


def decode(line: SourceLine, encoding: str, limits: Limits) -> str | RowProblem:
    """Turn the bytes of a line into text, or say why that can't be."""
    if line.data is None:
        return RowProblem(line.number, "line_too_long", data={"length": line.length, "limit": limits.line})
    if b"\0" in line.data:
        return RowProblem(line.number, "nul", data={"byte": line.data.index(b"\0") + 1})
    try:
        text = line.data.decode(encoding)
    except UnicodeDecodeError as error:
        culprit = line.data[error.start : error.end].hex()
        data = {"encoding": encoding, "byte": error.start + 1, "bytes": culprit}
        return RowProblem(line.number, "undecodable", data=data)
    return text.removeprefix("\ufeff") if line.number == 1 else text


def _to_row(line: int, cells: Sequence[str], layout: Layout) -> TableRow | RowProblem:
    width = len(layout.fields)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return RowProblem(line, "row_ragged", data={"expected": width, "found": len(cells)})
    values: dict[str, Value] = {}
    extra: dict[str, Value] = {}
    for field, name, cell in zip(layout.fields, layout.names, cells, strict=False):
        value = unguard(cell) or None
        if field is None:
            extra[name] = value
        else:
            values[field] = value
    return TableRow(line, values, extra)


def read_csv(
    lines: Iterable[SourceLine], *, encoding: str, wanted: WantedColumns, limits: Limits
) -> Iterator[TableRow | RowProblem]:
    """Yield the records of a CSV file in order."""
    return iter(CsvReader(iter(lines), encoding=encoding, wanted=wanted, limits=limits))
