import math

import pytest

from hardtech.engines.matching import evaluate
from hardtech.engines.matching._evaluation import ndcg, recall, reciprocal_rank


def test_ndcg_by_hand():
    # grades by rank 3, 0, 1; ideal 3, 2, 1
    got = 3 / math.log2(2) + 1 / math.log2(4)
    best = 3 / math.log2(2) + 2 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(["a", "x", "c"], {"a": 3, "b": 2, "c": 1, "d": 0}, 10) == pytest.approx(got / best)


def test_depth_counts():
    grades = {"b": 1}
    assert ndcg(["a", "b"], grades, 1) == 0
    assert recall(["a", "b"], grades, 1) == 0
    assert recall(["a", "b"], grades, 2) == 1


def test_no_relevant_document():
    assert ndcg(["a"], {"a": 0}, 10) == recall(["a"], {"a": -1}, 10) == reciprocal_rank(["a"], {"a": 0}) == 0


def test_means_count_a_query_without_ranking_and_not_one_without_judgement():
    measures = evaluate(
        {"q": ["x", "a"], "unjudged": ["a"]}, {"q": {"a": 1}, "missed": {"b": 1}, "empty": {"c": 0}}
    )
    assert measures.queries == 2
    assert measures.ndcg_at_10 == pytest.approx(1 / math.log2(3) / 2)
    assert measures.recall_at_100 == 0.5
    assert measures.mrr == 0.25


def test_nothing_judged():
    assert evaluate({}, {}).ndcg_at_10 == 0
