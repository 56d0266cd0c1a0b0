import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.matching import Catalogue, Document, ModelsMixed, Query, Vector, analyse
from hardtech.engines.matching.tests import strategies as own


def vector_of(text, model="a"):
    """A vector that texts of like words share: the sum of one direction for each word."""
    total = np.zeros(64)
    for word in analyse(text):
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
        total += np.random.default_rng(seed).normal(size=64)
    length = np.linalg.norm(total)
    return Vector(model, (total / length if length else total).astype(np.float32))


def with_vector(source):
    return replace(source, vector=vector_of(f"{source.title} {source.body}"))


def some_with_vectors(documents):
    """All but every third."""
    return [one if i % 3 == 2 else with_vector(one) for i, one in enumerate(documents)]


def found(catalogue, query, top=100, allowed=None):
    return [(hit.id, hit.score, hit.meaning, hit.company) for hit in catalogue.search(query, top, allowed)]


documents = own.documents.map(some_with_vectors)
query = own.query.map(with_vector)


@given(documents, query, st.randoms())
def test_the_order_of_the_input_changes_nothing(documents, query, random):
    shuffled = random.sample(documents, len(documents))
    assert found(Catalogue.build(documents), query) == found(Catalogue.build(shuffled), query)


@given(documents, documents, documents, st.sets(own.ids, max_size=4), query)
def test_changes_rank_as_a_rebuild_would(first, second, third, deleted, query):
    gone = deleted | {document.id for document in first[::3]}
    changed = Catalogue.build(first).with_changes(second, gone).with_changes(third)
    final = {document.id: document for document in [*first, *second] if document.id not in gone}
    final |= {document.id: document for document in third}
    rebuilt = Catalogue.build(final.values())
    assert found(changed, query) == found(rebuilt, query)
    assert changed.with_vectors == rebuilt.with_vectors


@given(documents, query)
def test_saved_and_opened_it_ranks_alike(documents, query):
    catalogue = Catalogue.build(documents)
    with tempfile.TemporaryDirectory() as folder:
        catalogue.save(Path(folder))
        opened = Catalogue.open(Path(folder), verify=True)
        assert found(opened, query) == found(catalogue, query)
        assert opened.model == catalogue.model


@given(documents, query)
def test_ranked_by_score_then_id_and_top_is_a_beginning(documents, query):
    catalogue = Catalogue.build(documents)
    ranked = found(catalogue, query)
    assert ranked == sorted(ranked, key=lambda hit: (-hit[1], hit[0]))
    assert found(catalogue, query, 3) == ranked[:3]


@given(documents, query, st.sets(own.ids, max_size=6))
def test_a_filter_given_in_any_form_finds_the_same_and_loses_nothing_that_shares_a_word(
    documents, query, allowed
):
    catalogue = Catalogue.build(documents)
    ranked = found(catalogue, query, 100, allowed)
    assert ranked == found(catalogue, query, 100, catalogue.select(allowed))
    by_words = {hit.id for hit in catalogue.search(replace(query, vector=None), 100, allowed)}
    assert by_words <= {id_ for id_, *_ in ranked} <= allowed


@given(documents, query)
def test_the_parts_sum_to_the_score_and_a_query_without_vector_knows_words_only(documents, query):
    catalogue = Catalogue.build(documents)
    for hit in catalogue.search(query, 100):
        assert hit.words + hit.meaning + hit.company == pytest.approx(hit.score, abs=1e-9)
    for hit in catalogue.search(replace(query, vector=None), 100):
        assert (hit.words, hit.meaning, hit.company) == (hit.score, 0, 0)


def test_two_texts_that_share_no_word_meet_by_meaning():
    near = vector_of("plane wing")
    catalogue = Catalogue.build(
        [
            Document("a", body="aeroplane", vector=near),
            Document("b", body="silk", vector=vector_of("cloth weaving")),
            Document("c", body="battery"),
        ]
    )
    assert [hit.id for hit in catalogue.search(Query(body="aircraft", vector=near), 10)] == ["a"]
    assert catalogue.search(Query(body="aircraft"), 10) == []


def test_a_changed_text_loses_the_vector_of_the_old_one():
    vector = vector_of("wing")
    catalogue = Catalogue.build([Document("a", body="wing", vector=vector), Document("b", vector=vector)])
    assert catalogue.with_vectors == 2
    changed = catalogue.with_changes([Document("a", body="silk")], ["b"])
    assert changed.with_vectors == 0
    assert changed.search(Query(body="aircraft", vector=vector), 10) == []


def test_vectors_of_two_models_never_mix():
    one, other = Document("a", vector=vector_of("wing")), Document("b", vector=vector_of("wing", "b"))
    with pytest.raises(ModelsMixed):
        Catalogue.build([one, other])
    with pytest.raises(ModelsMixed):
        Catalogue.build([one]).with_changes([other])
    with pytest.raises(ModelsMixed):
        Catalogue.build([one]).search(Query(vector=other.vector), 10)
