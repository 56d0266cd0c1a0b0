import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.matching._index.filter import Filter
from hardtech.engines.matching._meaning.vectors import (
    ALL_LOOKED_AT,
    SHORTLIST,
    VectorQuery,
    Vectors,
    nearest,
    pairwise_cosines,
    quantise,
)


def directions(n, d=96, seed=0, topics=10):
    """`n` unit vectors around the centres of `topics`, the same for every seed."""
    centres = np.random.default_rng(0).normal(size=(topics, d))
    random = np.random.default_rng(seed)
    vectors = centres[random.integers(0, topics, n)] + 0.8 * random.normal(size=(n, d))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def table(vectors):
    return Vectors.of(quantise(vectors))


@given(st.integers(0, 1000), st.sampled_from([1, 7, 64, 65, 384]))
def test_cosines_in_whole_numbers_are_those_of_the_vectors(seed, d):
    vectors = directions(20, d, seed)
    query = VectorQuery.of(vectors[0])
    found = table(vectors).cosines(query, np.arange(20, dtype=np.int32))
    assert found == pytest.approx(vectors @ vectors[0], abs=0.01)
    assert found[0] == pytest.approx(1, abs=1e-4)


def test_a_row_of_zeros_has_no_cosine_and_is_near_nothing():
    vectors = directions(5)
    vectors[2] = 0
    every = table(vectors)
    query = VectorQuery.of(vectors[0])
    assert np.isnan(every.cosines(query, np.array([2], dtype=np.int32))).all()
    ((rows, _),) = nearest([(every, None)], query, 5)
    assert rows.tolist() == [0, 1, 3, 4]
    assert VectorQuery.of(vectors[2]) is None


def test_the_nearest_are_those_of_all_layers_together_whatever_the_layers():
    vectors = directions(300)
    query = VectorQuery.of(directions(1, seed=9)[0])
    ((rows, cosines),) = nearest([(table(vectors), None)], query, 40)
    parts = nearest([(table(vectors[:100]), None), (table(vectors[100:]), None)], query, 40)
    assert sorted([*parts[0][0], *(parts[1][0] + 100)]) == rows.tolist()
    assert np.concatenate([some for _, some in parts]).tolist() == cosines.tolist()
    exact = np.argsort(-(vectors @ directions(1, seed=9)[0]))[:40]
    assert len(set(exact.tolist()) & set(rows.tolist())) >= 39


def test_a_mask_is_applied_before_the_nearest_are_chosen():
    vectors = directions(300)
    query = VectorQuery.of(vectors[0])
    mask = np.zeros(300, dtype=np.bool_)
    mask[::7] = True
    ((rows, _),) = nearest([(table(vectors), Filter.of(mask))], query, 30)
    assert len(rows) == 30
    assert mask[rows].all()


def test_equals_at_the_limit_are_all_given():
    vectors = np.repeat(directions(1), 9, axis=0)
    ((rows, _),) = nearest([(table(vectors), None)], VectorQuery.of(vectors[0]), 3)
    assert len(rows) == 9


@pytest.fixture(scope="module")
def many():
    return table(directions(ALL_LOOKED_AT + 5_000, 384, 1, topics=5_000))


def test_many_are_sifted_by_their_signs_and_next_to_none_of_the_nearest_is_lost(many):
    queries = directions(20, 384, seed=3, topics=5_000)
    kept = []
    for vector in queries:
        query = VectorQuery.of(vector)
        cosines = many.cosines(query, np.arange(len(many.codes), dtype=np.int32))
        best = np.argsort(-cosines, kind="stable")[:20]
        ((rows, _),) = nearest([(many, None)], query, 1000)
        kept.append(len(np.intersect1d(rows, best)))
    assert np.mean(kept) >= 19.5


def test_what_is_sifted_does_not_depend_on_the_layers(many):
    query = VectorQuery.of(directions(1, 384, seed=4)[0])
    ((rows, _),) = nearest([(many, None)], query, 1000)
    cut = len(many.codes) // 3
    parts = nearest([(Vectors.of(many.codes[:cut]), None), (Vectors.of(many.codes[cut:]), None)], query, 1000)
    assert [*parts[0][0], *(parts[1][0] + cut)] == rows.tolist()


def test_a_filter_that_leaves_few_is_not_sifted(many):
    mask = np.zeros(len(many.codes), dtype=np.bool_)
    mask[: SHORTLIST // 2] = True
    query = VectorQuery.of(directions(1, 384, seed=5)[0])
    ((rows, _),) = nearest([(many, Filter.of(mask))], query, 200)
    exact = many.cosines(query, np.arange(SHORTLIST // 2, dtype=np.int32))
    assert set(rows.tolist()) == set(np.argsort(-exact, kind="stable")[:200].tolist())


def test_pairwise_cosines_each_other():
    vectors = directions(12)
    vectors[3] = 0
    found = pairwise_cosines(quantise(vectors))
    assert found == pytest.approx(vectors @ vectors.T, abs=0.02)
    assert (found == found.T).all()
