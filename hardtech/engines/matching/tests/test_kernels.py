"""The compiled search beside the obvious one: every document scored by the formula, then sorted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtech.engines.matching import Catalogue, Document, Query, analyse
from hardtech.engines.matching._index import build, kernels
from hardtech.engines.matching._index.build import build_segment, segment_of_counts
from hardtech.engines.matching._index.filter import Filter
from hardtech.engines.matching._text.weights import term_scores, weigh, weighted_counts
from hardtech.engines.matching.tests import strategies as own

WORDS = [f"w{number}x" for number in range(60)]


def counted(rows, seed):
    """Weighted counts of many documents with words that are rare and frequent, counts that are small and large."""
    random = np.random.default_rng(seed)
    documents = {}
    for row in range(rows):
        chosen = random.zipf(1.5, size=12) % len(WORDS)
        counts = np.minimum(random.zipf(1.7, size=12), 2_000)
        documents[f"{row:06}"] = {WORDS[word]: int(count) for word, count in zip(chosen, counts, strict=True)}
    return documents


@pytest.fixture(scope="module")
def documents():
    return counted(40_000, seed=1)


@pytest.fixture(scope="module")
def segment(documents):
    return segment_of_counts(documents)


def ranking_of(segment, words):
    class Whole:
        documents = len(segment)
        average_length = segment.total_length / len(segment)

        def frequencies(self, terms):
            return segment.frequencies(terms, np.zeros(0, dtype=np.int32)).tolist()

    return weigh(Query(title=words[0], body=" ".join(words))).against(Whole())


def plainly(documents, ranking):
    """Every row's score by the formula."""
    return np.array([sum(term_scores(ranking, counts).values()) for counts in documents.values()])


@pytest.mark.parametrize("n", [1, 10, 300, 50_000])
@pytest.mark.parametrize("words", [WORDS[:3], WORDS[5:40], WORDS, ["w7x"]])
def test_the_best_rows_are_those_of_the_formula(documents, segment, n, words):
    ranking = ranking_of(segment, words)
    expected = plainly(documents, ranking)
    best = np.sort(expected[expected > 0])[::-1][:n]
    rows, scores = segment.top(ranking, n)
    assert scores == pytest.approx(best, rel=1e-12)
    assert scores == pytest.approx(expected[rows], rel=1e-12)
    assert sorted(zip(-scores, rows, strict=True)) == list(zip(-scores, rows, strict=True))


def test_terms_left_out_change_no_bit(segment):
    random = np.random.default_rng(2)
    every = np.arange(len(segment), dtype=np.int32)
    for _ in range(30):
        ranking = ranking_of(segment, random.choice(WORDS, size=25).tolist())
        few, many = (Filter.of(random.random(len(segment)) < share) for share in (0.1, 0.6))
        assert few.rows is not None
        assert many.rows is None
        scores = segment.scores(ranking, every)
        for chosen in (None, few, many, Filter.of(few.mask & False)):
            counted = scores if chosen is None else np.where(chosen.mask, scores, 0.0)
            order = np.lexsort((every, -counted))[: min(20, np.count_nonzero(counted))]
            rows, found = segment.top(ranking, 20, chosen)
            assert rows.tolist() == order.tolist()
            assert found.tolist() == counted[order].tolist()


def test_scores_come_in_the_order_asked_for(segment):
    ranking = ranking_of(segment, WORDS[:20])
    rows = np.array([39_999, 0, 20_000, 0], dtype=np.int32)
    scores = segment.scores(ranking, rows)
    assert scores[1] == scores[3]
    assert scores.tolist() == [segment.scores(ranking, rows[[place]])[0] for place in range(4)]


def test_frequencies_without_hidden_rows(documents, segment):
    hidden = np.arange(0, len(segment), 7, dtype=np.int32)
    left = [counts for row, counts in enumerate(documents.values()) if row % 7]
    expected = [sum(word in counts for counts in left) for word in [*WORDS[:10], "unknown"]]
    assert segment.frequencies([*WORDS[:10], "unknown"], hidden).tolist() == expected


