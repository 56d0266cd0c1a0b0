"""Forms of claims, their decisions, and the money that follows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hardtech.engines.rules import Fact, Rule
from hardtech.zone.common.languages import in_reader_language
from hardtech.zone.common.money import MoneyField
from hardtech.zone.facts.fields import field_for
from hardtech.zone.incentives.choices import ClawbackState
from hardtech.zone.incentives.claim_verdict import subject_facts_of
from hardtech.zone.incentives.models import Claim
from hardtech.zone.measures.rulebook import ORGANISATION

__all__ = [
    "CancelForm",
    "ClaimDecisionForm",
    "ClaimForm",
    "DemandForm",
    "DismissForm",
    "MilestoneForm",
    "PaidForm",
    "QuestionForm",
    "SettleForm",
    "attach",
    "demanded_evidence",
]

FACT = "fact-"
FREE_ROWS = 2
FIELDS = {"evidence": "text-0"}
SUBJECTS = {
    "project": _("Name of the project"),
    "person": _("Name of the person"),
    "contract": _("Number or title of the contract"),
}


def _long(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=4000, widget=widget)


def _day(label: Any, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, widget=widget)


def demanded_evidence(rule: Rule, on: datetime.date) -> list[str]:
    """What the measure wants to see, in the reader's language: its own list, else what proves each fact."""
    version = rule.version_on(on)
    listed = [dict(words) for words in version.evidence] if version else []
    listed = listed or [dict(fact.evidence) for fact in rule.facts.values() if not fact.judged]
    names = [in_reader_language(words.get("en", ""), words.get("zh", "")) for words in listed]
    return list(dict.fromkeys(filter(None, names)))


class ClaimForm(forms.Form):
    """Subject and its facts where the measure is granted for one, a statement, and evidence in rows of text and link."""

    subject = forms.CharField(max_length=200, required=False)
    statement = _long(
        _("Statement"),
        _("What the office should know. Needed where the facts on file say no."),
        required=False,
    )

    def __init__(self, data: Any, *, rule: Rule, on: datetime.date, claim: Claim | None = None) -> None:
        super().__init__(data, initial=_initial(claim))
        self._facts = subject_facts_of(rule)
        for name, fact in self._facts.items():
            self.fields[FACT + name] = field_for(fact)
        if claim is not None or rule.subject == ORGANISATION:
            del self.fields["subject"]
        else:
            self.fields["subject"].label = SUBJECTS[rule.subject]
            self.fields["subject"].required = True
        self._rows = _evidence_rows(demanded_evidence(rule, on), claim.evidence if claim else ())
        for number, (name, text, link) in enumerate(self._rows):
            self.fields[f"text-{number}"] = forms.CharField(
                label=name or _("Other evidence"), initial=text, required=False, max_length=500
            )
            self.fields[f"link-{number}"] = forms.URLField(
                label=_("Link"), initial=link, required=False, max_length=500, assume_scheme="https"
            )

    def fact_fields(self) -> list[Any]:
        return [self[FACT + name] for name in self._facts]

    def evidence_fields(self) -> list[tuple[Any, Any]]:
        return [(self[f"text-{number}"], self[f"link-{number}"]) for number in range(len(self._rows))]

    @property
    def values(self) -> dict[str, Any]:
        """What the services take."""
        data = self.cleaned_data
        return {
            **({"subject": data["subject"]} if "subject" in data else {}),
            "subject_facts": {name: data[FACT + name] for name in self._facts if data[FACT + name]},
            "statement": data["statement"],
            "evidence": [
                {"name": name, "text": data[f"text-{number}"], "link": data[f"link-{number}"]}
                for number, (name, _text, _link) in enumerate(self._rows)
            ],
        }

    def checked_facts(self) -> dict[str, str]:
        """Facts of the subject, as typed, for a look before the claim is sent."""
        return dict(self.values["subject_facts"])


def attach(form: forms.Form, error: ValidationError) -> None:
    """Show what a service refused at its field, or on top where the form has no such field."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, errors in by_field.items():
        known = next((one for one in (name, FACT + name, FIELDS.get(name, "")) if one in form.fields), None)
        for one in errors:
            form.add_error(known, one)


def _initial(claim: Claim | None) -> dict[str, Any]:
    if claim is None:
        return {}
    facts = {FACT + name: value for name, value in claim.subject_facts.items()}
    return {**facts, "statement": claim.statement}


def _evidence_rows(demanded: Sequence[str], given: Iterable[Mapping[str, str]]) -> list[tuple[str, str, str]]:
    """A row for each piece that is demanded, with what was given for it, then the others, then empty ones."""
    left = [dict(row) for row in given]
    rows = []
    for name in demanded:
        found = next((row for row in left if row.get("name") == name), None)
        if found is not None:
            left.remove(found)
        rows.append((name, (found or {}).get("text", ""), (found or {}).get("link", "")))
    rows += [(row.get("name", ""), row.get("text", ""), row.get("link", "")) for row in left]
    return rows + [("", "", "")] * FREE_ROWS


class ClaimDecisionForm(forms.Form):
    """Approve or refuse, with what the rules leave to the officer's judgement."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Approve")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    reason = _long(_("Reason"), _("The organisation reads it."))

    def __init__(self, data: Any = None, *, judged: Mapping[str, Fact]) -> None:
        super().__init__(data)
        self._judged = dict(judged or {})
        for name, fact in self._judged.items():
            self.fields[FACT + name] = field_for(fact)
        self.order_fields([*(FACT + name for name in self._judged), "decision", "reason"])

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "approve": data["decision"] == "approve",
            "reason": data["reason"],
            "rulings": {name: data[FACT + name] for name in self._judged if data[FACT + name]},
        }


class QuestionForm(forms.Form):
    question = _long(_("Question"), _("What the organisation has to add or explain."))

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class DismissForm(forms.Form):
    reason = _long(_("Reason"), _("Officers read it, the organisation does not."))

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class CancelForm(forms.Form):
    reason = _long(_("Reason"), _("The organisation reads it."))

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class MilestoneForm(forms.Form):
    on = _day(_("Reached on"))

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PaidForm(forms.Form):
    reference = forms.CharField(label=_("Reference of the transfer"), max_length=120)
    paid_on = _day(_("Paid on"))

    @property
    def values(self) -> dict[str, Any]:
        return {"reference": self.cleaned_data["reference"], "on": self.cleaned_data["paid_on"]}


class DemandForm(forms.Form):
    amount = MoneyField(label=_("Amount in yuan"), currency="CNY")
    due_on = _day(_("To be paid back by"))
    reason = _long(_("Reason"), _("The organisation reads it."))

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"amount_fen": data["amount"].amount, "due_on": data["due_on"], "reason": data["reason"]}


class SettleForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How it ended"),
        choices=[
            (ClawbackState.REPAID.value, ClawbackState.REPAID.label),
            (ClawbackState.WAIVED.value, ClawbackState.WAIVED.label),
        ],
        widget=forms.RadioSelect,
    )
    on = _day(_("Settled on"))
    remark = _long(_("Remark"), _("Needed where it is waived."), required=False)

    @property
    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "state": ClawbackState(self.cleaned_data["state"])}
