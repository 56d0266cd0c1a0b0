"""Catalogues of sentences are compiled when they are newer, and never half."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest
from django.conf import settings

from hardtech.zone.common.translations import compile_catalogues

CONTENT = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Offer"\nmsgstr "成果"\n'


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "LOCALE_PATHS", [tmp_path])
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(CONTENT, encoding="utf-8")
    return source


def sentence(source: Path) -> str:
    with source.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Offer")


def test_a_catalogue_is_compiled_where_there_is_none(source: Path) -> None:
    compile_catalogues()
    assert sentence(source) == "成果"
    assert sorted(file.name for file in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_it_is_compiled_again_once_the_source_is_newer(source: Path) -> None:
    compile_catalogues()
    target = source.with_suffix(".mo")
    source.write_text(CONTENT.replace("成果", "科技成果"), encoding="utf-8")
    os.utime(source, (0, 0))
    compile_catalogues()
    assert sentence(source) == "成果"
    os.utime(target, (0, 0))
    os.utime(source, None)
    compile_catalogues()
    assert sentence(source) == "科技成果"


def test_a_folder_that_cannot_be_written_stays_as_it_is(source: Path) -> None:
    source.with_suffix(".mo").mkdir()
    os.utime(source.with_suffix(".mo"), (0, 0))
    compile_catalogues()
    assert source.with_suffix(".mo").is_dir()
    assert [file.name for file in source.parent.iterdir() if file.suffix == ".tmp"] == []
