import pytest
from hypothesis import given

from hardtech.engines.matching import Catalogue, Document, Query, explain
from hardtech.engines.matching._text.translation import NOTHING
from hardtech.engines.matching._text.weights import parameters, weigh
from hardtech.engines.matching.tests import strategies

ENGLISH = [
    Document("en-lidar", title="Solid-state lidar", body="A laser radar without moving mirrors for robots."),
    Document("en-pump", title="Insulin pump", body="A small pump that doses insulin."),
    Document("en-sensor", title="Pressure sensor", body="A sensor for oil wells."),
]
CHINESE = [
    Document("zh-lidar", title="固态激光雷达", body="面向配送机器人，无机械扫描部件。"),
    Document("zh-pump", title="胰岛素泵", body="微量注射胰岛素。"),
    Document("zh-sensor", title="压力传感器", body="用于油井的高温传感器。"),
]


def ids(documents, query):
    return [hit.id for hit in Catalogue.build(documents).search(query, 10)]


def test_an_english_need_finds_a_chinese_offer():
    assert ids(CHINESE, Query(title="Pressure sensors for oil wells"))[0] == "zh-sensor"


def test_a_chinese_need_finds_an_english_offer():
    assert ids(ENGLISH, Query(title="机器人用激光雷达"))[0] == "en-lidar"


def test_both_languages_are_found_together():
    found = ids(ENGLISH + CHINESE, Query(title="insulin pump"))
    assert set(found[:2]) == {"en-pump", "zh-pump"}


def test_a_term_that_the_query_has_itself_is_not_added():
    weighed = weigh(Query(title="lidar 激光雷达"))
    assert "激光雷达" not in weighed.translation.counts
    assert "lidar" not in weighed.translation.counts
    assert "radar" in weighed.translation.counts  # "laser radar"


def test_a_name_is_spread_over_its_rendering_once_however_many_names_it_has():
    translation = weigh(Query(body="solid-state battery")).translation
    assert translation.counts["固态"] == pytest.approx(2 / 2**0.5)
    assert weigh(Query(title="solid-state battery")).translation.counts["固态"] == pytest.approx(
        3 * 2 / 2**0.5
    )


def test_a_concept_is_as_rare_as_it_is_in_both_languages_together():
    many = [Document(f"{n:03}", body="sensor array") for n in range(60)]
    catalogue = Catalogue.build([*many, Document("zh", body="传感器"), Document("other", body="silk")])
    ranking = catalogue.ranking(Query(body="sensor silk"))
    values = dict(zip(ranking.terms, ranking.values, strict=True))
    assert values["传感器"] <= values["sensor"] < values["silk"]


def test_words_that_the_catalogue_has_in_neither_language_change_nothing():
    catalogue = Catalogue.build(ENGLISH)
    assert set(catalogue.ranking(Query(body="pressure sensor")).terms) == {"pressur", "sensor"}


def test_a_need_is_as_long_in_the_language_of_the_offers():
    catalogue = Catalogue.build(ENGLISH)
    asked = catalogue.ranking(Query(body="压力传感器" * 30))
    assert (asked.k1, asked.b) == parameters(60)


def test_a_reason_names_the_word_of_the_query_that_it_renders():
    catalogue = Catalogue.build(ENGLISH + CHINESE)
    explanation = explain(Query(title="Pressure sensors"), CHINESE[2], catalogue)
    assert {(reason.surface, reason.via) for reason in explanation.reasons} == {
        ("压力", "Pressure sensors"),
        ("传感器", "Pressure sensors"),
    }
    own = explain(Query(title="Pressure sensors"), ENGLISH[2], catalogue)
    assert {reason.via for reason in own.reasons} == {None}


def test_a_word_that_is_named_in_the_other_language_is_no_gap():
    catalogue = Catalogue.build(ENGLISH + CHINESE)
    need = Query(title="Pressure sensors with graphene")
    assert [gap.surface for gap in explain(need, CHINESE[2], catalogue).gaps] == ["graphene"]
    assert [gap.surface for gap in explain(Query(title="石墨烯压力传感器"), ENGLISH[2], catalogue).gaps] == [
        "石墨烯"
    ]


def test_a_word_of_the_other_language_that_nobody_can_translate_is_no_gap():
    catalogue = Catalogue.build(ENGLISH + CHINESE)
    need = Query(title="Quillback pressure sensors")
    assert explain(need, CHINESE[2], catalogue).gaps == ()
    assert [gap.surface for gap in explain(need, ENGLISH[2], catalogue).gaps] == ["Quillback"]


@given(strategies.documents, strategies.query)
def test_reasons_sum_to_the_score_across_languages(documents, query):
    catalogue = Catalogue.build(documents)
    by_id = {document.id: document for document in documents}
    for hit in catalogue.search(query, 20):
        explanation = explain(query, by_id[hit.id], catalogue)
        assert explanation.score == pytest.approx(hit.score, abs=1e-6)
        assert sum(reason.score for reason in explanation.reasons) == pytest.approx(hit.score, abs=1e-6)


@given(strategies.any_text)
def test_any_text_can_be_translated(text):
    translation = weigh(Query(body=text)).translation
    assert set(translation.via) == set(translation.counts)
    assert all(via in text for via in translation.via.values())


def test_an_empty_query_has_no_translation():
    assert weigh(Query()).translation == NOTHING