def test_a_heap_of_the_best_keeps_the_first_of_equal_rows():
    rows, scores = np.empty(3, dtype=np.int32), np.empty(3)
    found = 0
    for row, score in enumerate([1.0, 2.0, 1.0, 1.0, 2.0, 3.0]):
        if found < 3 or score > scores[0]:
            found = kernels._keep(score, row, found, rows, scores)
    assert sorted(zip(scores, rows, strict=True)) == [(2.0, 1), (2.0, 4), (3.0, 5)]


parts = st.lists(
    st.sampled_from([*own.WORDS, "https://a.b/c", "1,234.5", "\0", "\t", "\ud800", "שלום", "😀", "-"])
)
wild = (parts.map(" ".join) | parts.map("".join) | st.text(st.characters(), max_size=60)).map(
    lambda text: text[:400]
)
wild_documents = st.lists(st.builds(Document, id=own.ids, title=wild, keywords=wild, body=wild), max_size=6)


@given(wild_documents.map(lambda found: list({one.id: one for one in found}.values())))
def test_texts_counted_together_are_counted_as_each_by_itself(documents):
    together = build_segment(documents)
    alone = segment_of_counts({document.id: weighted_counts(document) for document in documents})
    for name, array in together.arrays().items():
        assert array.tolist() == alone.arrays()[name].tolist(), name


@given(wild, wild)
def test_no_term_reaches_over_a_blank(one, other):
    for blank in (" ", "\n", "\0", "\x1f"):
        assert analyse(f"{one}{blank}{other}") == analyse(one) + analyse(other)


@given(st.lists(wild, max_size=8))
@settings(max_examples=30)
def test_what_is_forgotten_between_batches_changes_nothing(texts):
    documents = [Document(f"{place}", body=text) for place, text in enumerate(texts)]
    expected = build_segment(documents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "BATCH", 1)
        patch.setattr(build, "MOST_PIECES", 2)
        found = build_segment(documents)
    for name, array in found.arrays().items():
        assert array.tolist() == expected.arrays()[name].tolist(), name


@given(own.documents, own.documents, own.query)
def test_a_shard_scores_to_the_last_bit_as_the_whole(some, others, query):
    documents = {document.id: document for document in [*some, *others]}
    whole = Catalogue.build(documents.values())
    shards = [Catalogue.build(list(documents.values())[place::3]) for place in range(3)]
    found = [hit for shard in shards for hit in shard.search(query, 100, statistics=whole)]
    assert sorted(found, key=lambda hit: (-hit.score, hit.id)) == whole.search(query, 100)


@given(own.documents, own.query, st.sets(own.ids), st.integers(0, 5))
def test_each_kind_of_filter_gives_the_same(documents, query, chosen, top):
    catalogue = Catalogue.build(documents[::2]).with_changes(documents[1::2])
    expected = [hit for hit in catalogue.search(query, 100) if hit.id in chosen][:top]
    for allowed in (chosen, list(chosen), chosen.__contains__, catalogue.select(chosen)):
        assert catalogue.search(query, top, allowed) == expected


def test_a_text_of_a_hundred_thousand_words_is_counted_exactly():
    document = Document(
        "x", title="laser " * 300, body="laser radar " * 50_000 + " ".join(map(str, range(10**5)))
    )
    catalogue = Catalogue.build([document, Document("y", body="radar")])
    assert catalogue.average_length == (sum(weighted_counts(document).values()) + 1) / 2
    query = Query(body=document.body)
    assert [hit.id for hit in catalogue.search(query, 3)] == ["x", "y"]
    ranking = catalogue.ranking(query)
    expected = sum(term_scores(ranking, weighted_counts(document)).values())
    assert catalogue.search(query, 1)[0].score == pytest.approx(expected, rel=1e-12)
