"""Sums of money: one type, one grammar in, one wording out. Whole fen (cents) inside, never a float.

docs/money.md states the grammar, the wording, and what a number without a unit means at each door.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any

FEN = 100
"""Smallest units (fen, cents) of one yuan, euro or dollar."""

LARGEST = 2**62
"""In fen. Fits a 64-bit column, with room for the sum of two."""

LONGEST = 80
"""Characters of a text that may be a sum."""

BEFORE = {
    "¥": "CNY", "￥": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY",
    "€": "EUR", "eur": "EUR",
    "us$": "USD", "$": "USD", "usd": "USD",
}  # fmt: skip
"""What may stand before a number, and its currency."""

AFTER = {
    "元": "CNY", "圆": "CNY", "元人民币": "CNY", "人民币": "CNY", "人民币元": "CNY",
    "yuan": "CNY", "renminbi": "CNY", "rmb": "CNY", "cny": "CNY", "fen": "CNY",
    "欧元": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR",
    "美元": "USD", "dollar": "USD", "dollars": "USD", "us dollar": "USD", "us dollars": "USD", "usd": "USD",
}  # fmt: skip
"""What may stand after a number."""

CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
ENGLISH_SCALES = {
    "thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12,
}  # fmt: skip
LETTER_SCALES = {"k": 10**3, "m": 10**6, "mm": 10**6, "mio": 10**6, "b": 10**9}
"""Only within a sum: elsewhere these letters are metres, bits and bytes."""

_UNITS = {"CNY": ("yuan", "元"), "EUR": ("euros", "欧元"), "USD": ("US dollars", "美元")}
_WRITTEN = {"CNY": "yuan", "EUR": "EUR", "USD": "USD"}
# Shown in this scale where whole steps (in fen) of it are left: nothing is rounded away, no tail of digits appears.
_SHOWN = {
    "en": ((9, "billion ", 10**6 * FEN), (6, "million ", 10**3 * FEN)),
    "zh": ((8, "亿", 10**4 * FEN), (4, "万", 100 * FEN)),
}

_USUAL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(odd): ord(usual) for odd, usual in zip("\u3000\u00a0\u2009\u202f−’￥", "    -'¥", strict=True)
}
_ENGLISH = "|".join(sorted({*ENGLISH_SCALES, *LETTER_SCALES}, key=len, reverse=True))
_SUM = re.compile(
    rf"(?P<sign>[+-]?) ?(?:(?P<mark>{'|'.join(map(re.escape, sorted(BEFORE, key=len, reverse=True)))}) ?"
    rf"(?P<inner>[+-]?) ?)?(?P<number>(?:[0-9]{{1,3}}(?P<gap>[, '])[0-9]{{3}}(?:(?P=gap)[0-9]{{3}})*(?![0-9])"
    rf"|[0-9]+)(?:\.[0-9]*)?) ?(?P<scale>[十百千]?(?:万亿|[万亿])|[百千]|(?:{_ENGLISH})(?![a-z0-9]))? ?(?P<unit>.*)",
    re.DOTALL,
)
_OPEN = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
"""1.200 is twelve hundred on one side of the Alps and one and a fifth on the other."""


class Bare(StrEnum):
    """What a number without a unit means at a door."""

    YUAN = "yuan"  # a person wrote it: units of the currency
    FEN = "fen"  # the house stored it, or the key beside it says so
    REFUSED = "refused"  # a program wrote it under a key that does not say: nobody knows, unless it is 0


class MoneyError(ValueError):
    """A value that is no sum. `code` is not_a_sum, separator, unit_unknown, decimals, too_large, negative, bare_number or
    currency_differs; `data` has the `value`, and what else the sentence needs."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in fen (cents) of `currency`, which is "" where the text named none."""

    amount: int
    currency: str = "CNY"

    def amount_in(self, currency: str) -> int:
        """The amount, if it is in `currency` or names none."""
        if self.currency not in ("", currency):
            raise MoneyError("currency_differs", value=self.text, named=self.currency, wanted=currency)
        return self.amount

    @property
    def plain(self) -> str:
        """Units of the currency in digits alone, as forms and cells hold them: 1200000, 0.01."""
        whole, fen = divmod(abs(self.amount), FEN)
        return f"{'-' * (self.amount < 0)}{whole}" + (f".{fen:02}" if fen else "")

    @property
    def text(self) -> str:
        """The one spelling for files and programs: 1200000 yuan. `parse` takes it back."""
        return f"{self.plain} {_WRITTEN.get(self.currency, '')}".rstrip()

    def parts(self, language: str) -> tuple[str, str]:
        """Number and unit for a reader of `language`: ("1.2", "million yuan"), ("120", "万元")."""
        chinese = language.startswith("zh")
        unit = _UNITS[self.currency or "CNY"][chinese]
        yuan = Decimal(self.amount).scaleb(-2)
        for power, word, step in _SHOWN["zh" if chinese else "en"]:
            if abs(self.amount) >= 10**power * FEN and self.amount % step == 0:
                scaled = yuan.scaleb(-power).normalize()
                return f"{scaled:f}" if chinese else f"{scaled:,f}", word + unit
        # Chinese parts the thousands of numbers of five digits on only.
        grouping = "" if chinese and abs(yuan) < 10**4 else ","
        number = f"{yuan:{grouping}.{0 if self.amount % FEN == 0 else 2}f}"
        return number, unit.removesuffix("s") if abs(self.amount) == FEN else unit

    def worded(self, language: str) -> str:
        """For a reader of `language`: 1.2 million yuan, 120万元. Nothing is rounded."""
        number, unit = self.parts(language)
        return number + unit if language.startswith("zh") else f"{number} {unit}"


