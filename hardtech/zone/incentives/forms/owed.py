"""Forms of what one is owed: one missing fact, and the facts of a project, person or contract."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hardtech.engines.rules import Fact, Rule
from hardtech.zone.facts.fields import field_for
from hardtech.zone.facts.services import StatedValue
from hardtech.zone.incentives.claim_verdict import subject_facts_of
from hardtech.zone.incentives.forms.claims import FACT, SUBJECTS

__all__ = ["AnswerForm", "SubjectForm"]


class AnswerForm(forms.Form):
    """The answer to one question, with what proves it."""

    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=500,
        help_text=_("Name the document or its address. Officers ask for it when you claim."),
    )

    def __init__(self, data: Any, *, fact: Fact, period: str) -> None:
        super().__init__(data)
        self.fields["answer"] = field_for(fact, required=True)
        if period:
            self.fields["answer"].label = f"{self.fields['answer'].label} ({period})"
        self.order_fields(["answer", "evidence"])

    @property
    def said(self) -> StatedValue:
        return StatedValue(self.cleaned_data["answer"], self.cleaned_data["evidence"])


class SubjectForm(forms.Form):
    """What is to be known of a project, a person or a contract. Its fields bear the names of those of a claim."""

    subject = forms.CharField(max_length=200, required=False)

    def __init__(self, data: Any, *, rule: Rule) -> None:
        super().__init__(data)
        self.fields["subject"].label = SUBJECTS[rule.subject]
        self._facts = subject_facts_of(rule)
        for name, fact in self._facts.items():
            self.fields[FACT + name] = field_for(fact)

    @property
    def facts(self) -> dict[str, str]:
        """The facts that were given, by their names in the rulebooks."""
        given = {name: self.cleaned_data.get(FACT + name, "") for name in self._facts}
        return {name: value for name, value in given.items() if value}
