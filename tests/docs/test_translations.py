"""The Chinese catalogue: complete, certain, and with the placeholders of the English sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import gettext, override

from hardtech.zone import settings
from hardtech.zone.common.extraction import find_sentences

CATALOGUE = settings.PACKAGE / "locale/zh_Hans/LC_MESSAGES/django.po"
SAME = {"API", "%(reason)s"}  # read the same in both languages
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[ds]|\{\w*\}")
HAN = "[\u4e00-\u9fff]"


def messages(file: Path = CATALOGUE) -> list[Message]:
    with file.open("rb") as source:
        return [message for message in read_po(source, locale="zh_Hans") if message.id]


def pairs() -> Iterator[tuple[str, str]]:
    """Each English form beside the Chinese sentence; Chinese has one form for all numbers."""
    for message in messages():
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        chinese = message.string[0] if isinstance(message.string, tuple) else message.string
        for english in forms:
            yield english, chinese


def test_no_sentence_lacks_its_chinese() -> None:
    call_command("messages", "--check")


def test_a_new_sentence_would_be_missed(settings: object, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/new.html").write_text('{% translate "Nobody has put this into Chinese" %}')
    settings.PACKAGE = tmp_path  # type: ignore[attr-defined]

    with pytest.raises(CommandError, match="1 sentences have no Chinese"):
        call_command("messages", "--check")


def test_the_catalogue_holds_what_the_code_says_and_nothing_else() -> None:
    said = {(one.context or None, one.singular) for one in find_sentences(settings.PACKAGE)}
    held = {(one.context, one.id[0] if isinstance(one.id, tuple) else one.id) for one in messages()}

    assert held - said == set()


def test_nothing_is_fuzzy() -> None:
    assert [message.id for message in messages() if message.fuzzy] == []


def test_placeholders_agree() -> None:
    assert [
        english
        for english, chinese in pairs()
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(chinese))
    ] == []


def test_nothing_is_left_in_english() -> None:
    assert {english for english, chinese in pairs() if english == chinese} == SAME


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (f"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}", "a space parts Han from Latin letters and figures"),
        (f"{HAN}[,;:!?]|[,;:!?]{HAN}", "punctuation is Chinese"),
        (r"[，。：；、] | [，。：；、]", "no space stands beside Chinese punctuation"),
        ('"[^"]*' + HAN, "quotation marks are curved"),
    ],
)
def test_chinese_is_set_in_one_way(fault: str, what: str) -> None:
    """A name or a number that is filled in may be of either script: it counts as a mark of neither."""
    # A sum is one word, as docs/money.md writes it: 120万元.
    filled = r"%\(\w+\)[sd]|<[^>]+>|\d[\d,.]*[万亿]?[美欧]?元"
    texts = [re.sub(filled, "|", chinese) for _english, chinese in pairs()]

    assert [text for text in texts if re.search(fault, text)] == [], what


def test_sentences_worded_anew_are_those_of_the_libraries() -> None:
    places = [
        Path(allauth.__file__).parent / "locale",
        Path(django.__file__).parent / "contrib/auth/locale",
    ]
    theirs = {
        message.id if isinstance(message.id, str) else message.id[0]
        for place in places
        for message in messages(place / "zh_Hans/LC_MESSAGES/django.po")
    }
    anew = {one.singular for one in find_sentences(settings.PACKAGE) if "accounts/wording.py:" in one.place}

    assert len(anew) > 100
    assert anew - theirs == set()


def test_our_wording_comes_before_that_of_the_libraries() -> None:
    with override("zh-hans"):
        assert gettext("Email Addresses") == "电子邮箱"
