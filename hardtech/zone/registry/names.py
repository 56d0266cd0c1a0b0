"""Are two names the same organisation? Proposes, never decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["names_alike", "normalise_name", "provinces_differ"]

# Legal forms say nothing about who it is.
LEGAL_FORMS = re.compile(
    r"\b(co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|the|group|of)\b"
    r"|股份有限公司|有限责任公司|有限公司|集团|公司"
)
# 004 prints "Shanxi" for Shaanxi twice: the two provinces must never become one.
SHAANXI = re.compile(r"陕西|shaanxi", re.IGNORECASE)
SHANXI = re.compile(r"山西|shanxi", re.IGNORECASE)
ALIKE = 0.6  # share of words in common from which a person should look


def normalise_name(name: str) -> str:
    """Lower case, no accents, punctuation or legal form; words in order of the alphabet."""
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(character for character in text if not unicodedata.combining(character))
    text = re.sub(r"['’`]", "", text)  # Xi'an and Xian are one city
    text = re.sub(r"[^\w]+|_", " ", text)
    text = LEGAL_FORMS.sub(" ", text)
    return " ".join(sorted(text.split()))


def names_alike(first: str, second: str) -> bool:
    """True when the names are equal after normalising, one holds the other, or most words are shared."""
    one, other = normalise_name(first), normalise_name(second)
    if not one or not other or provinces_differ([first], [second]):
        return False
    if one == other:
        return True
    units_one, units_other = _units(one), _units(other)
    shared = len(units_one & units_other)
    return shared / len(units_one | units_other) >= ALIKE


def provinces_differ(first: Iterable[str], second: Iterable[str]) -> bool:
    """True when one side's names speak of 陕西 (Shaanxi) and the other's of 山西 (Shanxi), and neither of both."""
    one, other = " ".join(first), " ".join(second)
    sides = [(bool(SHAANXI.search(text)), bool(SHANXI.search(text))) for text in (one, other)]
    return sorted(sides) == [(False, True), (True, False)]


def _units(name: str) -> set[str]:
    """Words of Latin names; pairs of characters of Chinese ones."""
    units: set[str] = set()
    for word in name.split():
        if "\u4e00" <= word[0] <= "\u9fff":
            units.update(word[place : place + 2] for place in range(max(1, len(word) - 1)))
        else:
            units.add(word)
    return units
