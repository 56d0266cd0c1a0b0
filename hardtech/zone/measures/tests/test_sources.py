"""A measure as text that people edit says what its data say."""

from __future__ import annotations

import pytest

from hardtech.engines.rules import load_rulebook, run_cases
from hardtech.rulebooks import FOLDER
from hardtech.zone.measures.drafting.sources import plain_cases, written

BOOK = load_rulebook(FOLDER)


@pytest.mark.parametrize("key", list(BOOK))
def test_written_and_read_again_it_is_the_same(key: str, tmp_path) -> None:
    file = tmp_path / "measure.yaml"
    file.write_text(written(BOOK[key].source, plain_cases(BOOK[key])), encoding="utf-8")
    again = next(iter(load_rulebook(file).values()))
    assert again.source == BOOK[key].source
    assert list(again.source["facts"]) == list(BOOK[key].source["facts"])
    assert plain_cases(again) == plain_cases(BOOK[key])
    assert run_cases(again) == []
