"""Are two names the same organisation? Proposes, never decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["NameLikeness", "normalise_name", "provinces_differ"]

# Legal forms say nothing about who it is.
LEGAL_FORMS = re.compile(
    r"\b(co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|the|group|of)\b"
    r"|股份有限公司|有限责任公司|有限公司|集团|公司"
)
# 004 prints "Shanxi" for Shaanxi twice: the two provinces must never become one.
SHAANXI = re.compile(r"陕西|shaanxi", re.IGNORECASE)
SHANXI = re.compile(r"山西|shanxi", re.IGNORECASE)
LONGEST = 250  # characters of a name that are compared: no name that is kept is longer
ALIKE = 0.6  # share of words in common from which a person should look


def normalise_name(name: str) -> str:
    """Lower case, no accents, punctuation or legal form; words in order of the alphabet."""
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(character for character in text if not unicodedata.combining(character))
    text = re.sub(r"['’`]", "", text)  # Xi'an and Xian are one city
    text = re.sub(r"[^\w]+|_", " ", text)
    text = LEGAL_FORMS.sub(" ", text)
    return " ".join(sorted(text.split()))


class NameLikeness:
    """One name compared with many: it is normalised and cut once."""

    def __init__(self, name: str) -> None:
        self._name = name[:LONGEST]
        self._normal = normalise_name(self._name)
        self._units = _units(self._normal)

    def holds(self, other: str) -> bool:
        """True when `other` is alike."""
        other = other[:LONGEST]
        normal = normalise_name(other)
        if not self._normal or not normal or provinces_differ([self._name], [other]):
            return False
        if self._normal == normal:
            return True
        units = _units(normal)
        return len(self._units & units) / len(self._units | units) >= ALIKE


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
