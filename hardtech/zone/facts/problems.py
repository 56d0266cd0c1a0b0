"""What is wrong with the value of a fact, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from hardtech.engines.rules import Fact, FactProblem
from hardtech.zone.common.languages import joined
from hardtech.zone.common.money import REFUSALS, refusal_text

__all__ = ["problem_text"]

SENTENCES: Mapping[str, Promise] = {
    "not_a_truth": gettext_lazy("“%(value)s” is neither yes nor no."),
    "option_unknown": gettext_lazy("“%(value)s” is not among these: %(options)s."),
    "not_a_date": gettext_lazy("“%(value)s” is no date. Write it as 2026-04-01."),
    "not_a_number": gettext_lazy("“%(value)s” is no number."),
    "not_whole": gettext_lazy("“%(value)s” is not a whole number."),
    "too_many_decimals": gettext_lazy("“%(value)s” has too many decimal places."),
    "out_of_range": gettext_lazy("“%(value)s” is not between %(min)s and %(max)s."),
    "unit_unknown": gettext_lazy("The unit in “%(value)s” is not known."),
    "units_differ": gettext_lazy("“%(value)s” is in another unit than the fact."),
}
OTHER = gettext_lazy("“%(value)s” does not fit this fact.")


def problem_text(fact: Fact, problem: FactProblem) -> str:
    """The engine's code as a sentence in the reader's language."""
    if fact.currency and problem.code in REFUSALS:
        return refusal_text(problem.code, problem.data)
    form = SENTENCES.get(problem.code, OTHER)
    data = {"value": "", "min": "", "max": "", **problem.data, "options": joined(fact.options)}
    return str(form) % data
