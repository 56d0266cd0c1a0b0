"""How an amount came about and when its parts fall due, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.common.languages import in_reader_language
from hardtech.zone.common.money import money
from hardtech.zone.facts.quantities import written
from hardtech.zone.measures.wording.citations import CiteWords, cite_words
from hardtech.zone.measures.wording.leaflet import rounding_words

__all__ = ["AmountWords", "PaymentWords", "amount_words", "payment_words"]

DUE: Mapping[str, Promise] = {
    "yes": gettext_lazy("Due now"),
    "no": gettext_lazy("Not due yet"),
    "unknown": gettext_lazy("Due once its condition is shown to be met"),
    "judgement": gettext_lazy("Due once a person has confirmed its condition"),
}


@dataclass(frozen=True, slots=True)
class AmountWords:
    """`fen` and `text` are what is granted, None and "" where nothing is decided; then `at_most` says the limit."""

    fen: int | None
    text: str
    at_most: str
    steps: tuple[str, ...]
    cite: CiteWords | None


@dataclass(frozen=True, slots=True)
class PaymentWords:
    id: str
    title: str
    year: int
    amount: str
    answer: str
    due: str
    cite: CiteWords | None


def amount_words(document: Mapping[str, Any]) -> AmountWords | None:
    """The amount of a trace; None where the measure grants no money."""
    rule = document["amount"]
    if rule is None:
        return None
    fen, most = document["amount_fen"], document["amount_at_most_fen"]
    return AmountWords(
        fen=fen,
        text=money(fen),
        at_most=money(most) if fen is None and document["answer"] != "no" else "",
        steps=tuple(_steps(rule, fen, document)) if document["answer"] != "no" else (),
        cite=cite_words(rule["cite"]),
    )


def _steps(rule: Mapping[str, Any], fen: int | None, document: Mapping[str, Any]) -> list[str]:
    """Computed, capped, rounded."""
    steps = []
    exact = None if rule["exact"] is None else Fraction(rule["exact"])
    if exact is not None:
        steps.append(_("By the formula: %(amount)s.") % {"amount": money(exact)})
    cap = document["parameters"].get(rule["cap"] or "")
    if cap is not None:
        steps.append(_("At most %(cap)s.") % {"cap": written(cap["value"])})
    elif rule["cap"] and fen is not None and exact is not None and fen < int(exact):
        steps.append(_("At most %(cap)s.") % {"cap": money(fen)})
    if exact is not None and (fen is None or exact != fen):
        rounding = rule["rounding"]
        steps.append(rounding_words(rounding["mode"], rounding["step_fen"]))
    return steps


def payment_words(document: Mapping[str, Any]) -> tuple[PaymentWords, ...]:
    """The parts of the amount in order."""
    return tuple(
        PaymentWords(
            id=part["id"],
            title=in_reader_language(part["title"].get("en", ""), part["title"].get("zh", "")),
            year=part["year"],
            amount=money(part["amount_fen"]),
            answer=part["due"],
            due=str(DUE[part["due"]]),
            cite=cite_words(part["cite"]),
        )
        for part in document["payments"]
    )
