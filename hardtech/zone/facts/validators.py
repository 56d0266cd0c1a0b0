"""One check of a fact's value for form, import and API."""

from __future__ import annotations

from hardtech.base.money import Bare, Money
from hardtech.engines.rules import Fact, stored_text

__all__ = ["checked", "written_out"]


def checked(fact: Fact, value: object, bare: Bare) -> str:
    """`value` as a `Statement` holds it; "" for an empty one. `bare` is what a sum without a unit means at this door.

    Raises `FactsInvalid` with the problem's code.
    """
    text = value.strip() if isinstance(value, str) else value
    return "" if text in (None, "") else stored_text(fact, text, bare)


def written_out(fact: Fact, value: str) -> str:
    """A value of a `Statement` for files and programs: a sum with its unit. `checked` takes it back."""
    return Money(int(value), fact.currency).text if fact.currency and value else value
