"""Tables in and out: CSV, JSON Lines and XLSX, each also gzipped."""

from hardtech.engines.tabular._columns import find_columns, normalise
from hardtech.engines.tabular._errors import ColumnsError, FileError, LimitError, TabularError, WriteError
from hardtech.engines.tabular._jsonl import parse_json
from hardtech.engines.tabular._read import read_records
from hardtech.engines.tabular._types import Limits, Progress, RowProblem, TableRow, Value
from hardtech.engines.tabular._write import format_of, write_records, write_stream

__all__ = [
    "ColumnsError",
    "FileError",
    "LimitError",
    "Limits",
    "Progress",
    "RowProblem",
    "TableRow",
    "TabularError",
    "Value",
    "WriteError",
    "find_columns",
    "format_of",
    "normalise",
    "parse_json",
    "read_records",
    "write_records",
    "write_stream",
]
