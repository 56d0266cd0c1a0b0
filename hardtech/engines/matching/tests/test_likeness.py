"""Likeness and the full score: what they promise, on any texts."""

import pytest
from hypothesis import given

from hardtech.engines.matching import Catalogue, Document, Likeness, Query, analyse, full_score
from hardtech.engines.matching.tests import strategies as own

ONE = Document("a", "Laser for silk", body="A laser cuts silk without a burnt edge.")
EDITED = Document("b", "Laser for silk", body="A laser cuts silk without any burnt edge, day and night.")
OTHER = Document("c", "Battery", body="An electrolyte for cold days.")


@given(own.documents, own.document, own.document)
def test_likeness_is_the_same_from_either_side_and_lies_between_0_and_1(documents, one, other):
    catalogue = Catalogue.build(documents)
    alike = Likeness(one, catalogue).of(other)
    assert alike == pytest.approx(Likeness(other, catalogue).of(one))
    assert 0 <= alike <= 1


@given(own.documents, own.document)
def test_a_text_is_fully_like_itself_unless_it_is_empty(documents, one):
    words = analyse("\n".join([one.title, one.keywords, one.summary, one.body]))
    assert Likeness(one, Catalogue.build(documents)).of(one) == (1.0 if words else 0.0)


def test_an_edited_text_is_liker_than_another_one():
    likeness = Likeness(ONE, Catalogue.build([ONE, EDITED, OTHER]))
    assert likeness.of(OTHER) == 0
    assert 0.5 < likeness.of(EDITED) < 1


def test_a_rare_word_in_common_tells_more_than_a_frequent_one():
    catalogue = Catalogue.build([Document(str(number), body="laser") for number in range(50)] + [OTHER])
    frequent = Likeness(Document("x", body="laser tube"), catalogue).of(Document("y", body="laser lens"))
    rare = Likeness(Document("x", body="electrolyte tube"), catalogue).of(
        Document("y", body="electrolyte lens")
    )
    assert frequent < rare


@given(own.documents, own.document, own.document)
def test_across_languages_it_is_the_same_from_either_side_and_lies_between_0_and_1(documents, one, other):
    catalogue = Catalogue.build(documents)
    alike = Likeness(one, catalogue).across(other)
    assert alike == pytest.approx(Likeness(other, catalogue).across(one))
    assert 0 <= alike <= 1


def test_a_text_is_liker_to_its_translation_than_to_another_text():
    english = Document(
        "a", "Speech recognition", body="Speech recognition for excavators, without a network."
    )
    chinese = Document("b", "语音识别", body="挖掘机语音识别，无需网络。")
    other = Document("c", "锂电池", body="低温锂电池电解液。")
    likeness = Likeness(english, Catalogue.build([english, chinese, other]))
    assert likeness.of(chinese) == 0
    assert likeness.across(chinese) > 0.25 > likeness.across(other)


@given(own.documents, own.query)
def test_the_full_score_is_that_of_the_query_found_as_a_document(documents, query):
    itself = Document("itself", query.title, query.keywords, query.summary, query.body)
    catalogue = Catalogue.build([*[one for one in documents if one.id != "itself"], itself])
    found = {hit.id: hit.score for hit in catalogue.search(query, 100)}
    assert full_score(query, catalogue) == pytest.approx(found.get("itself", 0.0))


def test_a_query_without_words_has_no_full_score():
    assert full_score(Query(title="the"), Catalogue.build([ONE])) == 0
