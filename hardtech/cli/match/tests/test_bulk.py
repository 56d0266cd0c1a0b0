"""`hardtech match bulk`, as a person calls it."""

import fcntl
import json
import subprocess
import sys

import polars as pl
import pytest
from click.testing import CliRunner

from hardtech.cli.match.command import match
from hardtech.engines.matching import Catalogue, Document, Query

NEEDS = {
    "id": ["N1", "N2", "N3"],
    "title": ["Airborne radar", "蜘蛛丝", "gold"],
    "text": ["finds mines", None, ""],
}
OFFERS = {
    "Number": [1, 2, 3],
    "名称": ["Radar", "Spider silk", "Mine radar"],
    "tags": [["mines"], None, ["蜘蛛", "丝"]],
}


@pytest.fixture
def files(tmp_path):
    """A file of needs and a folder of offers."""
    (tmp_path / "offers").mkdir()
    pl.DataFrame(NEEDS).write_parquet(tmp_path / "needs.parquet")
    pl.DataFrame(OFFERS).head(2).write_parquet(tmp_path / "offers/a.parquet")
    pl.DataFrame(OFFERS).tail(1).write_parquet(tmp_path / "offers/b.parquet")
    return tmp_path / "needs.parquet", tmp_path / "offers", "--out", tmp_path / "out"


def run(*arguments):
    result = CliRunner().invoke(match, ["bulk", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows(out):
    return pl.read_parquet(out / "matches/*.parquet").rows()


@pytest.mark.parametrize("options", [["--workers", 1], ["--workers", 2, "--shards", 3], ["--shards", 1]])
def test_each_need_gets_its_offers_as_in_one_catalogue(tmp_path, files, options):
    result = run(*files, *options)

    assert result.exit_code == 0, result.output
    assert "3 matches of 3 needs among 3 offers" in result.output
    catalogue = Catalogue.build(
        [
            Document("1", title="Radar", keywords="mines"),
            Document("2", title="Spider silk"),
            Document("3", title="Mine radar", keywords="蜘蛛, 丝"),
        ]
    )
    queries = {"N1": Query("Airborne radar", body="finds mines"), "N2": Query("蜘蛛丝"), "N3": Query("gold")}
    assert rows(tmp_path / "out") == [
        (need, rank, hit.id, hit.score)
        for need, query in queries.items()
        for rank, hit in enumerate(catalogue.search(query, 10), start=1)
    ]
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert (manifest["needs"], manifest["needs_without_match"], manifest["offers"]) == (3, 1, 3)


def test_the_same_command_again_finds_all_finished(tmp_path, files):
    first = run(*files, "--workers", 1)
    again = run(*files, "--workers", 1)

    assert "found finished" not in first.output
    assert "1 of 1 blocks of needs were found finished." in again.output
    assert again.exit_code == 0
    assert not (tmp_path / "out/.lock").exists()


def test_a_column_of_another_name_is_mapped(tmp_path, files):
    pl.DataFrame({"key": ["N1"], "what": ["radar"]}).write_parquet(tmp_path / "needs.parquet")
    assert run(*files, "--map", "key=id", "--map", "what=body", "--workers", 1).exit_code == 0
    assert [offer for _need, _rank, offer, _score in rows(tmp_path / "out")] == ["1", "3"]


def test_columns_that_take_no_part_are_named(files):
    pl.DataFrame({**NEEDS, "Budget": [1, 2, 3]}).write_parquet(files[0])
    result = run(*files, "--workers", 1)
    assert "Columns of the needs not used: Budget. To use one: --map COLUMN=FIELD" in result.output
    assert "Columns of the offers" not in result.output


def test_a_disk_that_takes_no_more_is_told_and_leaves_nothing_half(tmp_path, files):
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))\n"
        "from hardtech.cli import main; main(sys.argv[1:])"
    )
    arguments = ["match", "bulk", *map(str, files), "--workers", "1"]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 1
    assert "The work can't go on: " in done.stderr
    assert "File too large" in done.stderr
    assert not list((tmp_path / "out").rglob("*.part"))
    assert run(*files, "--workers", 1).exit_code == 0


def test_a_catalogue_is_built_once_for_several_runs(tmp_path, files):
    options = ["--catalogue", tmp_path / "shared", "--workers", 1]
    assert run(*files, *options).exit_code == 0
    (shard, *_) = (tmp_path / "shared").glob("shard-*/current.json")
    before = shard.stat().st_mtime_ns
    pl.DataFrame({"id": ["N9"], "title": ["silk"]}).write_parquet(tmp_path / "more.parquet")

    assert run(tmp_path / "more.parquet", files[1], "--out", tmp_path / "more", *options).exit_code == 0

    assert shard.stat().st_mtime_ns == before
    assert [(need, offer) for need, _rank, offer, _score in rows(tmp_path / "more")] == [("N9", "2")]


