"""Keep a text from being run as a formula when a spreadsheet opens a CSV file.

A text that a spreadsheet could take for a formula (`=`, `+`, `-`, `@`, also in full width, also after
spaces; a leading tab or line break) gets one apostrophe in front. Reading takes it away again. A text
that already has apostrophes before such a sign gets one more, so that every text comes back unchanged.
"""

from __future__ import annotations

import re

_RISKY = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_GUARDED = re.compile(r"'+(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def guard(text: str) -> str:
    """Return the text as it may stand in a CSV cell."""
    return f"'{text}" if _RISKY.match(text) else text


def unguard(text: str) -> str:
    """Return the text as it was before `guard`."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
