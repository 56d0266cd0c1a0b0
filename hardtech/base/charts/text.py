"""How wide a text will be, without asking the server's fonts: the reader's browser has others."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

__all__ = ["fitted", "text_width"]

WIDE, OTHER = 1.0, 0.56
"""Parts of the font size: a Han character fills its square, Latin letters take this much on average, digits exactly."""
PIECES = re.compile(r"[^\s⺀-鿿]+\s*|.")
"""Where a line may break: after a word, or after any Han character."""


def text_width(text: str, size: float) -> float:
    return size * sum(WIDE if east_asian_width(letter) in "WF" else OTHER for letter in text)


def fitted(text: str, size: float, width: float, lines: int = 1) -> str:
    """`text` in at most so many lines of `width`; what does not fit gives way to an ellipsis."""
    laid = [""]
    for piece in PIECES.findall(" ".join(text.split())):
        if laid[-1] and text_width((laid[-1] + piece).rstrip(), size) > width and len(laid) < lines:
            laid.append("")
        laid[-1] += piece
    return "\n".join(_cut(line.rstrip(), size, width) for line in laid)


def _cut(line: str, size: float, width: float) -> str:
    if text_width(line, size) <= width:
        return line
    while line and text_width(f"{line}…", size) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
