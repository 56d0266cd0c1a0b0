import numpy as np
import pytest

from hardtech.engines.matching import Catalogue, Document, DuplicateDocument, Query
from hardtech.engines.matching._index.strings import StringTable
from hardtech.engines.matching._text.weights import (
    HALF_LENGTH,
    LONG_B,
    LONG_K1,
    SHORT_B,
    SHORT_K1,
    parameters,
    weigh,
)

OFFERS = [
    Document("b", title="Laser radar", summary="A radar of lasers."),
    Document("a", title="Silk", body="Spider silk from microbes."),
    Document("c", title="Battery", keywords="electrolyte", body="A solid electrolyte for Li-ion."),
    Document("d"),
]


def ids(catalogue, text, top=10, allowed=None):
    return [hit.id for hit in catalogue.search(Query(body=text), top, allowed)]


@pytest.fixture
def catalogue():
    return Catalogue.build(OFFERS)


def test_finds_by_stem(catalogue):
    assert ids(catalogue, "silks") == ["a"]


def test_nothing_shared_is_no_hit(catalogue):
    assert ids(catalogue, "zeolite") == []
    assert ids(catalogue, "") == []


def test_top_limits_and_keeps_ties_in_order_of_id():
    catalogue = Catalogue.build(Document(id_, body="radar") for id_ in "dbace")
    assert ids(catalogue, "radar", 3) == ["a", "b", "c"]
    assert ids(catalogue, "radar", 0) == []


def test_an_empty_catalogue_finds_nothing():
    catalogue = Catalogue.build([])
    assert ids(catalogue, "radar") == []
    assert (catalogue.documents, catalogue.average_length) == (0, 1.0)


def test_two_documents_with_one_id_are_refused():
    with pytest.raises(DuplicateDocument) as raised:
        Catalogue.build([OFFERS[0], OFFERS[0]])
    assert raised.value.id == "b"


def test_statistics(catalogue):
    assert len(catalogue) == catalogue.documents == 4
    assert catalogue.frequencies(["radar", "silk", "zeolit"]) == [1, 1, 0]
    # weighted lengths: b 2 × 2 + 2, a 2 + 4 (spider silk from microbes: 3), c 2 + 1 + solid electrolyte li ion liion
    assert catalogue.average_length == (6 + 5 + 8 + 0) / 4


@pytest.mark.parametrize("allowed", [{"c"}, ["c", "nobody"], lambda id_: id_ == "c"])
def test_a_filter_loses_no_result(allowed):
    offers = [Document(id_, body="radar " * count) for id_, count in [("a", 3), ("b", 2), ("c", 1)]]
    assert ids(Catalogue.build(offers), "radar", 1, allowed) == ["c"]


def test_a_filter_holds_for_changes_too(catalogue):
    changed = catalogue.with_changes([Document("e", body="radar")])
    assert ids(changed, "radar", allowed={"e"}) == ["e"]


def test_changes_are_found_at_once_and_the_first_catalogue_stays(catalogue):
    changed = catalogue.with_changes(
        [Document("e", body="zeolite"), Document("a", body="zeolite too")], ["b"]
    )
    assert ids(changed, "zeolite") == ["a", "e"] or ids(changed, "zeolite") == ["e", "a"]
    assert ids(changed, "silk radar") == []
    assert ids(catalogue, "silk radar") == ["a", "b"] or ids(catalogue, "silk radar") == ["b", "a"]
    assert ("a" in changed, "b" in changed, "c" in changed, "e" in changed, 3 in changed) == (
        True,
        False,
        True,
        True,
        False,
    )


def test_a_deleted_document_can_come_back(catalogue):
    back = catalogue.with_changes([], ["a"]).with_changes([OFFERS[1]])
    assert ids(back, "silk") == ["a"]
    assert back.documents == 4


def test_a_change_can_be_deleted(catalogue):
    gone = catalogue.with_changes([Document("e", body="zeolite")]).with_changes([], ["e"])
    assert ids(gone, "zeolite") == []
    assert gone.documents == 4


def test_the_parameters_rise_with_the_length_of_the_query():
    assert parameters(0) == (SHORT_K1, SHORT_B)
    assert parameters(HALF_LENGTH) == pytest.approx(((SHORT_K1 + LONG_K1) / 2, (SHORT_B + LONG_B) / 2))
    assert parameters(10**6) == pytest.approx((LONG_K1, LONG_B))
    steps = [parameters(length) for length in range(200)]
    assert steps == sorted(steps)


def test_a_query_is_weighed_by_part():
    weighed = weigh(Query(title="radar", keywords="silk", summary="laser", body="laser radar"))
    assert weighed.terms == ("laser", "radar", "silk")
    assert weighed.weights == (2**0.85, 4**0.85, 2**0.85)


def test_a_string_table_finds_each_string():
    strings = sorted(["", "a", "ab", "abcdefgh", "abcdefghi", "abcdefghj", "\x00", "飞行器", "\U0001f600"])
    table = StringTable.of(strings)
    assert [table[index] for index in range(len(table))] == strings
    assert table.find(strings).tolist() == list(range(len(strings)))
    assert table.find(["abcdefg", "abcdefgha", "zz"]).tolist() == [-1, -1, -1]
    assert table.find([]).dtype == np.int64
