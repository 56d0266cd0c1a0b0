"""Codes into words: what happened, what a level means, what budgets and figures look like."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.common.money import money
from hardtech.zone.journal.models import Entry
from hardtech.zone.market.choices import Comparison, DismissalReason, Partnership
from hardtech.zone.market.models import Requirement
from hardtech.zone.registry.choices import Field

__all__ = [
    "FINDING_REASONS",
    "FINDING_STATUSES",
    "TRL_MEANINGS",
    "budget",
    "dismissal_note",
    "field_pairs",
    "figure",
    "partnership_labels",
    "refusal_sentences",
]

Words = Promise | str

# ISO 16290:2013, in plain words.
TRL_MEANINGS: dict[int, Words] = {
    1: gettext_lazy("Basic principles observed"),
    2: gettext_lazy("Concept formulated"),
    3: gettext_lazy("Concept proven by experiment"),
    4: gettext_lazy("Shown in the laboratory"),
    5: gettext_lazy("Shown in a relevant environment"),
    6: gettext_lazy("Model demonstrated in a relevant environment"),
    7: gettext_lazy("Prototype demonstrated in operation"),
    8: gettext_lazy("Complete and qualified"),
    9: gettext_lazy("Proven in operation"),
}

# What each refusal tells the offerer to do: the lesson beside the count.
LESSONS: dict[str, Words] = {
    DismissalReason.OFF_TOPIC: gettext_lazy("Say more clearly which problem it solves, and which not."),
    DismissalReason.PERFORMANCE: gettext_lazy(
        "Give the figures that buyers compare, with the conditions of the test."
    ),
    DismissalReason.READINESS: gettext_lazy("Show evidence from a relevant environment, or offer a pilot."),
    DismissalReason.COST: gettext_lazy("State what the buyer saves and when the outlay comes back."),
    DismissalReason.RIGHTS: gettext_lazy("State who owns the rights and for which countries."),
    DismissalReason.CAPACITY: gettext_lazy("Say which volume you can deliver, and from when."),
    DismissalReason.PLACE: gettext_lazy("Say where you can deliver and under which export rules."),
    DismissalReason.KNOWN: gettext_lazy("Say what differs from what is already in use."),
}

# In the order in which they are counted.
FINDING_STATUSES: dict[str, Words] = {
    "met": gettext_lazy("met"),
    "contradicted": gettext_lazy("contradicted"),
    "unclear": gettext_lazy("unclear"),
    "addressed": gettext_lazy("addressed in words"),
    "not_addressed": gettext_lazy("not addressed"),
}

# (status, code) → what makes it so; without a status for any. What goes without saying is left out.
FINDING_REASONS: dict[tuple[str, str], Words] = {
    ("met", "range"): gettext_lazy("The offer's range covers what is asked."),
    ("contradicted", "range"): gettext_lazy("The offer's range does not reach as far."),
    ("", "same"): gettext_lazy("The same figure."),
    ("", "aimed"): gettext_lazy("The offer aims at this figure; it does not say that it is reached."),
    ("", "aimed_below"): gettext_lazy("Even the figure that the offer aims at falls short."),
    ("", "others"): gettext_lazy("The sentence may tell of other solutions than the one offered."),
    ("", "demanded"): gettext_lazy("The sentence repeats what is asked for."),
    ("", "denied"): gettext_lazy("The sentence says that something is not so."),
    ("", "subject"): gettext_lazy("It may be the figure of something else."),
    ("", "several"): gettext_lazy("The offer gives several figures that do not agree."),
    ("", "best_case"): gettext_lazy("Only the best case is given."),
    ("", "approximate"): gettext_lazy("The figure is approximate."),
    ("", "overlap"): gettext_lazy("Only a part of what the offer states would do."),
    ("", "part"): gettext_lazy("The offer tells only a part of the range that is asked for."),
    ("", "direction"): gettext_lazy("The need does not say whether more or less is better."),
    ("", "magnitude"): gettext_lazy("The figures are more than a thousand times apart."),
    ("", "currency"): gettext_lazy("The sum is in another currency."),
    ("", "no_figure"): gettext_lazy("The offer speaks of it without a figure to compare."),
}

SYMBOLS = {Comparison.AT_LEAST: "≥", Comparison.AT_MOST: "≤", Comparison.EQUAL: "="}


def dismissal_note(entry: Entry) -> str:
    """Why a match was dismissed, in words."""
    reason = entry.data.get("reason", "")
    label = DismissalReason(reason).label if reason in DismissalReason.values else reason
    return _("Reason: %(reason)s") % {"reason": label} if label else ""


def budget(low: int | None, high: int | None, currency: str) -> str:
    """The range in words; empty when neither end is stated."""
    if low is not None and high is not None:
        if low == high:
            return money(low, currency)
        return _("%(low)s to %(high)s") % {"low": money(low, currency), "high": money(high, currency)}
    if high is not None:
        return _("up to %(high)s") % {"high": money(high, currency)}
    if low is not None:
        return _("from %(low)s") % {"low": money(low, currency)}
    return ""


def figure(requirement: Requirement) -> str:
    """The figure of a requirement: `energy density ≥ 350 Wh/kg`; empty when it has none."""
    if requirement.value is None:
        return ""
    value = _plain(requirement.value)
    if requirement.relation == Comparison.BETWEEN and requirement.value_max is not None:
        amount = f"{value}–{_plain(requirement.value_max)}"
    else:
        amount = f"{SYMBOLS.get(Comparison(requirement.relation), '') if requirement.relation else ''} {value}".strip()
    return " ".join(part for part in (requirement.quantity, amount, requirement.unit) if part)


def _plain(value: Decimal) -> str:
    """Without the zeros that only the column's scale adds."""
    return f"{value.normalize():,f}"


def field_pairs(codes: Iterable[str]) -> list[tuple[str, Words]]:
    """(code, label) of fields, as the tags show them."""
    return [(code, Field(code).label if code in Field.values else code) for code in codes]


def partnership_labels(codes: Iterable[str]) -> list[Words]:
    return [Partnership(code).label if code in Partnership.values else code for code in codes]


def refusal_sentences(counts: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """Why needs said no: reason, how often, and what it tells the offerer to do."""
    return [
        {"label": DismissalReason(code).label, "times": times, "lesson": LESSONS.get(code, "")}
        for code, times in counts
    ]
