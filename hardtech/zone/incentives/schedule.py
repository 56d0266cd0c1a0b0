"""Which parts an amount is paid in, and when: pure, so that a property test can try every kind of measure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from hardtech.engines.rules import Paid, Verdict
from hardtech.zone.incentives.choices import Answer
from hardtech.zone.incentives.deadlines import in_years, payment_due

__all__ = ["WHOLE", "PayoutPart", "parts_of"]

WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class PayoutPart:
    """One payment: `due_on` None where a milestone has to be reached first."""

    id: str
    title_en: str
    title_zh: str
    amount: int
    due_on: datetime.date | None


def parts_of(verdict: Verdict, decided: datetime.date) -> list[PayoutPart]:
    """The parts of the granted amount, which they sum to exactly; none where no money is granted.

    They are those of the measure where these come to the amount. A measure of several years grants one year at a time:
    then the part of that year does. Where neither does (an amount that is capped, parts that are not), it is paid whole.
    """
    amount = verdict.amount or 0
    if amount <= 0:
        return []
    known = [paid for paid in verdict.payments if paid.amount]
    for chosen in (known, _of_this_year(known)):
        if chosen and sum(paid.amount or 0 for paid in chosen) == amount:
            return [_part(paid, decided) for paid in chosen]
    return [PayoutPart(WHOLE, "", "", amount, payment_due(decided))]


def _of_this_year(known: Sequence[Paid]) -> list[Paid]:
    """The last part whose time has come."""
    due = [paid for paid in known if paid.answer == Answer.YES]
    return due[-1:]


def _part(paid: Paid, decided: datetime.date) -> PayoutPart:
    payment = paid.payment
    return PayoutPart(
        payment.id,
        payment.title.get("en", ""),
        payment.title.get("zh", ""),
        paid.amount or 0,
        _due_on(paid, decided),
    )


def _due_on(paid: Paid, decided: datetime.date) -> datetime.date | None:
    """Within the time that the zone promises, in the year of the part; open until a condition of its own is met."""
    if paid.answer != Answer.YES:
        return None
    return payment_due(in_years(decided, paid.payment.year - 1))
