"""What is written comes back, and no spreadsheet runs it."""

import csv
import gzip
import io
import re
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardtech.engines.tabular import (
    TableRow,
    WriteError,
    format_of,
    read_records,
    write_records,
    write_stream,
)
from hardtech.engines.tabular._guard import guard, unguard

FIELDS = ["id", "title", "text"]
COLUMNS: dict[str, list[str]] = {field: [] for field in FIELDS}
TABLES = ["a.csv", "a.csv.gz", "a.xlsx", "a.xlsx.gz"]
KINDS = [*TABLES, "a.jsonl", "a.jsonl.gz"]

# All that PostgreSQL can store; controls and marks on purpose more often than chance would have it.
texts = st.text(
    st.one_of(
        st.sampled_from("=+-@＝'\t\r\n\",; \x01\x0b\x1f_x0041\ufeff\ufffe\u2028#文🜁"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=30,
)
values = st.one_of(
    st.none(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False), texts
)


def read_back(path):
    items = list(read_records(path, columns=COLUMNS))
    assert all(isinstance(item, TableRow) and not item.extra for item in items), items
    return [item.values for item in items]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, texts)), max_size=5))
@pytest.mark.parametrize("name", TABLES)
def test_texts_come_back_from_tables(tmp_path, name, rows):
    rows = [{**row, "id": f"r{number}"} for number, row in enumerate(rows)]
    assert write_records(tmp_path / name, FIELDS, rows) == len(rows)
    assert read_back(tmp_path / name) == [
        {field: text or None for field, text in row.items()} for row in rows
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, values)), min_size=1, max_size=5))
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_values_come_back_from_json_lines(tmp_path, name, rows):
    write_records(tmp_path / name, FIELDS, rows)
    assert read_back(tmp_path / name) == rows


@given(number=st.one_of(st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_numbers_keep_all_their_digits(tmp_path, name, number):
    write_records(tmp_path / name, FIELDS, [{"id": number}])
    back = read_back(tmp_path / name)[0]["id"]
    assert type(number)(back) == number


@given(text=texts)
def test_the_guard_is_one_to_one_and_leaves_no_formula(text):
    guarded = guard(text)
    assert unguard(guarded) == text
    assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", guarded)


@given(text=texts)
def test_ordinary_apostrophes_of_other_peoples_files_stay(text):
    if not re.match(r"'+\s*[=+\-@＝＋－＠]|'+[\t\r\n]", text):
        assert unguard(text) == text


def test_csv_is_what_others_read(tmp_path):
    write_records(
        tmp_path / "a.csv",
        FIELDS,
        [{"id": "1", "title": '=HYPERLINK("x")', "text": "两,行\r\nb"}, {"id": -5}],
    )
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [FIELDS, ["1", '\'=HYPERLINK("x")', "两,行\r\nb"], ["-5", "", ""]]


def test_texts_longer_than_a_cell_come_back(tmp_path):
    rows = [
        {"id": "1", "title": "短", "text": "长文" * 50_000},
        {"id": "2", "title": "🜁" * 40_000, "text": "x" * 32_767},
    ]
    write_records(tmp_path / "a.xlsx", FIELDS, rows)
    assert read_back(tmp_path / "a.xlsx") == rows


def test_lists_are_json_in_tables_and_lists_in_json_lines(tmp_path):
    rows = [{"id": ["a", "乙"]}]
    for name in ("a.csv", "a.xlsx"):
        write_records(tmp_path / name, ["id"], rows)
        assert read_back(tmp_path / name) == [{"id": '["a", "乙"]'}]
    write_records(tmp_path / "a.jsonl", ["id"], rows)
    assert read_back(tmp_path / "a.jsonl") == rows


def test_the_same_records_give_the_same_gzip_bytes(tmp_path):
    for name in ("a.csv.gz", "b.csv.gz"):
        write_records(tmp_path / name, FIELDS, [{"id": "1"}])
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()


@pytest.mark.parametrize("name", KINDS)
def test_a_failure_in_the_middle_leaves_the_old_file_and_no_part(tmp_path, name):
    def rows():
        yield {"id": "new"}
        raise RuntimeError("the database went away")

    write_records(tmp_path / name, FIELDS, [{"id": "old"}])
    with pytest.raises(RuntimeError):
        write_records(tmp_path / name, FIELDS, rows())
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert read_back(tmp_path / name)[0]["id"] == "old"


def test_a_file_is_as_readable_as_any_other(tmp_path):
    write_records(tmp_path / "a.csv", FIELDS, [])
    (tmp_path / "plain").touch()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.gz", "a.tar.gz"])
def test_an_unknown_format_is_refused(tmp_path, name):
    with pytest.raises(WriteError) as caught:
        write_records(tmp_path / name, FIELDS, [])
    assert caught.value.code == "format_unknown"
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_has_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr("hardtech.engines.tabular._write._SHEET_ROWS", 3)
    write_records(tmp_path / "a.xlsx", FIELDS, [{"id": "1"}] * 2)
    with pytest.raises(WriteError) as caught:
        write_records(tmp_path / "b.xlsx", FIELDS, [{"id": "1"}] * 3)
    assert (caught.value.code, caught.value.data) == ("too_many_rows", {"limit": 2})


def test_a_stream_takes_the_same_bytes(tmp_path):
    stream = io.BytesIO()
    assert write_stream(stream, format_of("x.csv.gz"), FIELDS, [{"id": "1"}]) == 1
    assert gzip.decompress(stream.getvalue()) == b"\xef\xbb\xbfid,title,text\r\n1,,\r\n"
