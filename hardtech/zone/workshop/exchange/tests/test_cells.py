"""Cells become values, or are refused with a code."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.base.money import LARGEST, Bare, Money
from hardtech.engines.tabular import ColumnsError, FileError
from hardtech.zone.registry.choices import Field
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.wording import explain_file, explain_row


@pytest.mark.parametrize(
    ("read", "given_value", "expected"),
    [
        (cells.text, "  a b ", "a b"),
        (cells.text, 2019, "2019"),
        (cells.text, None, ""),
        (cells.texts, "laser, optics；激光、 laser", ["laser", "optics", "激光"]),
        (cells.texts, ["a,b", "c", "a,b"], ["a,b", "c"]),
        (cells.texts, '["a,b", "c"]', ["a,b", "c"]),
        (cells.texts, "[draft] laser", ["[draft] laser"]),
        (cells.number, "7", 7),
        (cells.number, 7.0, 7),
        (cells.number, "", None),
        (cells.money, "1500.5", Money(150_050, "")),
        (cells.money, 0.1, Money(10, "")),
        (cells.money, "120 万元", Money(120_000_000)),
        (cells.money, "", None),
        (cells.day, "2026-03-17", date(2026, 3, 17)),
        (cells.moment, "2026-03-17T08:00:00+00:00", datetime(2026, 3, 17, 8, tzinfo=UTC)),
        (cells.boolean, "Yes", True),
        (cells.boolean, None, False),
        (cells.mapping, '{"a": [1]}', {"a": [1]}),
        (cells.rows, '[{"a": 1}]', [{"a": 1}]),
        (cells.choice(Field), "new_materials", "new_materials"),
        (cells.choice(Field), "New Materials", "new_materials"),
        (cells.choices(Field), "ai; aerospace", ["ai", "aerospace"]),
    ],
)
def test_good_cells(read, given_value, expected):
    assert read(given_value) == expected


@pytest.mark.parametrize(
    ("read", "given_value", "code"),
    [
        (cells.text, ["a"], "not_text"),
        (cells.number, "12.5", "not_whole"),
        (cells.number, "about 5", "not_whole"),
        (cells.number, True, "not_whole"),
        (cells.number, "9" * 30, "not_whole"),
        (cells.money, "about 5", "not_a_sum"),
        (cells.money, "1.234,50", "separator"),
        (cells.money, "1.005", "separator"),
        (cells.money, "-5", "negative"),
        (cells.money, "NaN", "not_a_sum"),
        (cells.money, "1e30", "unit_unknown"),
        (cells.day, "17.03.2026", "not_a_date"),
        (cells.day, "2026-02-30", "not_a_date"),
        (cells.moment, "2026-03-17T08:00:00", "not_a_time"),
        (cells.boolean, "perhaps", "not_boolean"),
        (cells.unique_id, "x", "not_uuid"),
        (cells.mapping, "[1]", "not_object"),
        (cells.rows, "[1]", "not_objects"),
        (cells.choice(Field), "alchemy", "not_a_choice"),
    ],
)
def test_doubtful_cells_are_refused(read, given_value, code):
    with pytest.raises(cells.CellError) as caught:
        read(given_value)
    assert caught.value.code == code
    assert caught.value.data["value"] in explain_row(code, caught.value.data)


@given(st.integers(0, LARGEST), st.sampled_from(["CNY", "EUR", "USD"]), st.sampled_from(Bare))
def test_money_comes_back_to_the_fen(fen, currency, bare):
    assert cells.money(cells.money_text(fen, currency), bare) == Money(fen, currency)


def test_a_long_value_is_cut_in_messages():
    with pytest.raises(cells.CellError) as caught:
        cells.number("x" * 500)
    assert len(explain_row("not_whole", caught.value.data)) < 200


def test_a_refused_file_says_where_and_what_to_do():
    error = ColumnsError(
        "columns_missing", line=1, missing=["title"], found=["name", "price"], sheet="Offers"
    )
    assert explain_file(error) == (
        "sheet Offers, line 1: Columns are missing: title. Found: name, price. "
        "Rename a column, or use --map COLUMN=title."
    )
    assert (
        explain_file(FileError("gzip_truncated"))
        == "The gzip file ends too early. Copy or download it again."
    )


def test_every_code_of_the_engine_is_worded():
    """The README of the engine lists them all: each must have its sentence."""
    import re
    from pathlib import Path

    from hardtech.engines import tabular
    from hardtech.zone.workshop.exchange import wording

    readme = Path(tabular.__file__).with_name("README.md").read_text(encoding="utf-8")
    raised, reported = readme.split("## Codes")[1].split("| `RowProblem` | meaning |")
    files = {
        code for code in re.findall(r"`([a-z_]+)`", raised) if "_" in code or code in {"empty", "binary"}
    }
    rows = {
        code
        for line in reported.splitlines()
        for code in re.findall(r"`([a-z_]+)`", line.split("|")[1:2][0] if "|" in line else "")
    }
    assert files, rows
    assert files - set(wording._FILES) == set()
    assert rows - set(wording._ROWS) == set()
