"""What the codes of refused rows and files mean, and what to do: worded once for page and terminal."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.engines.tabular import TabularError
from hardtech.zone.common.languages import joined
from hardtech.zone.common.money import REFUSALS

__all__ = ["explain_file", "explain_row"]

_ROWS = {
    **REFUSALS,  # of sums
    # from the engine
    "line_too_long": gettext_lazy("The line has %(length)s bytes; at most %(limit)s are read. Shorten it."),
    "record_too_long": gettext_lazy(
        "A quoted cell has more than %(limit)s characters. Close its quote, or shorten it."
    ),
    "nul": gettext_lazy("There is a NUL byte at byte %(byte)s. Export the row again."),
    "undecodable": gettext_lazy(
        "Byte %(byte)s (hex %(bytes)s) is no %(encoding)s. Save the file as UTF-8, then import it again."
    ),
    "quote_unclosed": gettext_lazy(
        "A cell begins with a quote that never closes. Close it, or double quotes inside a cell."
    ),
    "quote_misplaced": gettext_lazy(
        "Text follows the closing quote of cell %(cell)s. Double quotes inside a cell."
    ),
    "row_ragged": gettext_lazy(
        "The row has %(found)s cells, the header %(expected)s. Quote cells that hold the delimiter."
    ),
    "json_broken": gettext_lazy("This is no JSON (character %(column)s: %(reason)s). Correct the line."),
    "json_not_object": gettext_lazy("The line is JSON, but no object. Write {…} with one key a column."),
    "json_duplicate_key": gettext_lazy("A key stands twice in the object. Keep one."),
    "json_not_a_number": gettext_lazy("NaN and Infinity are no JSON. Write null."),
    "json_too_deep": gettext_lazy("The JSON is nested more than 50 levels deep. Write it flatter."),
    "unstorable_text": gettext_lazy("A text holds half a character (a lone surrogate) or U+0000. Remove it."),
    "column_duplicate": gettext_lazy(
        "Two columns mean the same field: %(columns)s. Keep one, or choose with --map."
    ),
    "cell_error": gettext_lazy(
        "The spreadsheet could not compute this cell: %(value)s. Correct its formula."
    ),
    # from the zone
    "not_text": gettext_lazy("“%(value)s” is no text."),
    "not_whole": gettext_lazy("“%(value)s” is no whole number. Write digits only."),
    "not_a_date": gettext_lazy("“%(value)s” is no date. Write it as 2026-03-17."),
    "not_a_time": gettext_lazy("“%(value)s” is no time. Write it with its zone: 2026-03-17T08:00:00+00:00."),
    "not_boolean": gettext_lazy("“%(value)s” is neither true nor false."),
    "not_uuid": gettext_lazy("“%(value)s” is no UUID. Leave the cell empty for a new record."),
    "not_object": gettext_lazy("“%(value)s” is no JSON object."),
    "not_objects": gettext_lazy("“%(value)s” is no JSON list of objects."),
    "not_a_choice": gettext_lazy("“%(value)s” is not known here. Choose from: %(choices)s."),
    "not_decimal": gettext_lazy("“%(value)s” is no number."),
    "empty": gettext_lazy("This must not be empty."),
    "invalid": gettext_lazy("%(reason)s"),
    "duplicate_id": gettext_lazy("Line %(first)s has the same id. Keep one of the two."),
    "taken": gettext_lazy("“%(value)s” already belongs to %(ref)s. Correct it, or merge the two."),
    "owner_missing": gettext_lazy("No organisation is named. Fill the column “owner”, or add --owner NAME."),
    "organisation_unknown": gettext_lazy(
        "No organisation “%(value)s” is known. Import the organisations first."
    ),
    "person_unknown": gettext_lazy("No person “%(value)s” is known. Import the people first."),
    "reference_unknown": gettext_lazy("“%(value)s” refers to no record of the zone or of this file."),
}

_FILES = {
    "not_found": gettext_lazy("There is no such file. Check the path."),
    "not_a_file": gettext_lazy("This is no file. Name a file, not a folder."),
    "not_permitted": gettext_lazy("The file may not be read. Give yourself the right to read it."),
    "empty": gettext_lazy("The file is empty."),
    "binary": gettext_lazy("This is no table: CSV, XLSX and JSON Lines are read, each also gzipped."),
    "gzip_broken": gettext_lazy("The gzip data are damaged. Copy or download the file again."),
    "gzip_truncated": gettext_lazy("The gzip file ends too early. Copy or download it again."),
    "gzip_bomb": gettext_lazy(
        "The file grows more than %(limit)s times when unpacked. Unpack it and look before you import."
    ),
    "undecodable": gettext_lazy("The text is no valid %(encoding)s. Save the file as UTF-8."),
    "json_array": gettext_lazy("This is one JSON list. Write one object a line instead (JSON Lines)."),
    "workbook_broken": gettext_lazy("The workbook can't be opened. Save it again as XLSX."),
    "workbook_locked": gettext_lazy("The workbook has a password. Save it without."),
    "workbook_too_large": gettext_lazy(
        "The workbook needs more than %(limit)s bytes unpacked. Save it as CSV."
    ),
    "columns_missing": gettext_lazy(
        "Columns are missing: %(missing)s. Found: %(found)s. Rename a column, or use --map COLUMN=%(first)s."
    ),
    "column_duplicate": gettext_lazy(
        "Two columns mean “%(field)s”: %(columns)s. Rename one, or choose with --map."
    ),
    "map_column_unknown": gettext_lazy(
        "--map names a column that is not there: %(column)s. Found: %(found)s."
    ),
    "map_field_unknown": gettext_lazy("--map names an unknown field: %(field)s. Known: %(fields)s."),
    "header_unreadable": gettext_lazy(
        "The line with the column names can't be read (%(reason)s). Save the file as UTF-8."
    ),
    "format_unknown": gettext_lazy("Files end in .csv, .xlsx or .jsonl, each also with .gz."),
    "too_many_rows": gettext_lazy("A sheet holds %(limit)s records. Export to CSV or JSON Lines."),
}


def explain_row(code: str, data: Mapping[str, object]) -> str:
    """Say what is wrong with a row, and what to do."""
    return _fill(str(_ROWS[code]), data) if code in _ROWS else code


def explain_file(error: TabularError) -> str:
    """Say why a whole file is refused, where, and what to do."""
    data = dict(error.data)
    if "missing" in data:
        data["first"] = data["missing"][0]  # type: ignore[index]
    if "reason" in data:
        data["reason"] = explain_row(str(data["reason"]), data)
    words = _fill(str(_FILES[error.code]), data) if error.code in _FILES else error.code
    where = [_("sheet %(sheet)s") % data] if data.get("sheet") else []
    where += [_("line %(line)s") % {"line": error.line}] if error.line else []
    return joined(where) + _(": ") + words if where else words


def _fill(sentence: str, data: Mapping[str, object]) -> str:
    words = {name: joined(value) if isinstance(value, list) else value for name, value in data.items()}
    return sentence % words
