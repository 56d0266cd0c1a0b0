"""Marks stand where the words stand, and what people wrote never becomes markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.zone.portal.highlight import highlight, search_terms


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Coatings against ice", "coating", "<mark>Coatings</mark> against ice"),
        ("Aircraft wing", "air", "<mark>Aircraft</mark> wing"),
        ("Aircraft and ice", "air ice", "Aircraft and <mark>ice</mark>"),
        ("<script>ice</script>", "ice", "&lt;script&gt;<mark>ice</mark>&lt;/script&gt;"),
        ("高温超导线材", "超导", "高温<mark>超导</mark>线材"),
        ("nothing here", "ice", "nothing here"),
        ("", "ice", ""),
    ],
)
def test_the_words_of_a_search_are_marked(text, words, marked):
    assert highlight(text, search_terms(words)) == marked


def test_a_long_text_is_cut_around_the_first_word_found():
    text = "before " * 100 + "ice " + "after " * 100
    passage = highlight(text, search_terms("ice"))
    assert (passage.startswith("…before"), "<mark>ice</mark>" in passage, passage.endswith("…")) == (
        True,
        True,
        True,
    )
    assert len(passage) < 300


@given(st.text(), st.text(max_size=20))
def test_without_the_marks_it_is_the_escaped_text(text, words):
    from django.utils.html import escape

    passage = highlight(text, search_terms(words), cut=False)
    assert passage.replace("<mark>", "").replace("</mark>", "") == escape(text)
