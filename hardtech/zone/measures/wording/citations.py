"""Where a figure or a condition stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["CiteWords", "cite_words"]


@dataclass(frozen=True, slots=True)
class CiteWords:
    """In the words of the source, which are not translated."""

    document: str
    article: str
    quote: str
    url: str


def cite_words(cite: Mapping[str, Any] | None) -> CiteWords | None:
    """A citation of a trace."""
    if not cite:
        return None
    return CiteWords(
        cite.get("document", ""), cite.get("article", ""), cite.get("quote", ""), cite.get("url", "")
    )
