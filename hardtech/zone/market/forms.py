"""Forms of offers, needs with their requirements, and decisions on matches."""

from __future__ import annotations

import re
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.permissions import Visitor, is_administrator
from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.common.money import MoneyField, money_refusal
from hardtech.zone.market.choices import Comparison, DismissalReason, MatchVerdict, Partnership, Side
from hardtech.zone.market.formfields import KeywordsField, trl_field
from hardtech.zone.market.models import Need, Offer, Requirement
from hardtech.zone.market.validators import BUDGET, budget_fen, validate_budget
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Person
from hardtech.zone.registry.permissions import organisation_ids
from hardtech.zone.registry.queries import organisations

__all__ = [
    "DecisionForm",
    "NeedForm",
    "OfferForm",
    "ProfileForm",
    "RequirementFormSet",
    "requirement_formset",
]

REQUIREMENTS_MOST = 100

SHARED = [
    "owner",
    "title",
    "summary",
    "description",
    "keywords",
    "fields",
    "partnerships",
    "language",
    "people",
]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What offers and needs have in common. It never saves: views hand `values` to the services."""

    # Headline, then the lines of the page: a field, or two short ones beside each other.
    GROUPS: ClassVar[list[tuple[Any, list[str]]]] = []

    keywords = KeywordsField(
        label=_("Keywords"),
        required=False,
        help_text=_(
            "Separated by commas, as a partner would search for them. For example: ice, coating, wind turbine"
        ),
    )
    partnerships = forms.MultipleChoiceField(
        label=_("Partnership wanted"),
        choices=Partnership.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, visitor: Visitor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visitor = visitor
        # Not among the class's fields: there its name would hide the form's own attribute.
        self.fields["fields"] = forms.MultipleChoiceField(
            label=_("Fields"), choices=Field.choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        owners = organisations()
        if not is_administrator(visitor):
            owners = owners.filter(pk__in=list(organisation_ids(visitor)))
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        if len(organisation_ids(visitor)) == 1:
            self.fields["owner"].empty_label = None  # type: ignore[attr-defined]
        self.fields["people"].queryset = self._people()  # type: ignore[attr-defined]
        self.fields["people"].help_text = _("Whom a partner may ask. People of your organisation.")
        if self.instance.pk is None and "language" not in self.initial:
            chinese = (get_language() or "").startswith("zh")
            self.initial["language"] = RecordLanguage.CHINESE if chinese else RecordLanguage.ENGLISH

    def _people(self) -> Any:
        own = list(organisation_ids(self.visitor))
        known = Q(organisations__in=own)
        if self.instance.pk:
            known |= Q(organisations=self.instance.owner_id) | Q(
                **{f"{self.instance.SIDE}s": self.instance.pk}
            )
        return Person.objects.filter(known).distinct()

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fieldsets of the page: headline, and lines of one bound field or of two short ones."""
        return [
            {"legend": legend, "lines": [[self[name] for name in line.split()] for line in lines]}
            for legend, lines in self.GROUPS
        ]

    @property
    def values(self) -> dict[str, Any]:
        """What the services take: everything but the people."""
        return {name: value for name, value in self.cleaned_data.items() if name != "people"}


class OfferForm(ProfileForm):
    GROUPS = [
        (_("What it is"), ["owner", "title", "summary", "description", "keywords", "fields", "language"]),
        (_("How far it has come"), ["trl", "trl_evidence"]),
        (
            _("What the buyer gains against the best rival"),
            ["advantage_performance", "advantage_cost", "advantage_return"],
        ),
        (_("Rights"), ["ip_stage", "ip_note"]),
        (_("Partner and contact"), ["partnerships", "people"]),
    ]

    trl = trl_field(
        label=_("Technology readiness level"),
        help_text=_("Choose the highest level for which you have evidence."),
    )

    class Meta:
        model = Offer
        fields = [
            *SHARED,
            "trl",
            "trl_evidence",
            "ip_stage",
            "ip_note",
            "advantage_performance",
            "advantage_cost",
            "advantage_return",
        ]
        widgets = {"people": forms.CheckboxSelectMultiple}


