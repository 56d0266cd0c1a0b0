"""Forms of the facts room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.engines.rules import Fact
from hardtech.zone.facts.fields import field_for
from hardtech.zone.facts.models import Statement
from hardtech.zone.facts.quantities import fact_value
from hardtech.zone.facts.services import StatedValue
from hardtech.zone.facts.wording import label, question

__all__ = ["EnterForm", "StatementForm"]

PREFIX = "fact-"
LONGEST_EVIDENCE = 500


class StatementForm(forms.Form):
    """Some facts of one fiscal year, or of none, with the evidence that they share. What is left empty stays as it is."""

    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        required=False,
        max_length=LONGEST_EVIDENCE,
        help_text=gettext_lazy(
            "What shows it, for all that you state here: for example “Audit report 2025”."
        ),
    )

    def __init__(
        self, data: Any, *, facts: Mapping[str, Fact], year: int, known: Mapping[tuple[str, int], Statement]
    ) -> None:
        super().__init__(data)
        self._year = year
        self._names = list(facts)
        for name, fact in facts.items():
            field = field_for(fact, label=label(fact) if year else question(fact))
            hints = [""] if fact.type == "money" else [str(field.help_text)]
            if (row := known.get((name, year))) is not None:
                hints.append(escape(_on_file(fact, row)))
            field.help_text = " ".join(hints).strip()
            self.fields[PREFIX + name] = field
        self.order_fields([*(PREFIX + name for name in facts), "evidence"])
        self.has_money = any(fact.unit == "fen" for fact in facts.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(PREFIX + name) for name in self._names):
            raise ValidationError(
                _("Nothing is stated yet. Fill in at least one fact; the others stay as they are."),
                code="nothing",
            )
        return cleaned

    @property
    def stated_fields(self) -> list[forms.BoundField]:
        return [self[PREFIX + name] for name in self._names]

    @property
    def said(self) -> dict[tuple[str, int], StatedValue]:
        """What the service takes."""
        evidence = self.cleaned_data["evidence"]
        values = {name: self.cleaned_data[PREFIX + name] for name in self._names}
        return {(name, self._year): StatedValue(value, evidence) for name, value in values.items() if value}


def _on_file(fact: Fact, row: Statement) -> str:
    return _("On file: %(value)s (%(day)s).") % {
        "value": fact_value(row.value, fact),
        "day": date_format(localdate(row.stated_at), "DATE_FORMAT"),
    }


class EnterForm(forms.Form):
    since = forms.DateField(
        label=gettext_lazy("In the zone since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The day of its registration or move here."),
    )
