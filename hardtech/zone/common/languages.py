"""Languages that records are written in, choosing a text by the reader's language, and joining words in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

__all__ = ["RecordLanguage", "guess_language", "in_reader_language", "joined", "reader_text"]

HAN_SHARE = 0.15  # of the letters: technical Chinese carries many Latin abbreviations


class RecordLanguage(models.TextChoices):
    ENGLISH = "en", _("English")
    CHINESE = "zh", _("Chinese")


def in_reader_language(english: str, chinese: str) -> str:
    """The text in the language of the page; the other one where it is missing."""
    reads_chinese = (get_language() or "en").startswith("zh")
    first, second = (chinese, english) if reads_chinese else (english, chinese)
    return first or second


def reader_text(words: Mapping[str, str]) -> str:
    """A text of the rulebooks, which holds it in both languages; "" for none."""
    return in_reader_language(words.get("en") or "", words.get("zh") or "")


def joined(words: Iterable[object]) -> str:
    """Words as a list in a sentence, with the comma of the reader's language; templates say `join:_(", ")`."""
    return gettext(", ").join(map(str, words))


def guess_language(text: str) -> RecordLanguage:
    """Chinese when a fair share of the letters is Han, else English."""
    sample = text[:4000]
    letters = sum(character.isalpha() for character in sample)
    han = sum("\u4e00" <= character <= "\u9fff" for character in sample)
    return RecordLanguage.CHINESE if letters and han / letters >= HAN_SHARE else RecordLanguage.ENGLISH
