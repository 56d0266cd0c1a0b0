"""Facts as people and files give them → stored values, each fault named.

Stored: a truth as bool, a number as whole number of its smallest step (fen for money), a date as ordinal, a choice as
its text. The value in an expression is the stored number times the fact's scale.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hardtech.engines.rules._errors import FactProblem, FactsInvalid
from hardtech.engines.rules._language.nodes import Plain
from hardtech.engines.rules._language.units import QuantityError, quantity, unit_named
from hardtech.engines.rules._measure import Fact

LARGEST = 2**62
TRUE = frozenset({"true", "yes", "1", "是", "有"})
FALSE = frozenset({"false", "no", "0", "否", "无"})

Stored = bool | int | str


class WrongValueError(Exception):
    """A value that a fact can't have."""

    def __init__(self, code: str, **data: object) -> None:
        self.code = code
        self.data = data
        super().__init__(code)


def read_case(
    facts: Mapping[str, Fact], raw: Mapping[str, Any], also: Iterable[str] = ()
) -> dict[str, Stored]:
    """The known facts of a case, stored; missing and null ones are left out.

    `also` are names that other measures know: they are passed over. FactsInvalid names every fault.
    """
    stored: dict[str, Stored] = {}
    problems = []
    allowed = set(also)
    for name, value in raw.items():
        fact = facts.get(name)
        if fact is None:
            if name not in allowed:
                near = difflib.get_close_matches(name, sorted({*facts, *allowed}), n=3)
                problems.append(FactProblem(name, "fact_unknown", {"near": near, "known": sorted(facts)}))
            continue
        if value is None:
            continue
        try:
            stored[name] = store(fact, value)
        except WrongValueError as error:
            problems.append(
                FactProblem(
                    name,
                    error.code,
                    {"value": str(value), "type": fact.type, "unit": fact.unit, **error.data},
                )
            )
    if problems:
        raise FactsInvalid(problems)
    return stored


def problem(fact: Fact, value: object, row: int) -> FactProblem | None:
    """What is wrong with `value` for `fact`, if anything."""
    try:
        store(fact, value)
    except WrongValueError as error:
        return FactProblem(
            fact.name,
            error.code,
            {"value": str(value), "type": fact.type, "unit": fact.unit, **error.data},
            row,
        )
    return None


def store(fact: Fact, value: object) -> Stored:
    """`value` as it is stored for `fact`."""
    if fact.type == "bool":
        return _truth(value)
    if fact.type == "choice":
        text = str(value).strip()
        if text not in fact.options or isinstance(value, bool):
            raise WrongValueError("option_unknown", options=list(fact.options))
        return text
    if fact.type == "date":
        return _day(value)
    number = _number(fact, value)
    low = -LARGEST if fact.low is None else fact.low
    high = LARGEST if fact.high is None else min(fact.high, LARGEST)
    if not low <= number <= high:
        step = 10**fact.decimals
        raise WrongValueError("out_of_range", min=str(Fraction(low, step)), max=str(Fraction(high, step)))
    return number


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if isinstance(value, str) and text in TRUE | FALSE:
        return text in TRUE
    raise WrongValueError("not_a_truth")


def _day(value: object) -> int:
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return value.toordinal()
    try:
        return datetime.date.fromisoformat(str(value).strip()).toordinal()
    except ValueError:
        raise WrongValueError("not_a_date") from None


def _number(fact: Fact, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | Fraction):
        raise WrongValueError("not_exact" if isinstance(value, float) else "not_a_number")
    stored = _exact(fact, value) * Fraction(10**fact.decimals)
    if stored.denominator != 1:
        raise WrongValueError("too_many_decimals" if fact.decimals else "not_whole", decimals=fact.decimals)
    return stored.numerator


def _exact(fact: Fact, value: int | str | Decimal | Fraction) -> Fraction:
    """The value in the fact's own unit."""
    try:
        if not isinstance(value, str):
            return Fraction(value)
        text = value.strip()
        number, base = quantity(text)
        if text[-1:].isdigit():  # no unit is written: the fact's own is meant
            return number
        factor, wanted = unit_named(fact.unit)
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        code = error.code if isinstance(error, QuantityError) else "not_a_number"
        raise WrongValueError("not_a_number" if code == "not_a_quantity" else code) from None
    if base != wanted:
        raise WrongValueError("units_differ", wanted=fact.unit)
    return number / factor


def in_base(fact: Fact, stored: Stored) -> Plain:
    """The value that expressions see."""
    if isinstance(stored, bool | str) or fact.scale == 1:
        return stored
    value = stored * fact.scale
    return value.numerator if value.denominator == 1 else value


def shown(fact: Fact, stored: Stored) -> bool | int | str:
    """The stored value as JSON shows it, in the fact's own unit; `store` takes it back."""
    if isinstance(stored, bool | str):
        return stored
    if fact.type == "date":
        return datetime.date.fromordinal(stored).isoformat()
    return str(Decimal(stored).scaleb(-fact.decimals)) if fact.decimals else stored


def stored_text(fact: Fact, value: object) -> str:
    """`value`, checked, as text that `store` takes back: `true`, `5000000`, `12.50`, `2026-03-01`. Raises FactsInvalid."""
    fault = problem(fact, value, 0)
    if fault is not None:
        raise FactsInvalid([fault])
    plain = shown(fact, store(fact, value))
    return str(plain).lower() if isinstance(plain, bool) else str(plain)
