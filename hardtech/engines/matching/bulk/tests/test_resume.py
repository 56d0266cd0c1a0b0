"""A run that was stopped goes on: what is finished is kept, what is half-written never counts."""

import json
from dataclasses import replace

import polars as pl
import pytest

from hardtech.engines.matching import BulkRefused
from hardtech.engines.matching.bulk import rank_in_bulk
from hardtech.engines.matching.bulk.tests.made import Stopped, Watched, a_run, matches, nothing

SHARDS = 3


@pytest.fixture
def whole(tmp_path):
    """What an uninterrupted run gives: 5 blocks of 3 pieces."""
    run = a_run(tmp_path, "whole", shards=SHARDS, block=8)
    rank_in_bulk(run, Watched(), nothing)
    return matches(run.out)


def stamp(path):
    state = path.stat()
    return state.st_ino, state.st_mtime_ns


@pytest.mark.parametrize("stop", [0, 1, 4, 7, 14])
def test_only_what_is_missing_is_done_again(tmp_path, whole, stop):
    run = a_run(tmp_path, "out", shards=SHARDS, block=8)
    with pytest.raises(Stopped):
        rank_in_bulk(run, Watched(stop), nothing)
    kept = {path: stamp(path) for path in (run.out / "matches").glob("*.parquet")}
    assert len(kept) == stop // SHARDS
    assert not (run.out / "manifest.json").exists()

    watched = Watched()
    result = rank_in_bulk(run, watched, nothing)

    assert matches(run.out) == whole
    assert {path: stamp(path) for path in kept} == kept
    assert watched.done["search_block"] == 15 - stop // SHARDS * SHARDS
    assert watched.done["build_shard"] == watched.done["scatter"] == 0
    assert result.resumed == stop // SHARDS


def test_a_finished_run_has_nothing_to_do(tmp_path, whole):
    run = a_run(tmp_path, "out", shards=SHARDS, block=8)
    first = rank_in_bulk(run, Watched(), nothing)
    before = stamp(run.out / "manifest.json")

    watched = Watched()
    again = rank_in_bulk(run, watched, nothing)

    assert set(watched.done) == {"hash_file"}
    assert (again.sha256, again.matches, again.resumed) == (first.sha256, len(whole), 5)
    assert stamp(run.out / "manifest.json") == before


def test_half_written_files_never_count(tmp_path, whole):
    run = a_run(tmp_path, "out", shards=SHARDS, block=8)
    rank_in_bulk(run, Watched(), nothing)
    cut, strange, gone = (run.out / "matches" / f"0000{number}.parquet" for number in (0, 2, 4))
    cut.write_bytes(cut.read_bytes()[:-40])
    pl.read_parquet(strange).head(3).write_parquet(strange)
    gone.unlink()
    (run.out / "matches" / ".00004.parquet.abcd.part").write_bytes(b"PAR1")

    watched = Watched()
    rank_in_bulk(run, watched, nothing)

    assert watched.done["search_block"] == 3 * SHARDS
    assert matches(run.out) == whole
    assert not list((run.out / "matches").glob(".*"))


def test_a_shard_that_was_damaged_is_built_again(tmp_path, whole):
    run = a_run(tmp_path, "out", shards=SHARDS, block=8)
    with pytest.raises(Stopped):
        rank_in_bulk(run, Watched(0), nothing)
    largest = max((run.catalogue / "shard-00001").glob("gen-*/*"), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-8])

    watched = Watched()
    rank_in_bulk(run, watched, nothing)

    assert watched.done["build_shard"] == 1
    assert matches(run.out) == whole


def test_the_texts_of_the_offers_go_when_the_shards_stand(tmp_path):
    run = a_run(tmp_path, "out", shards=SHARDS)
    rank_in_bulk(run, Watched(), nothing)

    names = {path.name for path in run.catalogue.iterdir()}
    assert names == {"offers.json", "statistics.parquet", "shard-00000", "shard-00001", "shard-00002"}
    assert {path.name for path in run.out.iterdir()} == {"catalogue", "manifest.json", "matches", "run.json"}


def test_a_catalogue_serves_other_needs(tmp_path):
    first = a_run(tmp_path, "first")
    rank_in_bulk(first, Watched(), nothing)
    second = a_run(tmp_path, "second", needs=10)
    alone = rank_in_bulk(second, Watched(), nothing)

    watched = Watched()
    third = a_run(tmp_path, "third", needs=10)
    third = replace(third, catalogue=first.catalogue)
    shared = rank_in_bulk(third, watched, nothing)

    assert set(watched.done) == {"hash_file", "search_block"}
    assert shared.sha256 == alone.sha256


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({"needs": 41}, ["needs"]),
        ({"offers": 301}, ["offers"]),
        ({"top": 9}, ["top"]),
        ({"shards": 4}, ["shards"]),
    ],
)
def test_a_folder_of_another_run_is_refused(tmp_path, changes, differs):
    rank_in_bulk(a_run(tmp_path, "out", shards=SHARDS), Watched(), nothing)

    with pytest.raises(BulkRefused) as caught:
        rank_in_bulk(a_run(tmp_path, "out", **{"shards": SHARDS, **changes}), Watched(), nothing)

    assert (caught.value.code, caught.value.data["differs"]) == ("other_run", differs)


def test_another_program_does_not_go_on_with_the_matches_of_this_one(tmp_path):
    run = a_run(tmp_path, "out")
    rank_in_bulk(run, Watched(), nothing)
    facts = json.loads((run.out / "run.json").read_text())
    (run.out / "run.json").write_text(json.dumps({**facts, "program": "older"}))

    with pytest.raises(BulkRefused) as caught:
        rank_in_bulk(run, Watched(), nothing)

    assert (caught.value.code, caught.value.data["differs"]) == ("other_run", ["program"])


def test_a_run_that_was_refused_can_be_tried_again_in_its_folder(tmp_path, whole):
    run = a_run(tmp_path, "out", shards=SHARDS, block=8)
    doubled = [*run.offers, run.offers[0]]
    with pytest.raises(BulkRefused) as caught:
        rank_in_bulk(replace(run, offers=doubled, shards=1), Watched(), nothing)
    assert caught.value.code == "duplicate_id"

    rank_in_bulk(run, Watched(), nothing)

    assert matches(run.out) == whole


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    run = a_run(tmp_path, "out")
    run.out.mkdir()
    (run.out / "letter.txt").write_text("dear")

    with pytest.raises(BulkRefused) as caught:
        rank_in_bulk(run, Watched(), nothing)

    assert caught.value.data["differs"] == ["folder"]
    assert [path.name for path in run.out.iterdir()] == ["letter.txt"]


def test_the_catalogue_of_other_offers_is_refused(tmp_path):
    first = a_run(tmp_path, "first")
    rank_in_bulk(first, Watched(), nothing)
    other = a_run(tmp_path, "other", offers=200)

    with pytest.raises(BulkRefused) as caught:
        rank_in_bulk(replace(other, catalogue=first.catalogue), Watched(), nothing)

    assert (caught.value.code, caught.value.data["differs"]) == ("other_catalogue", ["offers"])
