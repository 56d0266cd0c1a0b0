"""One check of a fact's value for form, import and API."""

from __future__ import annotations

from decimal import Decimal

from hardtech.engines.rules import Fact, stored_text

__all__ = ["checked", "typed", "written_out"]

LARGER = {"fen": "yuan", "usd_cent": "usd"}
"""Units that nobody types or reads in a table: people take the larger one."""


def checked(fact: Fact, value: object) -> str:
    """`value` as a `Statement` writes it; "" for an empty one. Raises `FactsInvalid` with the problem's code."""
    text = str(value).strip() if isinstance(value, str) else value
    return "" if text in (None, "") else stored_text(fact, text)


def typed(fact: Fact, text: str) -> str:
    """`checked` for what people write in forms and files: a plain number is in yuan, not in fen; commas group digits."""
    plain = text.strip().replace(",", "").replace("，", "")
    larger = LARGER.get(fact.unit)
    return checked(fact, f"{plain} {larger}" if larger and plain[-1:].isdigit() else plain)


def written_out(fact: Fact, value: str) -> str:
    """A value of a `Statement` as a table of people has it: money with its unit. `typed` takes it back."""
    larger = LARGER.get(fact.unit)
    return f"{Decimal(value).scaleb(-2).normalize():f} {larger}" if larger else value
