"""Proposes fields for a text. A person decides.

Each field has terms that are typical of it. A term found counts log2(1 + times), divided by the number of fields
that share the term, and more for a phrase than for a word. A field is proposed when it has at least a third of
the best field's points, and the best one has more than a chance hit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from math import log2

from hardtech.engines.matching import analyse
from hardtech.zone.registry.fields import load_fields

__all__ = ["propose_fields"]

MOST = 3
SHARE_OF_BEST = 0.34
CHANCE = 1.0  # points: one common word, once
PHRASE_FACTOR = 1.5
SAMPLE = 20_000  # characters: what a field is stands at the beginning

Key = tuple[str, ...]


def propose_fields(text: str, *, most: int = MOST) -> list[tuple[str, float]]:
    """Up to `most` (field code, share of all points), the likeliest first; empty when nothing typical is said."""
    sample = text[:SAMPLE]
    points: defaultdict[str, float] = defaultdict(float)
    for key, times in _found(sample):
        owners = _terms()[key]
        weight = log2(1 + times) / len(owners) * (PHRASE_FACTOR if len(key) > 1 else 1.0)
        for code in owners:
            points[code] += weight
    if not points:
        return []
    best, total = max(points.values()), sum(points.values())
    if best < CHANCE:
        return []
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    return [(code, got / total) for code, got in ranked[:most] if got >= SHARE_OF_BEST * best]


def _found(text: str) -> Iterable[tuple[Key, int]]:
    words = analyse(text)
    singles = Counter((word,) for word in words)
    pairs = Counter(pairwise(words))
    terms = _terms()
    for counted in (singles, pairs):
        for key, times in counted.items():
            if key in terms:
                yield key, times


@cache
def _terms() -> dict[Key, frozenset[str]]:
    """Analysed term → the fields it is typical of. Chinese phrases are kept by their longest segments."""
    owners: defaultdict[Key, set[str]] = defaultdict(set)
    for field in load_fields():
        for term in field.terms:
            words = analyse(term)
            key = (max(words, key=len),) if words and max(words, key=len) == term else tuple(words[:2])
            if key:
                owners[key].add(field.code)
    return {key: frozenset(codes) for key, codes in owners.items()}
