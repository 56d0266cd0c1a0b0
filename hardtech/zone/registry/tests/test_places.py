"""Places in both languages, smallest first in English and largest first in Chinese."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.places import country_name
from hardtech.zone.registry.templatetags.registry import place


@pytest.mark.parametrize(
    ("country", "province", "city", "english", "chinese"),
    [
        ("CN", "Shaanxi", "Xi'an", "Xi'an, Shaanxi", "陕西·西安"),
        ("CN", "Beijing", "Beijing", "Beijing", "北京"),
        ("CN", "", "", "China", "中国"),
        ("US", "California", "Irvine", "Irvine, California, United States", "美国·California·Irvine"),
    ],
)
def test_a_place_is_written_as_its_reader_does(
    country: str, province: str, city: str, english: str, chinese: str
) -> None:
    organisation = Organisation(country=country, province=province, city=city)

    assert place(organisation) == english
    with override("zh-hans"):
        assert place(organisation) == chinese


def test_codes_without_a_name_stay() -> None:
    assert country_name("XQ") == "XQ"


def test_regions_of_china_are_named_as_chinese_publications_do() -> None:
    with override("zh-hans"):
        assert [country_name(code) for code in ("HK", "MO", "TW")] == ["中国香港", "中国澳门", "中国台湾"]
