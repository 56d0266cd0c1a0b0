"""Numbers in English and Chinese text, read as exact fractions.

Digits (1,200; .5; 1.2e3; 3 × 10^5; 10⁻⁶; ½; 1/2), English words (three hundred; 1.2 million), Chinese numerals (三百;
120万; 3.5亿; 百分之三十), full-width forms. Everything is bounded: a longer run of digits is no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from heapq import merge

LONGEST_DIGITS = 30
LARGEST_POWER = 60
"""Powers of ten beyond this are misprints."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；！？"}
_SAME: dict[int, int] = _FULL_WIDTH | {
    ord(odd): ord(usual) for odd, usual in zip("\u00a0\u2009\u202f−⁄：", "   -/:", strict=True)
}

_UNITS_EN = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES_EN = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12,
}  # fmt: skip
_DIGITS_ZH = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES_ZH = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_VULGAR = {
    "½": "1/2",
    "⅓": "1/3",
    "⅔": "2/3",
    "¼": "1/4",
    "¾": "3/4",
    "⅕": "1/5",
    "⅛": "1/8",
    "⅜": "3/8",
    "⅝": "5/8",
    "⅞": "7/8",
}
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")

_WORD = "|".join(_UNITS_EN)
_SCALE = "|".join(_SCALES_EN)
_POWER_OF_TEN = r"10(?:\s?(?:\^|\*\*)\s?\(?(?P<{0}>[-+–]?\d{{1,3}})\)?|(?P<{0}s>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}))"
_NUMBER = re.compile(
    r"(?=[-+–.\d½⅓⅔¼¾⅕⅛⅜⅝⅞一二三四五六七八九十百千万亿两])(?:(?P<percent>百分之"
    r"|千分之)(?P<of>[零〇一二三四五六七八九十百两点]{1,12}|\d{1,9}(?:\.\d{1,9})?)"
    r"|(?P<part>[二三四五六七八九十]{1,2})分之(?P<whole>[一二三四五六七八九十]{1,2})"
    rf"|(?<![A-Za-z\d_.,⁰-⁹])(?P<sign>[-+–]\s?)?(?:{_POWER_OF_TEN.format('bare')}"
    r"|(?P<above>\d{1,4})/(?P<below>\d{1,4})(?![\d/.])"
    r"|(?P<digits>\d{1,3}(?:,\d{3}){1,9}(?:\.\d{1,30})?|\d{1,30}(?:\.\d{1,30})?|\.\d{1,30})(?![\d])"
    rf"(?P<vulgar>[½⅓⅔¼¾⅕⅛⅜⅝⅞])?(?:[eE](?P<e>[-+]?\d{{1,3}})(?![\w.])|\s?[×xX·*]\s?{_POWER_OF_TEN.format('ten')})?"
    rf"(?:[ -]?(?P<scale>{_SCALE})\b|(?P<some>[余多])?(?P<han>(?:[十百千]?(?:万亿|万|亿)"
    rf"|[百千](?=[元次人小个台件套吨])))?(?P<more>[余多])?)"
    r"|(?P<alone>[½⅓⅔¼¾⅕⅛⅜⅝⅞]))"
    r"|(?P<numeral>(?<![第零〇一二三四五六七八九十百千万亿两])[一二三四五六七八九十百千万亿两][零〇一二三四五六七八九十百千万亿两点]{0,14}))",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"\b(?:(?:{_WORD}|an?(?=[- ](?:{_SCALE})\b))(?:[- ](?:{_WORD}|{_SCALE}|and)){{0,6}})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its place `text[start:end]`. `ratio`: a percentage in words; `over`: "some more" (余, 多)."""

    value: Fraction
    start: int
    end: int
    ratio: bool = False
    over: bool = False
    spelled: bool = False


def plain(text: str) -> str:
    """`text` with full-width forms, odd spaces and minus signs made plain, character by character: places stay."""
    return text.translate(_SAME)


def numbers(text: str) -> Iterator[Number]:
    """The numbers of `text`, which must be `plain`, in reading order."""
    spelled = [
        Number(value, *match.span(), spelled=True)
        for match in _SPELLED.finditer(text)
        if (value := _english(match.group())) is not None
    ]
    written = (number for match in _NUMBER.finditer(text) if (number := _read(match)))
    yield from merge(written, spelled, key=lambda number: number.start) if spelled else written


def _read(match: re.Match[str]) -> Number | None:
    start, end = match.span()
    if match["percent"]:
        value = _chinese(match["of"])
        scale = 100 if match["percent"] == "百分之" else 1000
        return None if value is None else Number(value / scale, start, end, ratio=True)
    if match["part"]:
        part, whole = _chinese(match["part"]), _chinese(match["whole"])
        return Number(whole / part, start, end, ratio=True) if part and whole else None
    if match["numeral"]:
        value = _chinese(match["numeral"])
        return None if value is None else Number(value, start, end, spelled=True)
    value = _digits(match)
    if value is None:
        return None
    return Number(
        -value if "-" in (match["sign"] or "").replace("–", "-") else value,
        start,
        end,
        over=bool(match["some"] or match["more"]),
    )


def _digits(match: re.Match[str]) -> Fraction | None:
    if match["alone"]:
        return Fraction(_VULGAR[match["alone"]])
    if match["above"]:
        return Fraction(int(match["above"]), int(match["below"])) if int(match["below"]) else None
    power = match["bare"] or match["bares"]
    if power:
        return _ten_to(power)
    value = Fraction(match["digits"].replace(",", ""))
    if match["vulgar"]:
        value += Fraction(_VULGAR[match["vulgar"]])
    if power := match["e"] or match["ten"] or match["tens"]:
        ten = _ten_to(power)
        if ten is None:
            return None
        value *= ten
    for sign in match["han"] or "":
        value *= _SCALES_ZH[sign]
    if match["scale"]:
        value *= _SCALES_EN[match["scale"].lower()]
    return value


def _ten_to(power: str) -> Fraction | None:
    exponent = int(power.translate(_SUPER).replace("–", "-"))
    return Fraction(10) ** exponent if abs(exponent) <= LARGEST_POWER else None


def _english(words: str) -> Fraction | None:
    """Three hundred and fifty → 350; None for what is no number, such as "one and two"."""
    total = group = 0
    last = ""
    for word in re.split(r"[- ]", words.lower()):
        if word in _UNITS_EN:
            if last in _UNITS_EN and not (_UNITS_EN[last] >= 20 > 9 >= _UNITS_EN[word]):
                return None
            group += _UNITS_EN[word]
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in _SCALES_EN:
            total, group = total + max(group, 1) * _SCALES_EN[word], 0
        elif word == "and" and last not in _SCALES_EN:
            return None
        last = word
    return Fraction(total + group) if last != "and" else None


def _chinese(numeral: str) -> Fraction | None:
    """三百五十 → 350, 一点二 → 1.2; None for what is no number, such as 百千."""
    if numeral[0].isascii():
        return Fraction(numeral)
    whole, point, decimals = numeral.partition("点")
    if point and not (decimals and all(c in _DIGITS_ZH for c in decimals)):
        return None
    value = _chinese_whole(whole)
    if value is None or not point:
        return value
    return value + Fraction(int("".join(str(_DIGITS_ZH[c]) for c in decimals)), 10 ** len(decimals))


def _chinese_whole(numeral: str) -> Fraction | None:
    if len(numeral) > 1 and all(c in _DIGITS_ZH for c in numeral):
        return Fraction(int("".join(str(_DIGITS_ZH[c]) for c in numeral)))
    total = section = digit = 0
    smallest = 10**9
    for sign in numeral:
        if sign in _DIGITS_ZH:
            digit = _DIGITS_ZH[sign]
        elif sign in "万亿":
            section += digit
            total, section, digit, smallest = (total + max(section, 1)) * _SCALES_ZH[sign], 0, 0, 10**9
        else:
            scale = _SCALES_ZH[sign]
            if scale >= smallest:
                return None
            section, digit, smallest = section + max(digit, 1) * scale, 0, scale
    return Fraction(total + section + digit)
