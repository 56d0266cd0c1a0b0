"""Every sentence that Python or a template marks is found, with its context, plural and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardtech.zone.common.extraction import Sentence, find_sentences


def found(folder: Path, name: str, text: str) -> list[tuple[str, str, str, str]]:
    file = folder / "room" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return [
        (sentence.singular, sentence.plural, sentence.context, sentence.place)
        for sentence in find_sentences(folder / "room")
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('_("Offer")', ("Offer", "", "")),
        ('gettext_lazy("Two " "parts")', ("Two parts", "", "")),
        ('ngettext("%(n)s day", "%(n)s days", n)', ("%(n)s day", "%(n)s days", "")),
        ('pgettext_lazy("unit", "people")', ("people", "", "unit")),
        ('npgettext("unit", "person", "people", n)', ("person", "people", "unit")),
    ],
)
def test_in_python(tmp_path: Path, code: str, expected: tuple[str, str, str]) -> None:
    assert found(tmp_path, "views.py", f"\nx = {code}\n") == [(*expected, "room/views.py:2")]


@pytest.mark.parametrize("code", ["_(name)", '_("")', '"Offer"', 'translate("Offer")', '# _("Offer")'])
def test_what_is_not_marked_in_python_is_not_found(tmp_path: Path, code: str) -> None:
    assert found(tmp_path, "views.py", f"x = 1\n{code}\n") == []


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('{% translate "Offer" %}', ("Offer", "", "")),
        ("{% trans 'It is \\'new\\'' as words %}", ("It is 'new'", "", "")),
        ('{% translate "Due" context "of a claim" as due %}', ("Due", "", "of a claim")),
        ('{{ _("not known") }}', ("not known", "", "")),
        ('{% include "x.html" with text=_("Inside") %}', ("Inside", "", "")),
        ("{% blocktranslate with n=1 %}{{ n }} of 5 %{% endblocktranslate %}", ("%(n)s of 5 %%", "", "")),
        ("{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}", ("Two lines", "", "")),
        (
            '{% blocktranslate count n=n context "x" %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}',
            ("%(n)s day", "%(n)s days", "x"),
        ),
    ],
)
def test_in_a_template(tmp_path: Path, markup: str, expected: tuple[str, str, str]) -> None:
    place = "room/templates/room/page.html:2"
    assert found(tmp_path, "templates/room/page.html", f"<p>\n{markup}</p>") == [(*expected, place)]


def test_tests_migrations_and_other_files_are_left_out(tmp_path: Path) -> None:
    for name in ("tests/test_x.py", "migrations/0001_initial.py", "notes.md", "page.html"):
        assert found(tmp_path, name, '_("Offer") {% translate "Offer" %}') == []
    assert list(find_sentences(tmp_path / "nowhere")) == []


def test_files_come_in_order(tmp_path: Path) -> None:
    found(tmp_path, "b.py", '_("B")')
    found(tmp_path, "templates/mail.txt", '{% translate "C" %}')
    sentences = [sentence for *_, sentence in [found(tmp_path, "a.py", '_("A")')]]
    assert len(sentences) == 1
    assert [sentence.singular for sentence in find_sentences(tmp_path / "room")] == ["A", "B", "C"]
    assert {type(sentence) for sentence in find_sentences(tmp_path / "room")} == {Sentence}