@pytest.mark.parametrize(
    ("needs", "told"),
    [
        ({"title": ["radar"]}, "no column holds an id. Columns found: title."),
        ({"id": ["1"]}, "no column holds a text (title, keywords, summary, body). Columns found: id."),
        ({"colour": ["1"]}, "no column holds an id or a text"),
        ({"id": ["1", ""], "title": ["radar", "radar"]}, "needs.parquet, row 2: there is no id."),
        ({"id": ["1", "1"], "title": ["radar", "radar"]}, "Two rows have the id 1: row 1 of "),
        ({"id": ["1"], "title": [b"radar"]}, "the column title holds Binary"),
        ({"id": ["1"], "title": ["radar"], "Title": ["radar"]}, "title and Title are both title."),
        ({"id": [], "title": []}, "There are no needs"),
        (b"id,title\n1,radar\n", "can't be read as Parquet"),
    ],
)
def test_needs_of_no_use_are_refused_with_the_reason(tmp_path, files, needs, told):
    path = tmp_path / "needs.parquet"
    if isinstance(needs, bytes):
        path.write_bytes(needs)
    else:
        frame = pl.DataFrame(needs)
        frame.cast({name: pl.String for name, kind in frame.schema.items() if kind == pl.Null}).write_parquet(
            path
        )

    result = run(*files, "--workers", 1)

    assert (result.exit_code, told in result.output) == (1, True), result.output
    assert not (tmp_path / "out").exists()


def test_an_offer_in_two_files_is_refused(tmp_path, files):
    pl.DataFrame(OFFERS).tail(2).write_parquet(tmp_path / "offers/b.parquet")

    result = run(*files)

    told = f"Two rows have the id 2: row 2 of {tmp_path}/offers/a.parquet and row 1 of {tmp_path}/offers/b.parquet."
    assert (result.exit_code, told in result.output) == (1, True), result.output


def test_a_folder_without_parquet_is_refused(tmp_path, files):
    (tmp_path / "empty").mkdir()
    result = run(files[0], tmp_path / "empty", *files[2:])
    assert (result.exit_code, "ends in .parquet" in result.output) == (1, True)


@pytest.mark.parametrize("option", ["--top", "--shards"])
def test_a_folder_of_another_run_is_refused(files, option):
    assert run(*files, "--workers", 1, option, 2).exit_code == 0
    result = run(*files, "--workers", 1, option, 3)
    assert (result.exit_code, f"differs: {option}" in result.output) == (1, True), result.output


def test_the_shards_of_other_offers_are_refused(tmp_path, files):
    assert run(*files, "--workers", 1).exit_code == 0
    options = ["--out", tmp_path / "out2", "--catalogue", tmp_path / "out/catalogue", "--workers", 1]
    result = run(files[0], files[1] / "a.parquet", *options)
    assert (result.exit_code, "another catalogue (differs: the offers" in result.output) == (1, True), (
        result.output
    )


def test_a_folder_with_other_files_is_left_alone(tmp_path, files):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/letter.txt").write_text("dear")
    result = run(*files, "--workers", 1)
    assert (result.exit_code, "files that are not from here" in result.output) == (1, True)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("option", ["--out", "--catalogue"])
def test_matches_do_not_lie_among_what_is_read(files, option):
    result = run(*files, option, files[1] / "inside")
    assert (result.exit_code, "Choose another place for them" in result.output) == (1, True)


def test_two_runs_in_one_folder_are_refused(tmp_path, files):
    (tmp_path / "out").mkdir()
    with (tmp_path / "out/.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = run(*files, "--workers", 1)
    assert (result.exit_code, "Another run works in" in result.output) == (1, True)


def test_a_folder_that_cannot_be_made_is_refused(files):
    result = run(*files[:3], "/proc/nowhere")
    assert (result.exit_code, "can't be written" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--top", 0], "--top"),
        (["--shards", 0], "--shards"),
        (["--map", "colour=sound"], "COLUMN=FIELD"),
        (["--ray", "somewhere:1", "--workers", 2], "--workers counts processes of this machine"),
    ],
)
def test_wrong_usage_is_told(files, arguments, told):
    result = run(*files, *arguments)
    assert (result.exit_code, told in result.output) == (2, True), result.output


def test_a_map_that_names_no_column_is_refused(files):
    result = run(*files, "--map", "colour=title")
    assert (result.exit_code, "--map names columns that are in no file: colour." in result.output) == (
        1,
        True,
    )
