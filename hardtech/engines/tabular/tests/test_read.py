"""What reading makes of good, odd and broken files."""

import codecs
import gzip
import io
import json
import tracemalloc
from pathlib import Path

import pytest
import xlsxwriter

from hardtech.base.money import Bare
from hardtech.engines import tabular
from hardtech.engines.tabular import (
    ColumnsError,
    FileError,
    LimitError,
    Limits,
    RowProblem,
    TableRow,
    TabularError,
    read_records,
)

COLUMNS = {"id": ["source id", "编号"], "title": ["标题", "award title"], "text": ["abstract", "摘要"]}


def read(path: Path, **options) -> list[TableRow | RowProblem]:
    return list(read_records(path, columns=COLUMNS, **options))


def put(tmp_path: Path, name: str, content: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path, **options) -> TabularError:
    with pytest.raises(TabularError) as caught:
        read(path, **options)
    return caught.value


def problems(items: list[TableRow | RowProblem]) -> list[tuple[int, str]]:
    return [(item.line, item.code) for item in items if isinstance(item, RowProblem)]


def titles(items: list[TableRow | RowProblem]) -> list[object]:
    return [item.values["title"] for item in items if isinstance(item, TableRow)]


def test_public_names_are_sorted_and_there():
    assert tabular.__all__ == sorted(tabular.__all__)
    assert all(hasattr(tabular, name) for name in tabular.__all__)


