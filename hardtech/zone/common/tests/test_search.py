"""Words in PostgreSQL as our analyser cuts them: found in both languages, and no text breaks the query."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hardtech.zone.common.search import (
    LAST_POSITION,
    QUERY_WORDS,
    as_vector,
    matching_words,
    query_literal,
    sharing_words,
    update_vectors,
    vector_literal,
)
from hardtech.zone.registry.models import Organisation
from tests.factories import make_organisation

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80)


def holder(text: str, weight: str = "A") -> Organisation:
    """An organisation that holds the words of `text` and no others."""
    organisation = make_organisation()
    update_vectors(Organisation, [(organisation.pk, vector_literal([(weight, text)]))])
    return organisation


def found(words: str) -> list[Organisation]:
    return list(matching_words(Organisation.objects.all(), words))


@pytest.mark.parametrize(
    ("parts", "literal"),
    [
        ([("A", "laser welding"), ("D", "Laser of copper")], "'laser':1A 'weld':2A 'copper':4D"),
        ([("B", "激光焊接")], "'激光':1B '焊接':2B"),
        ([("A", "")], ""),
        ([], ""),
    ],
)
def test_a_lexeme_keeps_its_first_place_and_weight(parts: list[tuple[str, str]], literal: str) -> None:
    assert vector_literal(parts) == literal


def test_places_end_where_the_server_s_do() -> None:
    text = " ".join(f"word{number}" for number in range(LAST_POSITION + 5))
    places = [int(lexeme.rpartition(":")[2][:-1]) for lexeme in vector_literal([("A", text)]).split()]
    assert max(places) == LAST_POSITION


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("laser", "'laser':*"),
        ("lasers welded", "'laser' & 'weld':*"),
        ("laser laser", "'laser':*"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_the_last_word_may_be_a_beginning(text: str, literal: str) -> None:
    assert query_literal(text) == literal


def test_a_question_has_so_many_words_at_most() -> None:
    assert len(query_literal(" ".join(f"word{number}" for number in range(100))).split(" & ")) == QUERY_WORDS


@pytest.mark.django_db
class TestFinding:
    def test_all_words_are_wanted(self) -> None:
        both, one = holder("laser welding"), holder("laser cutting")
        assert found("laser welding") == [both]
        assert set(found("laser")) == {both, one}

    def test_a_beginning_is_found_and_a_middle_is_not(self) -> None:
        organisation = holder("metallurgy")
        assert found("metal") == [organisation]
        assert found("allurgy") == []

    def test_chinese_is_found_by_its_words(self) -> None:
        organisation = holder("激光焊接设备")
        assert found("焊接") == [organisation]
        assert found("焊接 激光") == [organisation]

    def test_better_weights_come_first_and_then_what_is_newer(self) -> None:
        low, high, newer = holder("laser", "D"), holder("laser", "A"), holder("laser", "D")
        assert found("laser") == [high, newer, low]

    def test_any_word_will_do_for_what_shares_words(self) -> None:
        two, one, none = holder("laser welding"), holder("laser cutting"), holder("casting")
        assert list(sharing_words(Organisation.objects.all(), "laser welding")) == [two, one]
        assert none not in sharing_words(Organisation.objects.all(), "laser welding")

    @pytest.mark.parametrize("words", ["", "  ", "?!", "。"])
    def test_without_a_word_nothing_is_found(self, words: str) -> None:
        holder("laser")
        assert found(words) == []
        assert list(sharing_words(Organisation.objects.all(), words)) == []

    def test_unranked_the_order_of_the_records_stays(self) -> None:
        low, high = holder("laser", "D"), holder("laser", "A")
        ordered = Organisation.objects.order_by("pk")
        assert list(matching_words(ordered, "laser", rank=False)) == [low, high]

    @pytest.mark.parametrize("text", ["it's", "back\\slash", "a:b & c | !d", "'; drop table", "a\\'b"])
    def test_signs_of_the_server_s_language_are_words(self, text: str) -> None:
        organisation = holder(f"start {text} end")
        assert found(f"start {text}") == [organisation]


class TestAnyText(TestCase):
    @given(TEXTS)
    def test_no_text_breaks_vector_or_query(self, text: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select %s::tsvector, %s::tsquery", [vector_literal([("A", text)]), query_literal(text)]
            )
            vector, query = cursor.fetchone()
        assert (vector == "") == (query == "")

    @given(TEXTS)
    def test_a_text_is_found_by_itself(self, text: str) -> None:
        organisation = make_organisation()
        literal = vector_literal([("A", text)])
        Organisation.objects.filter(pk=organisation.pk).update(search=as_vector(literal))
        wanted = [organisation] if literal and len(literal.split()) <= QUERY_WORDS else []
        assert found(text)[:1] == wanted or len(literal.split()) > QUERY_WORDS
