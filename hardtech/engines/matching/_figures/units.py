"""Units in English and Chinese text: spelling → dimension and exact factor.

A unit is read greedily from one place in a text: factors joined by `/`, `·`, "per", 每 and the like, each with a
prefix and an exponent. Factors are rational numbers, so conversions are exact; currencies are dimensions of their
own and are never converted into each other. Sources: BIPM, *The International System of Units*, 9th edition; NIST
Special Publication 811 for inch, pound and their kin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from hardtech.engines.matching._figures.unit_words import (
    CHINESE_PREFIXES,
    CHINESE_UNITS,
    NAME_PREFIXES,
    NAMES,
    PREFIXES,
    SYMBOLS,
    UNPREFIXED,
)

Dimension = tuple[tuple[str, int], ...]
"""Base units with their exponents, sorted, such as `(("kg", 1), ("m", -3))`. Empty: a bare count."""

MOST_FACTORS = 6
"""Factors of one compound unit."""

LARGEST_EXPONENT = 9


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `value × factor + offset` is the value in base units of `dimension`."""

    dimension: Dimension
    factor: Fraction
    offset: Fraction = Fraction(0)

    def to_base(self, value: Fraction) -> Fraction:
        """`value` of this unit in base units."""
        return value * self.factor + self.offset

    def from_base(self, value: Fraction) -> Fraction:
        """`value` of the base units in this unit."""
        return (value - self.offset) / self.factor


COUNT = Unit((), Fraction(1))
"""A bare number."""


def dimension_of(formula: str) -> Dimension:
    """The dimension that `formula` names: base units with exponents, such as "kg m2 s-2"."""
    powers: dict[str, int] = {}
    for piece in formula.split():
        base, exponent = re.fullmatch(r"([^\d-]+)(-?\d+)?", piece).groups()  # type: ignore[union-attr]
        powers[base] = powers.get(base, 0) + int(exponent or 1)
    return _sorted(powers)


def _sorted(powers: dict[str, int]) -> Dimension:
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def _unit(factor: str, formula: str, scale: Fraction = Fraction(1), offset: str = "0") -> Unit:
    return Unit(dimension_of(formula), Fraction(factor) * scale, Fraction(offset))


def _rows(table: str) -> Iterator[list[str]]:
    """The cells of a table of `_figures/unit_words.py`."""
    for line in table.strip().splitlines():
        yield [cell.strip() for cell in line.split("|")]


def _latin() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for symbol, factor, formula, prefixes in _rows(SYMBOLS):
        for prefix in prefixes.split():
            units.setdefault(prefix + symbol, _unit(factor, formula, Fraction(PREFIXES[prefix])))
        units[symbol] = _unit(factor, formula)
    for spellings, factor, formula, offset in _rows(UNPREFIXED):
        for spelling in spellings.split():
            units[spelling] = _unit(factor, formula, offset=offset)
    return units


def _names() -> dict[str, Unit]:
    """Written-out English units, in lower case, one and many."""
    units: dict[str, Unit] = {}
    for names, factor, formula, prefixed in _rows(NAMES):
        for name in names.split():
            for prefix, scale in NAME_PREFIXES.items() if prefixed else [("", "1")]:
                unit = _unit(factor, formula, Fraction(scale))
                units[prefix + name] = unit
                if not name.endswith(("s", "z", "feet")):
                    units[prefix + name + "s"] = unit
    return units


def _chinese() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for names, factor, formula, offset, prefixed in _rows(CHINESE_UNITS):
        for name in names.split():
            for prefix, scale in CHINESE_PREFIXES.items() if prefixed else [("", "1")]:
                units[prefix + name] = _unit(factor, formula, Fraction(scale), offset)
    return units


_LATIN = _latin()
_NAMES = _names()
_CHINESE = _chinese()
_LONGEST_CHINESE = max(map(len, _CHINESE))

_RUN = re.compile(r"(?:°\s?|º\s?)?[A-Za-zµμΩΩ℃℉Å%‰㎏㎜㎝㎞㎡㎥]+|°|″|′")
_DEGREES = re.compile(
    r"(?:degrees?|deg\.?)[ -]?(?:(c|f|celsius|centigrade|fahrenheit|k|kelvin)\b)?", re.IGNORECASE
)
_POWER = re.compile(r"\s?\^\s?\(?([-−–]?\d)\)?|([⁻]?[²³⁴¹])|([-−–]?\d)(?![\d.,]*\d)")
_SUPERSCRIPTS = str.maketrans("⁻¹²³⁴−–", "-1234--")
_DIVIDE = re.compile(r"\s?/\s?|\s+per\s+|-per-|每", re.IGNORECASE)
_MULTIPLY = re.compile(r"\s?[·⋅•∙*×]\s?|-|\s")
_UNREAD = re.compile(r"\s?/\s?[^\W\d_]|\s+per\s|每(?!天|日|年|月)", re.IGNORECASE)
"""Divided by something that is no unit ("5 mg/mouse"): then the whole is none."""

_ONLY_JOINED = frozenset({"S", "F", "B", "b", "H", "r"})
"""Single letters that mean a unit within "S/m" and much else alone."""

