"""The form field for a fact of the rulebooks: what people type → the text that a `Statement` holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.base.money import Bare, Money
from hardtech.engines.rules import Fact, FactsInvalid
from hardtech.zone.common.languages import reader_text
from hardtech.zone.facts.problems import problem_text
from hardtech.zone.facts.validators import checked
from hardtech.zone.facts.wording import option_label, question

__all__ = ["FactField", "field_for"]

UNITS: dict[str, Promise | str] = {
    "fen": gettext_lazy("In yuan. Other units may be written, such as 120万元."),
    "usd_cent": gettext_lazy("In US dollars."),
    "%": gettext_lazy("In per cent."),
    "year": gettext_lazy("In years."),
    "month": gettext_lazy("In months."),
    "person": gettext_lazy("Number of people."),
    "m2": gettext_lazy("In m²."),
}


class _Typed(str):
    """What was typed into a form, to be shown again as it is."""

    __slots__ = ()


class FactField(forms.Field):
    """Its clean value is the text of a `Statement`; "" for an answer that is left out. Initial values are such texts."""

    def __init__(self, fact: Fact, **options: Any) -> None:
        self.fact = fact
        super().__init__(widget=_widget(fact), **options)

    def bound_data(self, data: Any, initial: Any) -> Any:
        typed = super().bound_data(data, initial)
        return _Typed(typed) if isinstance(typed, str) else typed

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, _Typed) or value in (None, ""):
            return value
        return Money(int(value), "").plain if self.fact.currency else value

    def to_python(self, value: Any) -> str:
        try:
            return checked(self.fact, str(value or ""), Bare.YUAN)
        except FactsInvalid as error:
            problem = error.problems[0]
            raise ValidationError(problem_text(self.fact, problem), code=problem.code) from None


def field_for(fact: Fact, **options: Any) -> FactField:
    """The field for `fact`, with its question, unit and where the evidence comes from; not required unless said."""
    evidence = reader_text(fact.evidence)
    hints = [str(UNITS.get(fact.unit, ""))]
    if evidence:
        hints.append(_("Evidence: %(evidence)s.") % {"evidence": escape(evidence)})
    given = {
        "label": question(fact),
        "help_text": " ".join(filter(None, hints)),
        "required": False,
        **options,
    }
    return FactField(fact, **given)


def _widget(fact: Fact) -> forms.Widget:
    if fact.type == "bool":
        return forms.RadioSelect(choices=[("true", _("Yes")), ("false", _("No"))])
    if fact.type == "choice":
        return forms.Select(choices=[("", "–"), *((code, option_label(fact, code)) for code in fact.options)])
    if fact.type == "date":
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    mode = "numeric" if fact.type == "integer" else "decimal"
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
