"""Quantities with units: whole fen, persons, years … as exact rationals.

A unit is a sorted tuple of (atom, exponent); a plain number has the empty tuple.
"""

from __future__ import annotations

import re
from fractions import Fraction

from hardtech.base.money import FEN, MoneyError, read_sum

Unit = tuple[tuple[str, int], ...]

PLAIN: Unit = ()
ATOMS = ("day", "fen", "hour", "item", "m2", "month", "person", "point", "usd_cent", "year")

_NAMES: dict[str, tuple[Fraction, Unit]] = {
    **{atom: (Fraction(1), ((atom, 1),)) for atom in ATOMS},
    "1": (Fraction(1), PLAIN),
    "%": (Fraction(1, 100), PLAIN),
    "percent": (Fraction(1, 100), PLAIN),
}
CURRENCIES = {"fen": "CNY", "usd_cent": "USD"}
"""Atoms that are money."""

_SUMS = ("yuan", "元", "万元", "亿元", "usd")
"""Units of sums that may be named in an expression; a figure may be written in any spelling of a sum."""

_ATOM_OF = {currency: atom for atom, currency in CURRENCIES.items()}
_NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:[_,]\d{3})+|\d+)(?:\.\d+)?(?:/\d+)?)\s*(\S*)")


class QuantityError(ValueError):
    """A text that is no quantity; `code` is not_a_quantity, unit_unknown or separator."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(f"{code}: {text!r}")


def _money(text: str) -> tuple[Fraction, Unit]:
    """A sum in fen; it may be finer than one."""
    value, currency = read_sum(text)
    if currency not in _ATOM_OF:
        raise MoneyError("unit_unknown", value=text)
    return value * FEN, ((_ATOM_OF[currency], 1),)


_NAMES |= {name: _money(f"1 {name}") for name in _SUMS}


def unit_named(name: str) -> tuple[Fraction, Unit]:
    """The factor to the base unit, and the base unit, of the unit called `name`."""
    if name not in _NAMES:
        raise QuantityError("unit_unknown", name)
    return _NAMES[name]


def unit_names() -> list[str]:
    """Every unit that may be named in an expression."""
    return [name for name in _NAMES if name.isidentifier()]


def quantity(text: object) -> tuple[Fraction, Unit]:
    """The exact value and unit of `5000000 yuan`, `30 %`, `2/3` or a whole number, in base units (fen)."""
    if isinstance(text, int) and not isinstance(text, bool):
        return Fraction(text), PLAIN
    shown = str(text).strip().replace("，", ",")
    match = None if isinstance(text, bool) else _NUMBER.fullmatch(shown)
    if match and (match[2] or "1") in _NAMES.keys() - set(_SUMS):
        factor, unit = unit_named(match[2] or "1")
        return Fraction(match[1].replace(",", "").replace("_", "")) * factor, unit
    try:
        return _money(shown)
    except MoneyError as error:
        code = error.code if error.code in {"separator", "unit_unknown"} else "not_a_quantity"
        raise QuantityError(code, shown) from None


def combine(left: Unit, right: Unit, sign: int) -> Unit:
    """The unit of a product (sign 1) or quotient (sign -1)."""
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + sign * power
    return tuple(sorted((atom, power) for atom, power in powers.items() if power))


def unit_text(unit: Unit) -> str:
    """The unit in letters: `fen`, `fen/person`, `1`."""
    above = [atom if power == 1 else f"{atom}^{power}" for atom, power in unit if power > 0]
    below = [atom if power == -1 else f"{atom}^{-power}" for atom, power in unit if power < 0]
    return (
        "*".join(above) + (f"/{'/'.join(below)}" if below else "")
        if above
        else (f"1/{'/'.join(below)}" if below else "1")
    )