class NeedForm(ProfileForm):
    GROUPS = [
        (_("The problem"), ["owner", "title", "summary", "description", "keywords", "fields", "language"]),
        (_("Money and time"), ["trl", "budget_min budget_max", "currency deadline"]),
        (_("Partner and contact"), ["partnerships", "people"]),
    ]

    trl = trl_field(
        label=_("Lowest readiness level wanted"), help_text=_("Leave it open when early results are welcome.")
    )
    budget_min = MoneyField(
        label=_("Budget from"), required=False, help_text=_("For example 500,000, or 50万元")
    )
    budget_max = MoneyField(
        label=_("Budget to"), required=False, help_text=_("For example 1,200,000.50, or 1.2 million")
    )

    class Meta:
        model = Need
        fields = [*SHARED, "trl", "budget_min", "budget_max", "currency", "deadline"]
        widgets = {
            "people": forms.CheckboxSelectMultiple,
            "deadline": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sums = {name: sum_ for name in BUDGET if (sum_ := cleaned.get(name)) is not None}
        values, refused = budget_fen(sums, cleaned.get("currency", ""))
        cleaned |= values
        for name, error in refused.items():
            self.add_error(name, money_refusal(error))
        try:
            validate_budget(cleaned.get("budget_min"), cleaned.get("budget_max"))
        except ValidationError as error:
            self.add_error("budget_max", error)
        return cleaned


class RequirementForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row: a statement, and its figure where there is one."""

    class Meta:
        model = Requirement
        fields = ["level", "statement", "quantity", "relation", "value", "value_max", "unit"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"].required = False  # a blank row is no error

    def has_changed(self) -> bool:
        """Whether the row says anything: a level alone does not."""
        return bool(set(self.changed_data) - {"level", "DELETE"})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if not cleaned.get("statement"):
            self.add_error("statement", _("Say what the figure is for, in one line."))
        relation, value, upper = cleaned.get("relation"), cleaned.get("value"), cleaned.get("value_max")
        if relation and value is None:
            self.add_error("value", _("Give the figure that the relation speaks of."))
        if value is not None and not relation:
            self.add_error("relation", _("Say how the figure is meant: at least, at most, exactly, between."))
        if relation == Comparison.BETWEEN and upper is None:
            self.add_error("value_max", _("“Between” needs the upper figure too."))
        if relation != Comparison.BETWEEN and upper is not None:
            self.add_error("value_max", _("An upper figure stands only with “between”."))
        if value is not None and upper is not None and upper < value:
            self.add_error("value_max", _("The upper figure is below the lower one."))
        return cleaned


class RequirementFormSet(forms.BaseFormSet[RequirementForm]):
    """The rows of a need. A row that is blank or ticked for deletion falls away."""

    @property
    def rows(self) -> list[Requirement]:
        """Unsaved requirements for the services, in the order of the page."""
        return [
            form.instance for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]


def requirement_formset(data: Any = None, *, need: Need | None = None, more: int = 0) -> RequirementFormSet:
    """The rows that were sent, or those that stand; `more` blank rows are added to what was sent."""
    factory = forms.formset_factory(
        RequirementForm,
        formset=RequirementFormSet,
        extra=2,
        can_delete=True,
        max_num=REQUIREMENTS_MOST,
        validate_max=True,
    )
    if data is None:
        stored = list(need.requirements.values(*RequirementForm.Meta.fields)) if need and need.pk else []
        return cast("RequirementFormSet", factory(initial=stored, prefix="requirements"))
    data = data.copy()
    data["requirements-INITIAL_FORMS"] = (
        "0"  # all rows are written anew, so one that was emptied may fall away
    )
    total = data.get("requirements-TOTAL_FORMS", "")
    rows = int(total) if re.fullmatch("[0-9]{1,6}", total) else 0
    data["requirements-TOTAL_FORMS"] = str(min(rows + more, REQUIREMENTS_MOST))
    return cast("RequirementFormSet", factory(data, prefix="requirements"))


class DecisionForm(forms.Form):
    """Keep, dismiss with a reason, or take back, for one side."""

    side = forms.ChoiceField(choices=Side.choices)
    verdict = forms.ChoiceField(choices=[*MatchVerdict.choices, ("undo", _("Take back"))])
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", "—"), *DismissalReason.choices], required=False
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only your side reads it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == MatchVerdict.DISMISSED:
            if not cleaned.get("reason"):
                self.add_error("reason", _("Say why: the other side learns from the reason."))
            elif cleaned["reason"] == DismissalReason.OTHER and not cleaned.get("note", "").strip():
                self.add_error("note", _("Say which reason it is."))
        return cleaned