def parse(value: object, *, bare: Bare = Bare.YUAN, negative: bool = False) -> Money:
    """The sum that `value`, a text or a number, says. Raises MoneyError; never guesses, never rounds.

    `bare` is what a number without a unit means here; `negative`: whether a sum below 0 may stand.
    """
    if isinstance(value, str):
        number, currency, is_bare = _read(value)
    else:
        number, currency, is_bare = _exact(value), "", True
    if is_bare and bare is Bare.REFUSED and number:
        raise MoneyError("bare_number", value=_shown(value))
    fen = number if is_bare and bare is Bare.FEN else number * FEN
    if fen.denominator != 1:
        raise MoneyError("decimals", value=_shown(value))
    if abs(fen) > LARGEST:
        raise MoneyError("too_large", value=_shown(value), most=Money(LARGEST, "").plain)
    if fen < 0 and not negative:
        raise MoneyError("negative", value=_shown(value))
    return Money(fen.numerator, currency)


def read_sum(text: str) -> tuple[Fraction, str]:
    """The exact number of units and the currency ("" for none) of a sum in words, which may be finer than a fen."""
    number, currency, _bare = _read(text)
    return number, currency


def in_unit_of(before: str, text: str) -> str:
    """`text` as another value of a figure that read `before`: where that is a sum, a number alone is in its currency.

    Raises MoneyError. What was no sum of whole fen is left to the language of the rules.
    """
    try:
        was = parse(before, negative=True)
    except MoneyError:
        return text
    return (
        Money(parse(text, negative=True).amount_in(was.currency), was.currency).text if was.currency else text
    )


def _read(text: str) -> tuple[Fraction, str, bool]:
    """Number, currency, and whether it is a number alone."""
    shown = _shown(text)
    usual = " ".join(text.translate(_USUAL).split()).lower()
    match = _SUM.fullmatch(usual) if len(usual) <= LONGEST else None
    if match is None or (match["sign"] and match["inner"]):
        raise MoneyError("not_a_sum", value=shown)
    unit, mark = match["unit"], BEFORE.get(match["mark"] or "", "")
    if unit[:1] in set("0123456789.,'") - {""} or (not match["scale"] and _OPEN.fullmatch(match["number"])):
        raise MoneyError("separator", value=shown)
    if unit and unit not in AFTER:
        raise MoneyError("unit_unknown", value=shown)
    currency = AFTER.get(unit, mark)
    if mark and currency != mark:
        raise MoneyError("currency_differs", value=shown, named=currency, wanted=mark)
    number = Fraction(re.sub(r"[, ']", "", match["number"]).rstrip("."))
    if "-" in (match["sign"], match["inner"]):
        number = -number
    if unit == "fen":
        number /= FEN
    return number * _scale(match["scale"]), currency, not (currency or match["scale"])


def _scale(word: str | None) -> int:
    if not word:
        return 1
    english = ENGLISH_SCALES.get(word) or LETTER_SCALES.get(word)
    return english or reduce(mul, (CHINESE_SCALES[sign] for sign in word))


def _exact(value: object) -> Fraction:
    """A number of a table or of JSON. A float is what it shows: the shortest decimals that stand for it."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and value.is_finite():
        # Looked at before it is written out: 1E+999999 is short to read and a megabyte to reckon with.
        if abs(value.adjusted()) > LONGEST:
            raise MoneyError("too_large" if value.adjusted() > 0 else "decimals", value=_shown(value))
        return Fraction(value)
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    raise MoneyError("not_a_sum", value=_shown(value))


def _shown(value: object) -> str:
    """The beginning of what was written, for a message."""
    text = "…" if isinstance(value, int) and abs(value) > LARGEST**9 else str(value).strip()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def rounded(value: Fraction | int, mode: str, step: int = 1) -> int:
    """`value` (fen) to a multiple of `step`; `down` and `up` mean towards less and more, `half_up` and `half_even` to
    the nearest, a value halfway between two upwards or to the even one."""
    exact = Fraction(value)
    return step * int(divided(exact.numerator, exact.denominator * step, mode))


def divided(
    number: Any, divisor: Any, mode: str, where: Any = lambda test, yes, no: yes if test else no
) -> Any:
    """`number` / `divisor` as a whole number; for columns `where` chooses cell by cell."""
    whole = number // divisor
    if mode == "down":
        return whole
    rest = number - whole * divisor
    if mode == "up":
        return whole + where(rest > 0, 1, 0)
    twice = rest * 2
    if mode == "half_up":
        return whole + where(twice >= divisor, 1, 0)
    even = where(twice == divisor, whole % 2, where(twice > divisor, 1, 0))
    return whole + even
