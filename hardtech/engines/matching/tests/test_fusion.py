import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.matching._meaning.fusion import (
    LENDERS,
    LENT,
    LONG_SHARE,
    SHORT_SHARE,
    add,
    lend,
    share_of_meaning,
)

scores = st.floats(0, 100, width=32)
cosines = st.floats(-1, 1, width=32)


def test_meaning_counts_half_for_a_short_query_and_less_for_a_longer_one():
    shares = [share_of_meaning(length) for length in (0, 10, 100, 1_000, 100_000)]
    assert shares[0] == SHORT_SHARE
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == pytest.approx(LONG_SHARE, abs=1e-3)


@given(st.lists(st.tuples(scores, cosines), min_size=2, max_size=30), st.floats(0, 1))
def test_the_sum_orders_as_z_scores_do(pairs, share):
    words, near = (np.array(values) for values in zip(*pairs, strict=True))
    if words.std() < 1e-3 or near.std() < 1e-3:
        return
    ours = sum(add(words, near, share))
    usual = (1 - share) * (words - words.mean()) / words.std() + share * (near - near.mean()) / near.std()
    assert ours - ours[0] == pytest.approx(usual - usual[0], abs=1e-6)


def test_without_a_vector_meaning_says_what_words_say():
    words = np.array([9.0, 5.0, 1.0, 9.0])
    near = np.array([0.8, 0.5, 0.2, np.nan])
    by_words, by_meaning = add(words, near, 0.5)
    total = by_words + by_meaning
    assert total[0] > total[3] > total[1] > total[2]
    assert total[0] - total[3] < 0.1 * (total[0] - total[2])


def test_no_vector_at_all_leaves_the_order_to_words():
    words = np.array([3.0, 1.0, 2.0])
    total = sum(add(words, np.full(3, np.nan), 0.5))
    assert np.argsort(-total).tolist() == [0, 2, 1]


def test_values_that_differ_by_rounding_alone_are_not_blown_up():
    words, meaning = add(np.array([0.1 + 0.2, 0.3]), np.array([0.5, 0.5]), 0.5)
    assert (words < 1).all()
    assert (meaning < 1).all()


def test_words_that_all_score_alike_leave_the_order_to_meaning():
    total = sum(add(np.zeros(3), np.array([0.1, 0.9, 0.5]), 0.5))
    assert np.argsort(-total).tolist() == [1, 2, 0]


@given(st.lists(st.tuples(scores, scores), min_size=1, max_size=30), st.integers(0, 100))
def test_lending_stays_between_the_least_and_the_most(pairs, seed):
    words, meaning = (np.array(values) for values in zip(*pairs, strict=True))
    likeness = np.random.default_rng(seed).uniform(-1, 1, (len(words), len(words)))
    own, lent = words + meaning, lend(words, meaning, likeness).score
    assert (lent >= own.min() - 1e-9).all()
    assert (lent <= own.max() + 1e-9).all()


def test_who_has_no_neighbour_keeps_its_own():
    parts = lend(np.array([1.0, 2.0]), np.array([0.5, 0.5]), np.zeros((2, 2)))
    assert parts.score.tolist() == [1.5, 2.5]
    assert parts.company.tolist() == [0, 0]


def test_a_document_near_the_best_rises():
    likeness = np.zeros((4, 4))
    likeness[0, 2] = likeness[2, 0] = 0.9
    likeness[1, 3] = likeness[3, 1] = 0.9
    score = lend(np.array([9.0, 4.0, 4.0, 1.0]), np.zeros(4), likeness).score
    assert score[2] > score[1]
    assert score[2] == pytest.approx((1 - LENT) * 4 + LENT * 9)


def test_only_the_nearest_lend():
    n = LENDERS + 5
    likeness = np.full((n, n), 0.1)
    likeness[0, 1 : LENDERS + 1] = 0.9
    words = np.array([1.0] * (LENDERS + 1) + [100.0] * (n - LENDERS - 1))
    assert lend(words, np.zeros(n), likeness).score[0] == pytest.approx(1.0)
