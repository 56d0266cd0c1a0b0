"""Names alike are proposed; 陕西 and 山西 never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtech.zone.registry.names import NameLikeness, normalise_name, provinces_differ


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xi'an Jiaotong University", "Xian Jiaotong University"),
        ("Xi’an Jiaotong University", "XI'AN JIAOTONG UNIVERSITY"),
        ("Bright Laser Technologies Co., Ltd.", "Bright Laser Technologies"),
        ("西安炬光科技股份有限公司", "西安炬光科技"),
        ("陕西巨子生物技术有限公司", "陕西巨子生物技术公司"),
        ("University of Xi'an", "Xi'an University"),
    ],
)
def test_the_same_organisation_under_two_names(one: str, other: str) -> None:
    assert NameLikeness(one).holds(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("陕西科技大学", "山西科技大学"),
        ("Shaanxi University of Science", "Shanxi University of Science"),
        ("Xidian University", "Northwestern Polytechnical University"),
        ("", "Xidian University"),
        ("Co., Ltd.", "Ltd."),
    ],
)
def test_two_organisations(one: str, other: str) -> None:
    assert not NameLikeness(one).holds(other)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (["陕西"], ["山西"], True),
        (["Shaanxi"], ["Shanxi"], True),
        (["陕西大学"], ["Shanxi University"], True),
        (["陕西"], ["陕西"], False),
        (["Xi'an"], ["Shanxi"], False),
        (["Shaanxi, formerly Shanxi"], ["Shanxi"], False),
    ],
)
def test_provinces(one: list[str], other: list[str], differ: bool) -> None:
    assert provinces_differ(one, other) is differ
    assert provinces_differ(other, one) is differ


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalise_name(normalise_name(name)) == normalise_name(name)


@given(st.text(max_size=40), st.text(max_size=40))
def test_alike_is_symmetric(one: str, other: str) -> None:
    assert NameLikeness(one).holds(other) == NameLikeness(other).holds(one)