class TestColumns:
    def test_names_are_recognised_without_case_spaces_punctuation_and_in_chinese(self, tmp_path):
        path = put(tmp_path, "a.csv", "Source_ID,AWARD-TITLE,摘 要,Other\n1,Laser,text,x\n")
        assert read(path) == [TableRow(2, {"id": "1", "title": "Laser", "text": "text"}, {"Other": "x"})]

    def test_the_earliest_name_wins_and_the_other_column_is_kept(self, tmp_path):
        path = put(tmp_path, "a.csv", "award title,标题\nA,B\n")
        assert read(path) == [TableRow(2, {"title": "B"}, {"award title": "A"})]

    def test_an_override_is_stronger(self, tmp_path):
        path = put(tmp_path, "a.csv", "title,Kurztext\nA,B\n")
        assert read(path, mapping={"kurztext": "title"}) == [TableRow(2, {"title": "B"}, {"title": "A"})]

    def test_what_is_missing_and_what_was_found_is_said(self, tmp_path):
        error = refusal(put(tmp_path, "a.csv", "name,price\nA,B\n"), required=["title", "text"])
        assert isinstance(error, ColumnsError)
        assert (error.code, error.line) == ("columns_missing", 1)
        assert error.data == {"missing": ["title", "text"], "found": ["name", "price"]}

    def test_wrong_keys_in_json_lines_are_said_once(self, tmp_path):
        error = refusal(put(tmp_path, "a.jsonl", '{"name": 1}\n{"price": 2}\n'), required=["title"])
        assert error.data == {"missing": ["title"], "found": ["name", "price"]}

    @pytest.mark.parametrize(
        ("mapping", "code"),
        [({"nope": "title"}, "map_column_unknown"), ({"title": "nope"}, "map_field_unknown")],
    )
    def test_an_override_of_nothing_is_refused(self, tmp_path, mapping, code):
        assert refusal(put(tmp_path, "a.csv", "title\nA\n"), mapping=mapping).code == code

    @pytest.mark.parametrize("header", ["title,Title", "title,text,TITLE"])
    def test_two_columns_for_one_field_are_refused(self, tmp_path, header):
        error = refusal(put(tmp_path, "a.csv", header + "\n"))
        assert (error.code, error.data["field"]) == ("column_duplicate", "title")

    def test_an_override_onto_a_doubled_column_is_refused(self, tmp_path):
        path = put(tmp_path, "a.csv", "x,x,title\n1,2,3\n")
        assert refusal(path, mapping={"x": "text"}).code == "column_duplicate"

    def test_two_keys_for_one_field_are_a_problem_of_that_object(self, tmp_path):
        path = put(tmp_path, "a.jsonl", '{"title": "A"}\n{"title": "B", "Title": "C"}\n{"title": "D"}\n')
        items = read(path)
        assert titles(items) == ["A", "D"]
        assert problems(items) == [(2, "column_duplicate")]

    def test_unknown_columns_of_one_name_are_told_apart(self, tmp_path):
        (row,) = read(put(tmp_path, "a.csv", "title,Note,Note,,\nA,1,2,,\n"))
        assert row.extra == {"Note": "1", "Note (2)": "2"}


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_is_found(self, tmp_path, delimiter):
        text = f"id{delimiter}title\n1{delimiter}a b\n"
        assert read(put(tmp_path, "a.csv", text))[0].values == {"id": "1", "title": "a b"}

    def test_commas_in_a_semicolon_header_do_not_mislead(self, tmp_path):
        text = 'id;title;"cost, price, margin, tax"\n1;A;x\n'
        assert read(put(tmp_path, "a.csv", text))[0].values == {"id": "1", "title": "A"}

    def test_excels_separator_line_is_passed_over(self, tmp_path):
        assert titles(read(put(tmp_path, "a.csv", "sep=;\r\nid;title\r\n1;A\r\n"))) == ["A"]

    def test_quoted_line_breaks_quotes_and_delimiters(self, tmp_path):
        text = 'id,title\r\n1,"two\r\nlines, a ""quote"""\r\n2,plain\r\n'
        items = read(put(tmp_path, "a.csv", text))
        assert [(item.line, item.values["title"]) for item in items] == [
            (2, 'two\r\nlines, a "quote"'),
            (4, "plain"),
        ]

    def test_ragged_rows_are_reported_and_the_rest_is_read(self, tmp_path):
        items = read(put(tmp_path, "a.csv", "id,title\n1\n2,B\n3,C,more\n4,D,,\n\n5,E"))
        assert titles(items) == ["B", "D", "E"]
        assert items[0] == RowProblem(2, "row_ragged", data={"expected": 2, "found": 1})
        assert problems(items) == [(2, "row_ragged"), (4, "row_ragged")]

    def test_a_stray_quote_costs_one_row_only(self, tmp_path):
        items = read(put(tmp_path, "a.csv", 'id,title\n1,"open\n2,B\n3,C\n'))
        assert problems(items) == [(2, "quote_unclosed")]
        assert titles(items) == ["B", "C"]

    def test_text_after_a_quote_costs_one_row_only(self, tmp_path):
        items = read(put(tmp_path, "a.csv", 'id,title\n1,"a" b\n2,B\n'))
        assert problems(items) == [(2, "quote_misplaced")]
        assert titles(items) == ["B"]

    def test_a_quote_inside_a_plain_cell_is_text(self, tmp_path):
        assert titles(read(put(tmp_path, "a.csv", 'id,title\n1,5" pipe\n'))) == ['5" pipe']

    def test_a_nul_byte_is_reported(self, tmp_path):
        items = read(put(tmp_path, "a.csv", b"id,title\n1,A\x00\n2,B\n"))
        assert problems(items) == [(2, "nul")]
        assert titles(items) == ["B"]

    def test_lines_may_end_as_on_old_macs(self, tmp_path):
        assert titles(read(put(tmp_path, "a.csv", "id,title\r1,A\r2,B\r"))) == ["A", "B"]

    def test_a_header_alone_gives_no_rows(self, tmp_path):
        assert read(put(tmp_path, "a.csv", "id,title\n"), required=["title"]) == []


