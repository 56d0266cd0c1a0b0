"""What a reason says is true: take the passage out, and the score falls by what was said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.matching import Catalogue, Document, Explainer, Query
from hardtech.engines.matching.tests import strategies as own
from hardtech.engines.matching.tests.test_hybrid import with_vector

ENDS = [" ", ". ", "。", "! ", ".\n", " www.x.Com/Radar ", ", ", "; ", "-", " 3.5 "]
running_text = st.lists(st.tuples(st.sampled_from([*own.WORDS, "Silk", "x"]), st.sampled_from(ENDS))).map(
    lambda pairs: "".join(word + end for word, end in pairs)
)
long_text = st.tuples(running_text, st.integers(1, 30)).map(lambda pair: pair[0] * pair[1])


def without(document, passage):
    text = getattr(document, passage.part)
    return replace(document, **{passage.part: f"{text[: passage.start]}\n{text[passage.end :]}"})


@given(st.one_of(running_text, long_text, own.any_text), running_text, own.query)
def test_without_a_passage_the_words_score_is_that_much_less(body, summary, query):
    document = Document("x", title="radar", summary=summary, body=body)
    catalogue = Catalogue.build(
        [document, Document("y", body="silk laser radar"), Document("z", body="mach")]
    )
    explainer = Explainer(query, catalogue)
    explanation = explainer.explain(document)
    for passage in explanation.passages:
        rest = explainer.explain(without(document, passage)).score
        assert explanation.score - rest == pytest.approx(passage.score, abs=1e-6)
        assert passage.score > 0


@given(st.lists(running_text, min_size=1, max_size=6), own.query)
def test_so_it_is_for_what_a_search_by_words_and_meaning_found(texts, query):
    documents = {str(i): with_vector(Document(str(i), body=text)) for i, text in enumerate(texts)}
    catalogue = Catalogue.build(documents.values())
    explainer = Explainer(query, catalogue)
    for hit in catalogue.search(with_vector(query), 10):
        document = documents[hit.id]
        explanation = explainer.explain(document, hit)
        parts = explanation.words + explanation.meaning + explanation.company
        assert parts == pytest.approx(hit.score, abs=1e-6)
        assert explanation.score == hit.score
        assert sum(one.score for one in explanation.reasons) == pytest.approx(explanation.words, abs=1e-6)
        own_words = explainer.explain(document).score
        for passage in explanation.passages:
            fall = own_words - explainer.explain(without(document, passage)).score
            assert fall * explanation.words / own_words == pytest.approx(passage.score, abs=1e-6)


def test_a_sentence_that_only_makes_the_offer_longer_is_no_passage():
    document = Document("x", body="Radar and laser. Radar for silk and silk and silk and silk and silk.")
    catalogue = Catalogue.build([document, Document("y", body="radar")])
    (passage,) = Explainer(Query(body="radar laser"), catalogue).explain(document).passages
    assert passage.text == "Radar and laser."
