"""Which two houses are compared."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.common.search import matching_words
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.queries import find_organisation, organisations

__all__ = ["PortfolioForm"]

REFERENCE = re.compile(r"\bOR-[0-9A-Z]{6,12}\b")


class OrganisationField(forms.CharField):
    """An organisation by its reference or by its name, as people type it or choose it from the list."""

    def __init__(self, *, label: Any, list_id: str, required: bool) -> None:
        widget = forms.TextInput(attrs={"list": list_id, "autocomplete": "off"})
        super().__init__(label=label, required=required, max_length=300, widget=widget)

    def clean(self, value: Any) -> Organisation | None:
        text = super().clean(value)
        if not text:
            return None
        found = _by_reference(text) or _by_name(text)
        if found is None:
            raise ValidationError(
                _("No organisation is found by this name. Try a part of it, or its reference."),
                code="unknown",
            )
        return found


class PortfolioForm(forms.Form):
    """Whose offers, and whose needs or which field's."""

    offers_of = OrganisationField(label=gettext_lazy("Offers of"), list_id="offerers", required=True)
    needs_of = OrganisationField(label=gettext_lazy("Needs of"), list_id="seekers", required=False)
    field = forms.ChoiceField(
        label=gettext_lazy("Field of the needs"),
        choices=[("", gettext_lazy("Any field")), *Field.choices],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        both_empty = not values.get("needs_of") and not values.get("field")
        if both_empty and not self.errors:
            raise ValidationError(
                _("Choose whose needs, or a field: all needs at once would be too many to compare."),
                code="needs",
            )
        return values


def _by_reference(text: str) -> Organisation | None:
    match = REFERENCE.search(text.upper())
    if match is None:
        return None
    try:
        return find_organisation(match.group())
    except Organisation.DoesNotExist:
        return None


def _by_name(text: str) -> Organisation | None:
    for name in ("name_en", "name_zh"):
        exact = organisations().filter(**{f"{name}__iexact": text}).order_by("pk").first()
        if exact is not None:
            return exact
    return matching_words(organisations(), text).first()
