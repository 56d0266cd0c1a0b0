"""Columns of a table that somebody else reads."""

import pytest

from hardtech.engines.tabular import ColumnsError, find_columns

COLUMNS = {"id": ["number", "编号"], "title": ["name", "名称"], "body": ["text"]}


def test_columns_are_found_by_their_names_and_others():
    found = find_columns(
        ["编号", "Short_Name", "TEXT", "colour"], columns=COLUMNS, mapping={"short name": "title"}
    )

    assert found == {"id": "编号", "title": "Short_Name", "body": "TEXT"}


def test_the_earliest_of_several_names_counts():
    assert find_columns(["name", "Title"], columns=COLUMNS, mapping={}) == {"title": "Title"}


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(ColumnsError) as caught:
        find_columns(["text", "Text"], columns=COLUMNS, mapping={})

    assert (caught.value.code, caught.value.data) == (
        "column_duplicate",
        {"field": "body", "columns": ["text", "Text"]},
    )


def test_a_field_that_does_not_exist_is_refused():
    with pytest.raises(ColumnsError) as caught:
        find_columns(["text"], columns=COLUMNS, mapping={"text": "sound"})

    assert caught.value.code == "map_field_unknown"
