import pytest

from hardtech.engines.matching import Catalogue, Document, Explainer, Query, TrlGap, explain
from hardtech.engines.matching._text.explain import LONGEST_PASSAGE, MOST_PASSAGES
from hardtech.engines.matching._text.gaps import MOST_GAPS

OFFER = Document(
    "radar",
    title="Ground-penetrating radar",
    keywords="radar, mine detection",
    summary="We detect buried mines. The radar sees metal. Nothing else here.",
    body="Radars penetrate dry ground.",
    trl=4,
)
FILLER = [Document(f"filler {number}", body=f"unrelated words number {number}") for number in range(60)]


@pytest.fixture
def catalogue():
    return Catalogue.build([OFFER, *FILLER])


def test_reasons_name_word_part_and_share_and_sum_to_the_score(catalogue):
    query = Query(title="Radar for mines", body="Find mines in the ground.")
    (hit,) = catalogue.search(query, 5)
    explanation = explain(query, OFFER, catalogue)
    assert explanation.score == pytest.approx(hit.score, abs=1e-9)
    assert sum(reason.score for reason in explanation.reasons) == pytest.approx(hit.score, abs=1e-9)
    assert sum(reason.share for reason in explanation.reasons) == pytest.approx(1)
    assert {(reason.term, reason.part, reason.surface) for reason in explanation.reasons} == {
        ("radar", "title", "radar"),
        ("radar", "keywords", "radar"),
        ("radar", "summary", "radar"),
        ("radar", "body", "Radars"),
        ("mine", "keywords", "mine"),
        ("mine", "summary", "mines"),
        ("ground", "title", "Ground"),
        ("ground", "body", "ground"),
    }


def test_passages_are_the_best_sentences_with_what_they_share(catalogue):
    passages = explain(Query(body="radar mines mines metal"), OFFER, catalogue).passages
    assert [passage.text for passage in passages] == [
        "The radar sees metal.",
        "We detect buried mines.",
    ], (
        "without the third sentence the offer would score more: it is longer for it, and says radar often enough"
    )
    first = passages[0]
    assert OFFER.summary[first.start : first.end] == first.text
    assert [first.text[start:end] for start, end in first.highlights] == ["radar", "metal"]


def test_overlapping_words_make_one_highlight(catalogue):
    offer = Document("x", summary="A ground-penetrating 姿态控制系统.")
    (passage,) = explain(
        Query(body="ground-penetrating 姿态控制"), offer, catalogue.with_changes([offer])
    ).passages
    assert [passage.text[start:end] for start, end in passage.highlights] == [
        "ground-penetrating",
        "姿态控制",
    ]


@pytest.mark.parametrize("gap", [" ", ""])
def test_a_long_sentence_is_cut_and_passages_are_few(catalogue, gap):
    offer = Document("x", body=gap.join(["雷达", "radar"] * 1000))
    passages = explain(Query(body="radar"), offer, catalogue.with_changes([offer])).passages
    assert len(passages) == MOST_PASSAGES
    assert all(0 < len(passage.text) <= LONGEST_PASSAGE for passage in passages)


def test_nothing_shared_is_explained_as_nothing(catalogue):
    explanation = explain(Query(title="zeolite", trl=None), OFFER, catalogue)
    assert (explanation.score, explanation.reasons, explanation.passages) == (0, (), ())


@pytest.mark.parametrize(
    ("asked", "offered", "gap"),
    [
        (None, 4, None),
        (4, 4, None),
        (3, 4, None),
        (5, 4, TrlGap(5, 4)),
        (5, None, TrlGap(5, None)),
        (None, None, None),
    ],
)
def test_the_gap_in_readiness(catalogue, asked, offered, gap):
    offer = Document("x", body="radar", trl=offered)
    assert explain(Query(body="radar", trl=asked), offer, catalogue).trl_gap == gap


def gaps(catalogue, **parts):
    return [(gap.surface, gap.part) for gap in explain(Query(**parts), OFFER, catalogue).gaps]


def test_a_gap_is_a_word_of_the_title_or_keywords_that_is_not_covered(catalogue):
    assert gaps(catalogue, title="Airborne radar for Mines", keywords="drones") == [
        ("Airborne", "title"),
        ("drones", "keywords"),
    ]


def test_a_word_of_the_text_is_a_gap_when_repeated_and_known(catalogue):
    known = catalogue.with_changes([Document("x", body="hovercraft")])
    assert gaps(known, body="hovercraft hovercraft hovercraft radar offeror offeror offeror airborne") == [
        ("hovercraft", "body")
    ]


def test_figures_common_words_and_covered_compounds_are_no_gaps(catalogue):
    query = {"title": "3.5 unrelated penetrating-sonar ground-truth radar"}
    # "unrelated" stands in every filler; "penetrating-sonar" is half covered, its other half is not
    assert gaps(catalogue, **query) == [("sonar", "title"), ("truth", "title")]


def test_of_overlapping_words_one_is_named(catalogue):
    found = gaps(catalogue, title="姿态控制 solid-state")
    assert len([surface for surface, _ in found if surface in {"姿态", "控制", "姿态控制"}]) in {1, 2}
    assert {"solid", "state", "solid-state"} & {surface for surface, _ in found}
    assert len(found) == len(set(found))


def test_gaps_are_few_and_weighed(catalogue):
    title = " ".join(f"word{number}x" for number in range(30))
    explanation = explain(Query(title=title), OFFER, catalogue)
    assert len(explanation.gaps) == MOST_GAPS
    assert all(gap.weight == 1 for gap in explanation.gaps)


def test_a_word_of_little_weight_is_no_gap(catalogue):
    assert gaps(catalogue, title="hovercraft", body="radar " * 100) == []


def test_one_explainer_serves_many_documents(catalogue):
    query = Query(body="radar")
    explainer = Explainer(query, catalogue)
    assert explainer.explain(OFFER) == explain(query, OFFER, catalogue)
