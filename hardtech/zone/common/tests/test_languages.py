"""Which text a reader gets, and in which language a text is."""

from __future__ import annotations

import pytest
from django.utils import translation

from hardtech.zone.common.languages import guess_language, in_reader_language, joined, reader_text


@pytest.mark.parametrize(
    ("english", "chinese", "for_english", "for_chinese"),
    [
        ("Optics", "光学", "Optics", "光学"),
        ("Optics", "", "Optics", "Optics"),
        ("", "光学", "光学", "光学"),
        ("", "", "", ""),
    ],
)
def test_the_reader_s_language_or_the_other(
    english: str, chinese: str, for_english: str, for_chinese: str
) -> None:
    for language, expected in (("en", for_english), ("zh-hans", for_chinese)):
        with translation.override(language):
            assert in_reader_language(english, chinese) == expected
            assert reader_text({"en": english, "zh": chinese}) == expected
    with translation.override(None):
        assert in_reader_language(english, chinese) == for_english


def test_a_text_of_one_language_alone() -> None:
    assert (reader_text({"zh": "光学"}), reader_text({})) == ("光学", "")


def test_words_are_joined_with_the_comma_of_the_language() -> None:
    assert joined(["a", 2, "c"]) == "a, 2, c"
    with translation.override("zh-hans"):
        assert joined(["光学", "芯片"]) == "光学、芯片"
    assert joined([]) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A laser for welding", "en"),
        ("激光焊接设备", "zh"),
        ("基于 InGaAs 与 CMOS 的 SWIR 成像", "zh"),
        ("The method of Zhang (张) and others", "en"),
        ("2026 — 100 %", "en"),
        ("", "en"),
    ],
)
def test_chinese_is_guessed_from_its_share_of_the_letters(text: str, language: str) -> None:
    assert guess_language(text) == language