_INCH = re.compile(r"\s?(?:\^|²|³|[23]\b|[.)]?\s?[),;]|(?:diameter|long|wide|thick|high|tall|[x×])\b)")
_SQUARE = re.compile(r"(square|sq\.?|cubic|cu\.?|平方|立方)\s*[- ]?", re.IGNORECASE)
_SECOND_WORDS = frozenset(["hour", "hours", "meter", "meters", "metre", "metres", "second", "seconds"])
_HAN = re.compile(r"[\u4e00-\u9fff]")


def read_unit(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit that stands at `text[at:]` and where it ends; None where there is none.

    Spaces before it must be passed over by the caller. A letter run that is no unit as a whole is none.
    """
    first = _factor(text, at)
    if first is None:
        return None
    unit, end = first
    powers, factor = dict(unit.dimension), unit.factor
    below = compound = False
    for _ in range(MOST_FACTORS):
        joined = _joined(text, end, below=below)
        if joined is None:
            break
        (unit, end), below = joined
        sign = -1 if below else 1
        compound = True
        factor *= unit.factor**sign
        for base, power in unit.dimension:
            powers[base] = powers.get(base, 0) + sign * power
    if _UNREAD.match(text, end):
        return None
    if not compound:
        return None if text[at:end] in _ONLY_JOINED else first
    return Unit(_sorted(powers), factor), end


def _joined(text: str, end: int, *, below: bool) -> tuple[tuple[Unit, int], bool] | None:
    """The next factor after a sign of division or multiplication, and whether it divides."""
    if match := _DIVIDE.match(text, end):
        opened = text[match.end() : match.end() + 1] in ("(", "（")
        factor = _minute(text, match.end()) or _factor(text, match.end() + opened)
        return (factor, True) if factor else None
    match = _MULTIPLY.match(text, end)
    if match is None:
        return None
    factor = _factor(text, match.end())
    if factor is None or (match.group() in (" ", "-") and not _multiplies(text, match, factor)):
        return None
    unit, end = factor
    if below and text[end : end + 1] in (")", "）"):
        end += 1
    negative = any(power < 0 for _, power in unit.dimension) and text[end - 2 : end - 1] in "-−–⁻"
    return (unit, end), below and not negative


def _minute(text: str, at: int) -> tuple[Unit, int] | None:
    """A minute as 转/分 writes it: 分 alone would be a tenth or a mark."""
    return (_LATIN["min"], at + 1) if text[at : at + 1] == "分" and text[at + 1 : at + 2] != "钟" else None


def _multiplies(text: str, mark: re.Match[str], factor: tuple[Unit, int]) -> bool:
    """Whether a space or a hyphen joins two units: only before an exponent, an "hour", a metre or a second."""
    end = factor[1]
    piece = text[mark.end() : end]
    if _HAN.match(piece):
        return False
    if any(sign in piece for sign in "-−–⁻"):
        return True
    if mark.group() == "-":
        return piece in ("h", "hr", "m", "s", "K", "lb", "lbf") or piece.lower() in _SECOND_WORDS
    return piece.lower() in _SECOND_WORDS or (piece == "h" and text[mark.start() - 1] in "WA")


def _factor(text: str, at: int) -> tuple[Unit, int] | None:
    """One unit with its prefix and exponent."""
    if match := _DEGREES.match(text, at):
        scale = (match[1] or "").lower()[:1]
        return _LATIN[{"": "°", "c": "°C", "f": "°F", "k": "K"}[scale]], match.end()
    power = 1
    if match := _SQUARE.match(text, at):
        power = 2 if match[1].lower()[0] in "s平" else 3
        at = match.end()
    read = _han_unit(text, at) or _latin_unit(text, at)
    if read is None:
        return None
    unit, end = read
    if power == 1 and not unit.offset and (match := _POWER.match(text, end)):
        raised = int((match[1] or match[2] or match[3]).translate(_SUPERSCRIPTS))
        if 0 < abs(raised) <= LARGEST_EXPONENT:
            power, end = raised, match.end()
    if power == 1:
        return unit, end
    return Unit(tuple((base, exponent * power) for base, exponent in unit.dimension), unit.factor**power), end


def _han_unit(text: str, at: int) -> tuple[Unit, int] | None:
    for length in range(_LONGEST_CHINESE, 0, -1):
        spelling = text[at : at + length]
        if unit := _CHINESE.get(spelling):
            return unit, at + len(spelling)
    return None


def _latin_unit(text: str, at: int) -> tuple[Unit, int] | None:
    match = _RUN.match(text, at)
    if match is None:
        return None
    spelling = match.group().replace(" ", "").replace("º", "°").replace("μ", "µ").replace("Ω", "Ω")
    if spelling == "in":
        written = text[at - 1 : at] == "-" or _INCH.match(text, match.end())
        return (_NAMES["inch"], match.end()) if written else None
    unit = _LATIN.get(spelling)
    if unit is None and len(spelling) > 2:
        unit = _NAMES.get(spelling.lower())
    return (unit, match.end()) if unit else None
