"""What Parquet files may hold, and what is refused with its place."""

import pickle

import polars as pl
import pytest

from hardtech.engines.matching import BulkRefused
from hardtech.engines.matching.bulk import BulkRun, Here, ParquetSource, rank_in_bulk
from hardtech.engines.matching.bulk._texts import texts
from hardtech.engines.matching.bulk.tests.made import COLUMNS, files, matches, nothing, rows


def refusal(call, *arguments):
    with pytest.raises(BulkRefused) as caught:
        call(*arguments)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (again.code, again.data) == (caught.value.code, caught.value.data)
    return again


def run_of(folder, needs, offers):
    return BulkRun(needs=needs, offers=offers, out=folder / "out", catalogue=folder / "catalogue", shards=2)


def test_numbers_lists_and_nothing_become_text(tmp_path):
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {
            "no": [7, 8],
            "name": [" laser ", None],
            "tags": [["a", None, "b"], None],
            "kind": pl.Series(["x", None], dtype=pl.Categorical),
        }
    ).write_parquet(path)
    source = ParquetSource.of(path, {"id": "no", "title": "name", "keywords": "tags", "body": "kind"})

    (batch,) = texts(source)

    assert batch.rows() == [(1, "7", "laser", "a, b", "", "x"), (2, "8", "", "", "", "")]


@pytest.mark.parametrize("values", [[1.5], [{"en": "laser"}], [b"laser"], [True]])
def test_other_types_are_refused(tmp_path, values):
    path = tmp_path / "a.parquet"
    pl.DataFrame({"id": ["1"], "title": values}).write_parquet(path)

    error = refusal(ParquetSource.of, path, {"id": "id", "title": "title"})

    assert (error.code, error.data["column"], error.data["file"]) == ("column_type", "title", str(path))


@pytest.mark.parametrize("content", [b"", b"PAR1", b"id,title\n1,laser\n" * 10])
def test_what_is_no_parquet_is_refused(tmp_path, content):
    path = tmp_path / "a.parquet"
    path.write_bytes(content)

    assert refusal(ParquetSource.of, path, COLUMNS).code == "unreadable"


def test_pages_that_are_damaged_are_refused(tmp_path):
    (source,) = files(tmp_path, rows("O", 3000, 1))
    content = bytearray(source.path.read_bytes())
    content[2000:6000] = bytes(4000)
    source.path.write_bytes(content)

    error = refusal(list, texts(source))

    assert (error.code, error.data["file"]) == ("unreadable", str(source.path))


@pytest.mark.parametrize("side", ["needs", "offers"])
def test_a_missing_id_is_refused_with_its_row(tmp_path, side):
    made = {"needs": rows("N", 9, 1), "offers": rows("O", 9, 2)}
    made[side][4]["id"] = "  "
    run = run_of(tmp_path, files(tmp_path / "n", made["needs"], 3), files(tmp_path / "o", made["offers"], 3))

    error = refusal(rank_in_bulk, run, Here(), nothing)

    assert (error.code, error.data["row"]) == ("id_missing", 2)
    assert error.data["file"] == str(tmp_path / side[0] / "1.parquet")


@pytest.mark.parametrize("side", ["needs", "offers"])
def test_an_id_in_two_rows_is_refused_with_both(tmp_path, side):
    made = {"needs": rows("N", 9, 1), "offers": rows("O", 9, 2)}
    made[side][7]["id"] = made[side][0]["id"]
    run = run_of(tmp_path, files(tmp_path / "n", made["needs"], 3), files(tmp_path / "o", made["offers"], 3))

    error = refusal(rank_in_bulk, run, Here(), nothing)

    folder = tmp_path / side[0]
    assert error.data == {
        "id": made[side][0]["id"],
        "places": [(str(folder / "0.parquet"), 1), (str(folder / "2.parquet"), 2)],
    }


@pytest.mark.parametrize("side", ["needs", "offers"])
def test_files_without_a_row_are_refused(tmp_path, side):
    made = {"needs": rows("N", 9, 1), "offers": rows("O", 9, 2)} | {side: []}
    run = run_of(tmp_path, files(tmp_path / "n", made["needs"]), files(tmp_path / "o", made["offers"]))

    error = refusal(rank_in_bulk, run, Here(), nothing)

    assert (error.code, error.data) == ("nothing", {"side": side})


def test_needs_that_nothing_answers_have_no_match(tmp_path):
    needs = [{"id": "1", "title": "", "body": ""}, {"id": "2", "title": "silk", "body": ""}]
    offers = [{"id": "a", "title": "silk", "body": ""}, {"id": "b", "title": "", "body": ""}]
    result = rank_in_bulk(
        run_of(tmp_path, files(tmp_path / "n", needs), files(tmp_path / "o", offers)), Here(), nothing
    )

    assert [(need, offer) for need, _rank, offer, _score in matches(tmp_path / "out")] == [("2", "a")]
    assert (result.needs, result.offers, result.matches) == (2, 2, 1)


def test_needs_without_a_match_only_are_no_error(tmp_path):
    needs, offers = [{"id": "1", "title": "gold", "body": ""}], [{"id": "a", "title": "silk", "body": ""}]
    run = run_of(tmp_path, files(tmp_path / "n", needs), files(tmp_path / "o", offers))

    assert rank_in_bulk(run, Here(), nothing).matches == 0
    assert rank_in_bulk(run, Here(), nothing).resumed == 1
