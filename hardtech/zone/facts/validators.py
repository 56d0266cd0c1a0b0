"""One check of a fact's value for form, import and API."""

from __future__ import annotations

from hardtech.engines.rules import Fact, stored_text

__all__ = ["checked"]


def checked(fact: Fact, value: object) -> str:
    """`value` as a `Statement` writes it; "" for an empty one. Raises `FactsInvalid` with the problem's code."""
    text = str(value).strip() if isinstance(value, str) else value
    return "" if text in (None, "") else stored_text(fact, text)