class TestJsonLines:
    def test_types_are_kept(self, tmp_path):
        record = {"title": "A", "n": 1, "x": 0.5, "tags": ["a", {"b": None}], "yes": True}
        (row,) = read(put(tmp_path, "a.jsonl", json.dumps(record)))
        assert row == TableRow(
            1, {"title": "A"}, {"n": 1, "x": 0.5, "tags": ["a", {"b": None}], "yes": True}, is_json=True
        )
        assert row.bare is Bare.REFUSED

    def test_a_broken_line_17_is_reported_and_the_others_are_read(self, tmp_path):
        lines = [json.dumps({"title": f"T{number}"}) for number in range(1, 31)]
        lines[16] = '{"title": "T17"'
        items = read(put(tmp_path, "a.jsonl", "\n".join(lines)), required=["title"])
        assert problems(items) == [(17, "json_broken")]
        assert titles(items) == [f"T{number}" for number in range(1, 31) if number != 17]

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ("[1]", "json_not_object"),
            ("3", "json_not_object"),
            ('{"title": NaN}', "json_not_a_number"),
            ('{"title": 1, "title": 2}', "json_duplicate_key"),
            ('{"title": "\\ud800"}', "unstorable_text"),
            ('{"title": ["\\u0000"]}', "unstorable_text"),
            ('{"title": ' + "9" * 5000 + "}", "json_broken"),
            ('{"title": 1e999}', "json_not_a_number"),
            ('{"title": ' + "[" * 100_000 + "}", "json_too_deep"),
            ('{"title": ' + "[" * 60 + "]" * 60 + "}", "json_too_deep"),
        ],
        ids=lambda value: str(value)[:30],
    )
    def test_what_is_no_record_is_reported(self, tmp_path, line, code):
        items = read(put(tmp_path, "a.jsonl", f'{{"title": "A"}}\n{line}\n{{"title": "B"}}\n'))
        assert problems(items) == [(2, code)]
        assert titles(items) == ["A", "B"]

    def test_a_json_list_is_refused_by_name(self, tmp_path):
        assert refusal(put(tmp_path, "a.json", '[\n{"title": "A"}\n]')).code == "json_array"

    def test_without_a_suffix_the_content_tells(self, tmp_path):
        assert titles(read(put(tmp_path, "records", '{"title": "A"}\n'))) == ["A"]


class TestEncoding:
    CHINESE = "编号,标题\n1,超声波电机的精密驱动方法\n2,plain\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
    def test_chinese_is_read_in_each_encoding(self, tmp_path, encoding):
        items = read(put(tmp_path, "a.csv", self.CHINESE.encode(encoding)))
        assert titles(items) == ["超声波电机的精密驱动方法", "plain"]

    @pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
    def test_both_byte_orders(self, tmp_path, mark):
        encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
        path = put(tmp_path, "a.csv", mark + self.CHINESE.encode(encoding))
        assert len(titles(read(path))) == 2

    def test_latin_1_rows_are_reported_never_guessed(self, tmp_path):
        text = "id,title\n1,Messgerät für Öl\n2,plain\n3,Élan vital à côté\n"
        items = read(put(tmp_path, "a.csv", text.encode("latin-1")))
        assert problems(items) == [(2, "undecodable"), (4, "undecodable")]
        assert items[0].data == {"encoding": "utf-8", "byte": 10, "bytes": "e4"}
        assert titles(items) == ["plain"]

    def test_one_latin_1_row_among_utf8_rows_is_reported(self, tmp_path):
        good = "id,title\n1,量子传感\n2,Größe\n".encode()
        items = read(put(tmp_path, "a.csv", good + "3,Größe\n".encode("latin-1")))
        assert titles(items) == ["量子传感", "Größe"]
        assert problems(items) == [(4, "undecodable")]

    def test_a_latin_1_header_is_refused(self, tmp_path):
        error = refusal(put(tmp_path, "a.csv", "id,Größe\n1,A\n".encode("latin-1")))
        assert (error.code, error.line, error.data["reason"]) == ("header_unreadable", 1, "undecodable")

    def test_half_a_utf16_character_is_refused(self, tmp_path):
        assert refusal(put(tmp_path, "a.csv", "id,title\n".encode("utf-16") + b"\x00")).code == "undecodable"

    def test_gb18030_that_starts_late_is_still_seen(self, tmp_path):
        text = "id,title\n" + "1,plain ascii text\n" * 60_000 + "2,石墨烯散热膜\n"
        assert titles(read(put(tmp_path, "a.csv", text.encode("gb18030"))))[-1] == "石墨烯散热膜"


