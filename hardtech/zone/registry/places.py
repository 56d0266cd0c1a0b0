"""Names of places in the reader's language. Records hold the English name of provinces and cities of China, and the
code of the country.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from babel import Locale

from hardtech.zone.common.languages import in_reader_language

__all__ = ["country_name", "full_place", "place_name"]

CHINESE = {
    "Anhui": "安徽",
    "Beijing": "北京",
    "Chongqing": "重庆",
    "Fujian": "福建",
    "Gansu": "甘肃",
    "Guangdong": "广东",
    "Guangxi": "广西",
    "Guizhou": "贵州",
    "Hainan": "海南",
    "Hebei": "河北",
    "Heilongjiang": "黑龙江",
    "Henan": "河南",
    "Hong Kong": "香港",
    "Hubei": "湖北",
    "Hunan": "湖南",
    "Inner Mongolia": "内蒙古",
    "Jiangsu": "江苏",
    "Jiangxi": "江西",
    "Jilin": "吉林",
    "Liaoning": "辽宁",
    "Macao": "澳门",
    "Ningxia": "宁夏",
    "Qinghai": "青海",
    "Shaanxi": "陕西",
    "Shandong": "山东",
    "Shanghai": "上海",
    "Shanxi": "山西",
    "Sichuan": "四川",
    "Taiwan": "台湾",
    "Tianjin": "天津",
    "Tibet": "西藏",
    "Xinjiang": "新疆",
    "Yunnan": "云南",
    "Zhejiang": "浙江",
    "Baoji": "宝鸡",
    "Shenzhen": "深圳",
    "Weinan": "渭南",
    "Xi'an": "西安",
    "Xianyang": "咸阳",
}

# As Chinese publications write them; Unicode's table has one of them without, two with their legal names.
REGIONS = {"HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾"}


def place_name(name: str) -> str:
    """The name as the reader writes it; a place that is not in the table keeps its name."""
    return in_reader_language(name, CHINESE.get(name, ""))


def country_name(code: str) -> str:
    """What the reader calls a country of ISO 3166; an unknown code stands for itself."""
    return _territories(in_reader_language("en", "zh_Hans")).get(code, code)


def full_place(parts: Iterable[str]) -> str:
    """Names from the smallest to the largest as the reader joins them: “Xi'an, Shaanxi”, “陕西·西安”."""
    names = [name for name in parts if name]
    return in_reader_language(", ".join(names), "·".join(reversed(names)))


@cache
def _territories(language: str) -> dict[str, str]:
    names = dict(Locale.parse(language).territories)
    return names if language == "en" else names | REGIONS
