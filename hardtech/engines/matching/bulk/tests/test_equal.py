"""The matches do not depend on shards, blocks, files or the order of work: to the last bit."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.matching import Catalogue
from hardtech.engines.matching._text.weights import weigh
from hardtech.engines.matching.bulk import BulkRun, Here, rank_in_bulk
from hardtech.engines.matching.bulk._run import merged, ranked
from hardtech.engines.matching.bulk._shards import shard_of, sum_up
from hardtech.engines.matching.bulk.tests.made import (
    a_run,
    files,
    matches,
    nothing,
    one_by_one,
    rows,
)
from hardtech.engines.matching.tests.strategies import documents, query


@pytest.mark.parametrize(("shards", "block"), [(1, 500), (3, 7), (8, 40), (50, 9)])
def test_shards_and_blocks_change_nothing(tmp_path, shards, block):
    result = rank_in_bulk(a_run(tmp_path, "out", shards=shards, block=block), Here(), nothing)

    expected = one_by_one(rows("N", 40, 1), rows("O", 300, 2), 10)
    assert matches(tmp_path / "out") == expected
    assert (result.needs, result.offers, result.matches) == (40, 300, len(expected))


def test_the_hash_of_all_matches_is_that_of_the_matches_alone(tmp_path):
    one = rank_in_bulk(a_run(tmp_path, "one", shards=1), Here(), nothing)
    many = rank_in_bulk(a_run(tmp_path, "many", shards=8, block=11), Here(), nothing)
    fewer = rank_in_bulk(a_run(tmp_path, "fewer", shards=8, top=9), Here(), nothing)

    assert one.sha256 == many.sha256
    assert one.sha256 != fewer.sha256


class Backwards(Here):
    """Gives the results of all tasks in the wrong order."""

    def run(self, function, tasks):
        yield from reversed(list(super().run(function, tasks)))


def test_the_order_of_work_changes_nothing(tmp_path):
    forwards = rank_in_bulk(a_run(tmp_path, "forwards", block=9), Here(), nothing)
    backwards = rank_in_bulk(a_run(tmp_path, "backwards", block=9), Backwards(), nothing)

    assert forwards.sha256 == backwards.sha256


def test_equal_scores_are_ranked_by_id_across_shards(tmp_path):
    offers = [{"id": id_, "title": "radar", "body": ""} for id_ in "gaecbfdh"]
    run = BulkRun(
        needs=files(tmp_path / "needs", [{"id": "N", "title": "radar", "body": ""}]),
        offers=files(tmp_path / "offers", offers),
        out=tmp_path / "out",
        catalogue=tmp_path / "catalogue",
        top=5,
        shards=3,
    )
    rank_in_bulk(run, Here(), nothing)

    assert len({shard_of(offer["id"], 3) for offer in offers}) == 3
    assert [offer for _need, _rank, offer, _score in matches(tmp_path / "out")] == ["a", "b", "c", "d", "e"]


@given(documents=documents, query=query, shards=st.integers(1, 5), top=st.integers(1, 4))
def test_any_texts_rank_as_in_one_catalogue(documents, query, shards, top):
    parts = [
        Catalogue.build(one for one in documents if shard_of(one.id, shards) == shard)
        for shard in range(shards)
    ]
    statistics = sum_up(part.base.segment for part in parts)

    ranking = weigh(query).against(statistics)
    found = [ranked(part.base.segment, [ranking], top) for part in parts]

    expected = Catalogue.build(documents).search(query, top)
    rows = merged(found, pl.Series(["need"]), top).rows()
    assert [(id_, score.hex()) for _need, _rank, id_, score in rows] == [
        (h.id, h.score.hex()) for h in expected
    ]
    assert [rank for _need, rank, _id, _score in rows] == [*range(1, len(expected) + 1)]


def test_a_shard_takes_its_share():
    counts = [0] * 8
    for number in range(8000):
        counts[shard_of(f"OF-{number:06d}", 8)] += 1

    assert min(counts) > 850
    assert max(counts) < 1150