class TestRefusedFiles:
    @pytest.mark.parametrize(
        "content",
        [b"", b"\n\n  \n", codecs.BOM_UTF8, gzip.compress(b"", mtime=0)],
        ids=["none", "blank", "mark", "gzip"],
    )
    @pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xlsx"])
    def test_empty(self, tmp_path, name, content):
        assert refusal(put(tmp_path, name, content)).code == "empty"

    @pytest.mark.parametrize(
        "content",
        [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(100), b"%PDF-1.7\n1 0 obj"],
        ids=["all", "png", "pdf"],
    )
    @pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.csv.gz"])
    def test_binary(self, tmp_path, name, content):
        error = refusal(put(tmp_path, name, gzip.compress(content) if name.endswith("gz") else content))
        assert isinstance(error, FileError)
        assert error.code == "binary"

    def test_absent_or_a_folder(self, tmp_path):
        assert refusal(tmp_path / "nope.csv").code == "not_found"
        assert refusal(tmp_path).code == "not_a_file"

    def test_a_broken_workbook(self, tmp_path):
        assert refusal(put(tmp_path, "a.xlsx", b"PK\x03\x04" + bytes(200))).code == "workbook_broken"

    def test_truncated_gzip(self, tmp_path):
        lines = "".join(json.dumps({"title": f"T{n} {n * 7919 % 1000}"}) + "\n" for n in range(5000))
        packed = gzip.compress(lines.encode())
        assert refusal(put(tmp_path, "a.jsonl.gz", packed[: len(packed) // 2])).code == "gzip_truncated"

    def test_damaged_gzip(self, tmp_path):
        packed = bytearray(gzip.compress(b'{"title": "A"}\n' * 1000))
        packed[12] ^= 0xFF
        assert refusal(put(tmp_path, "a.jsonl.gz", bytes(packed))).code == "gzip_broken"

    def test_gzip_bomb(self, tmp_path):
        bomb = gzip.compress(b'{"title": "A"}\n' * 200_000)
        error = refusal(put(tmp_path, "a.jsonl.gz", bomb), limits=Limits(free=1_000_000))
        assert isinstance(error, LimitError)
        assert error.code == "gzip_bomb"

    def test_workbook_bomb(self, tmp_path):
        path = workbook(tmp_path, {"s": [["title"], ["A"]]})
        assert refusal(path, limits=Limits(sheet=100)).code == "workbook_too_large"


class TestLongLines:
    @pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
    def test_a_10_mb_line_is_reported_and_memory_stays_bounded(self, tmp_path, name):
        content = b'{"title": "A"}\n{"title": "' + b"x" * 10_000_000 + b'"}\n{"title": "B"}\n'
        path = put(tmp_path, name, gzip.compress(content) if name.endswith("gz") else content)
        del content
        tracemalloc.start()
        try:
            items = read(path, limits=Limits(line=100_000))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert titles(items) == ["A", "B"]
        assert items[1] == RowProblem(2, "line_too_long", data={"length": 10_000_014, "limit": 100_000})
        assert peak < 4_000_000

    def test_the_default_limit_takes_4_mib(self, tmp_path):
        line = json.dumps({"title": "x" * (4 * 1024 * 1024 - 14)})
        assert len(line) == 4 * 1024 * 1024 - 1
        items = read(put(tmp_path, "a.jsonl", f'{line}\n{{"title": "x{"x" * len(line)}"}}\n'))
        assert [type(item) for item in items] == [TableRow, RowProblem]

    def test_a_quoted_record_without_end_is_given_up_at_the_limit(self, tmp_path):
        text = 'id,title\n1,"open\n' + "2,B\n" * 100
        items = read(put(tmp_path, "a.csv", text), limits=Limits(line=60))
        assert problems(items) == [(2, "record_too_long")]
        assert titles(items) == ["B"] * 100


class TestGzip:
    def test_several_members_and_padding(self, tmp_path):
        packed = gzip.compress(b"id,title\n1,A\n") + gzip.compress(b"2,B\n") + bytes(64)
        assert titles(read(put(tmp_path, "a.csv.gz", packed))) == ["A", "B"]

    def test_it_is_known_by_content(self, tmp_path):
        assert titles(read(put(tmp_path, "a.csv", gzip.compress(b"id,title\n1,A\n")))) == ["A"]

    def test_progress_ends_at_the_size_of_the_file(self, tmp_path):
        path = put(tmp_path, "a.jsonl.gz", gzip.compress(b'{"title": "A"}\n' * 5))
        seen: list[tuple[int, int]] = []
        read(path, progress=lambda done, total: seen.append((done, total)))
        assert seen[-1] == (path.stat().st_size, path.stat().st_size)


def workbook(tmp_path: Path, sheets: dict[str, list[list[object]]], *, packed: bool = False) -> Path:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    data = content.getvalue()
    return put(tmp_path, "a.xlsx.gz" if packed else "a.xlsx", gzip.compress(data) if packed else data)


class TestWorkbooks:
    def test_sheets_with_the_columns_are_read_and_others_passed_over(self, tmp_path):
        sheets = {"About": [["Export of 2026"]], "One": [["title"], ["A"]], "Two": [["标题"], ["B"]]}
        items = read(workbook(tmp_path, sheets), required=["title"])
        assert [(item.sheet, item.line, item.values["title"]) for item in items] == [
            ("One", 2, "A"),
            ("Two", 2, "B"),
        ]

    def test_when_no_sheet_has_them_the_first_is_named(self, tmp_path):
        error = refusal(workbook(tmp_path, {"Empty": [], "One": [["name"], ["A"]]}), required=["title"])
        assert (error.code, error.data["sheet"], error.data["found"]) == ("columns_missing", "One", ["name"])

    def test_empty_rows_count_in_the_numbering(self, tmp_path):
        rows = [[], ["id", "title"], [], [1, "A"], [None, None], [2, "B"]]
        items = read(workbook(tmp_path, {"One": rows}))
        assert [(item.line, item.values["id"]) for item in items] == [(4, 1), (6, 2)]

    def test_dates_and_numbers(self, tmp_path):
        import datetime

        rows = [["id", "title", "when", "price", "zip"], [1.0, 12.5, datetime.date(2026, 3, 17), 1e17, "007"]]
        (row,) = read(workbook(tmp_path, {"One": rows}))
        assert row.values == {"id": 1, "title": 12.5}
        assert row.extra == {"when": "2026-03-17", "price": 1e17, "zip": "007"}
        assert isinstance(row.values["id"], int)

    def test_a_cell_outside_the_columns_is_reported(self, tmp_path):
        items = read(workbook(tmp_path, {"One": [["title"], ["A", None, "stray"], ["B"]]}))
        assert items[0] == RowProblem(2, "row_ragged", data={"expected": 1, "found": 3})
        assert titles(items) == ["B"]

    def test_a_spreadsheet_error_is_reported(self, tmp_path):
        items = read(workbook(tmp_path, {"One": [["title"], ["#REF!"], ["B"]]}))
        assert items[0] == RowProblem(2, "cell_error", "title", {"value": "#REF!"})

    def test_a_nul_written_as_an_escape_is_reported(self, tmp_path):
        items = read(workbook(tmp_path, {"One": [["title"], ["a\0b"], ["B"]]}))
        assert problems(items) == [(2, "unstorable_text")]
        assert titles(items) == ["B"]

    def test_gzipped(self, tmp_path):
        assert titles(read(workbook(tmp_path, {"One": [["title"], ["A"]]}, packed=True))) == ["A"]
