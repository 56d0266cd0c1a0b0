"""How texts are reckoned and fitted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.base.charts.text import fitted, text_width


def test_a_han_character_fills_its_square() -> None:
    assert text_width("企业", 10) == 20
    assert text_width("1234", 10) == pytest.approx(22.4)


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("Innovative SME", 1, "Innovative…"),
        ("Innovative SME", 2, "Innovative\nSME"),
        ("专精特新小巨人企业", 1, "专精特新小…"),
        ("专精特新小巨人企业", 2, "专精特新小巨\n人企业"),
        ("High-tech 企业", 2, "High-tech\n企业"),
        ("SME", 2, "SME"),
        (" two\n words ", 1, "two words"),
        ("", 1, ""),
    ],
)
def test_a_text_is_laid_in_lines_and_cut(text: str, lines: int, expected: str) -> None:
    assert fitted(text, 10, 65, lines) == expected


@given(st.text(max_size=60), st.integers(20, 200), st.integers(1, 3))
def test_no_line_is_wider_than_the_room(text: str, width: int, lines: int) -> None:
    laid = fitted(text, 10, width, lines).split("\n")
    assert len(laid) <= lines
    assert max(text_width(line, 10) for line in laid) <= width


@given(st.text(alphabet="ab 企业。-", max_size=60))
def test_what_has_room_stays_as_it_is(text: str) -> None:
    assert fitted(text, 10, 1000) == " ".join(text.split())
