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

from hardtech.base.money import Bare, Money, MoneyError, parse
from hardtech.engines.rules._errors import FactProblem, FactsInvalid
from hardtech.engines.rules._language.nodes import Plain
from hardtech.engines.rules._language.units import CURRENCIES, QuantityError, quantity, unit_named
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


def facts_from_json(facts: Mapping[str, Fact], raw: Mapping[str, Any]) -> dict[str, Any]:
    """`raw` with sums in whole fen. In JSON a sum has its unit in its text, or in its key: `revenue_fen`.

    FactsInvalid names every sum that is refused, a number without a unit among them.
    """
    known: dict[str, Any] = {}
    problems = []
    for key, value in raw.items():
        unit = next((unit for unit in CURRENCIES if key.endswith(f"_{unit}")), "")
        fact = facts.get(key) or facts.get(key.removesuffix(f"_{unit}"))
        if fact is None or not fact.currency:
            known[key] = value
            continue
        bare = Bare.REFUSED if key == fact.name else Bare.FEN
        fault = None if value is None else problem(fact, value, 0, bare)
        if fact.name in known:
            fault = FactProblem(fact.name, "fact_twice", {"key": key})
        problems += [fault] if fault else []
        known[fact.name] = None if fault or value is None else store(fact, value, bare)
    if problems:
        raise FactsInvalid(problems)
    return known


def problem(fact: Fact, value: object, row: int, bare: Bare = Bare.FEN) -> FactProblem | None:
    """What is wrong with `value` for `fact`, if anything."""
    try:
        store(fact, value, bare)
    except WrongValueError as error:
        return FactProblem(
            fact.name,
            error.code,
            {"value": str(value), "type": fact.type, "unit": fact.unit, **error.data},
            row,
        )
    return None


def store(fact: Fact, value: object, bare: Bare = Bare.FEN) -> Stored:
    """`value` as it is stored for `fact`; `bare` is what a sum without a unit means."""
    if fact.type == "bool":
        return _truth(value)
    if fact.type == "choice":
        text = str(value).strip()
        if text not in fact.options or isinstance(value, bool):
            raise WrongValueError("option_unknown", options=list(fact.options))
        return text
    if fact.type == "date":
        return _day(value)
    number = _sum(fact, value, bare) if fact.type == "money" else _number(fact, value)
    low = -LARGEST if fact.low is None else fact.low
    high = LARGEST if fact.high is None else min(fact.high, LARGEST)
    if not low <= number <= high:
        raise WrongValueError("out_of_range", min=_bound(fact, low), max=_bound(fact, high))
    return number


def _bound(fact: Fact, stored: int) -> str:
    return Money(stored, "").plain if fact.currency else str(Fraction(stored, 10**fact.decimals))


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


def _sum(fact: Fact, value: object, bare: Bare) -> int:
    try:
        money = parse(value, bare=bare, negative=fact.low is None or fact.low < 0)
        return money.amount_in(fact.currency)
    except MoneyError as error:
        raise WrongValueError(error.code, **error.data) from None


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


def stored_text(fact: Fact, value: object, bare: Bare = Bare.FEN) -> str:
    """`value`, checked, as text that `store` takes back: `true`, `5000000`, `12.50`, `2026-03-01`. Raises FactsInvalid."""
    fault = problem(fact, value, 0, bare)
    if fault is not None:
        raise FactsInvalid([fault])
    plain = shown(fact, store(fact, value, bare))
    return str(plain).lower() if isinstance(plain, bool) else str(plain)
