import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.matching import Catalogue, Document, Explainer, Query, analyse, analyse_spans
from hardtech.engines.matching.tests import strategies as own


def hits(catalogue, query, top=100):
    return [(hit.id, hit.score) for hit in catalogue.search(query, top)]


def same(one, other):
    """The same ids in the same order, scores within rounding."""
    assert [id_ for id_, _ in one] == [id_ for id_, _ in other]
    assert [score for _, score in one] == pytest.approx([score for _, score in other], rel=1e-12)


@given(own.documents, own.query, st.randoms())
def test_the_order_of_the_input_changes_nothing(documents, query, random):
    shuffled = random.sample(documents, len(documents))
    assert hits(Catalogue.build(documents), query) == hits(Catalogue.build(shuffled), query)


@given(own.documents, own.query)
def test_ranked_by_score_then_id_and_top_is_a_beginning(documents, query):
    catalogue = Catalogue.build(documents)
    found = hits(catalogue, query)
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))
    assert hits(catalogue, query, 3) == found[:3]


@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 10))
def test_more_occurrences_never_rank_lower_at_equal_length(more, fewer, others):
    fewer, more = sorted((fewer, more))
    length = more + others
    documents = [
        Document("a", body="laser " * fewer + "silk " * (length - fewer)),
        Document("b", body="laser " * more + "silk " * (length - more)),
    ]
    scores = dict(hits(Catalogue.build(documents), Query(body="laser")))
    assert scores["b"] >= scores["a"]


@given(own.documents, st.lists(st.sampled_from(own.WORDS[:6]), min_size=1, max_size=6))
def test_a_word_in_no_document_changes_nothing(documents, words):
    catalogue = Catalogue.build(documents)
    stranger = Query(title="zeolite", body=" ".join([*words, "zeolite"]))
    assert hits(catalogue, stranger) == hits(catalogue, Query(body=" ".join(words)))


@given(own.documents, own.query)
def test_saved_and_opened_it_ranks_alike(documents, query):
    catalogue = Catalogue.build(documents)
    with tempfile.TemporaryDirectory() as folder:
        catalogue.save(Path(folder))
        assert hits(Catalogue.open(Path(folder), verify=True), query) == hits(catalogue, query)


@given(own.documents, own.documents, own.documents, st.sets(own.ids, max_size=4), own.query)
def test_changes_rank_as_a_rebuild_would(first, second, third, deleted, query):
    gone = deleted | {document.id for document in first[::3]}
    changed = Catalogue.build(first).with_changes(second, gone).with_changes(third)
    final = {document.id: document for document in [*first, *second] if document.id not in gone}
    final |= {document.id: document for document in third}
    rebuilt = Catalogue.build(final.values())
    same(hits(changed, query), hits(rebuilt, query))
    assert (changed.documents, changed.average_length) == (rebuilt.documents, rebuilt.average_length)


@given(own.documents, own.query)
def test_the_parts_sum_to_the_score(documents, query):
    catalogue = Catalogue.build(documents)
    explainer = Explainer(query, catalogue)
    by_id = {document.id: document for document in documents}
    for hit in catalogue.search(query, 100):
        explanation = explainer.explain(by_id[hit.id])
        assert explanation.score == pytest.approx(hit.score, abs=1e-6)
        assert sum(reason.score for reason in explanation.reasons) == pytest.approx(hit.score, abs=1e-6)
        covered = set(analyse(" ".join([by_id[hit.id].title, by_id[hit.id].summary])))
        assert not covered & {gap.term for gap in explanation.gaps}


@given(own.any_text)
def test_any_text_is_analysed_and_its_spans_lie_in_it(text):
    spans = analyse_spans(text)
    assert [span.term for span in spans] == analyse(text)
    assert all(0 <= span.start < span.end <= len(text) and span.term for span in spans)


@given(own.any_text, own.any_text)
def test_any_text_is_searched_and_explained(one, other):
    document = Document("x", title=one, body=other)
    catalogue = Catalogue.build([document, Document("y", body="radar")])
    for query in (Query.from_text(other), Query(title=other, keywords=one)):
        explanation = Explainer(query, catalogue).explain(document)
        scores = dict(hits(catalogue, query))
        assert explanation.score == pytest.approx(scores.get("x", 0.0), abs=1e-6)
