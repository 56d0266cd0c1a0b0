"""Who is shown, before and after learning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.matching import Shown, exposure
from hardtech.engines.matching._learning.exposure import gini

A, B, C = (Shown(owner, text) for owner, text in (("A", 1.0), ("B", 0.9), ("C", 0.8)))


def test_shares_of_attention_and_merit() -> None:
    found = exposure([([A, B], [B, A])])
    first = 1 / (1 + 1 / 1.584962500721156)
    assert [(one.owner, one.default) for one in found.owners] == [
        ("A", pytest.approx(first)),
        ("B", pytest.approx(1 - first)),
    ]
    assert [one.learned for one in found.owners] == [pytest.approx(1 - first), pytest.approx(first)]
    assert found.owners[0].merit == pytest.approx(1 / 1.9)
    assert (found.top_default, found.top_learned) == (pytest.approx(first), pytest.approx(first))
    assert not found.concentrates


def test_the_same_ranking_concentrates_nothing() -> None:
    found = exposure([([A, B, C], [A, B, C])] * 3)
    assert found.gini_default == found.gini_learned
    assert not found.concentrates


def test_one_owner_lifted_everywhere_is_seen() -> None:
    rankings = [([A, B, C], [C, A, B]), ([B, C, A], [C, B, A]), ([C, A, B], [C, A, B])]
    assert exposure(rankings).concentrates


def test_newcomers_that_are_buried_are_seen() -> None:
    default = [Shown("new", 1.0), A, B, C]
    found = exposure([(default, [A, B, C, default[0]])], known=frozenset("ABC"))
    assert found.newcomers_learned < 0.9 * found.newcomers_default
    assert found.concentrates


def test_no_rankings() -> None:
    found = exposure([])
    assert (found.owners, found.gini_default, found.top_learned, found.concentrates) == ((), 0.0, 0.0, False)


@given(st.lists(st.floats(0, 100), max_size=30))
def test_gini_lies_between_nought_and_one(values: list[float]) -> None:
    assert -1e-9 <= gini(values) < 1
    assert gini([3.0] * max(len(values), 1)) == pytest.approx(0.0)


def test_gini_of_one_who_has_everything() -> None:
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
