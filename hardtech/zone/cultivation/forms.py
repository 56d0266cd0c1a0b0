"""Forms of cultivation. They check what was typed; what is allowed is the services' business."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hardtech.engines.rules import Rulebook
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.validity import usual_end

__all__ = ["CertificateForm", "RevocationForm"]


def _day_widget() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CertificateForm(forms.ModelForm[Certificate]):
    """One form to record and to mend. An empty last day is filled in from the measure's text, for a new one."""

    open_ended = forms.BooleanField(
        label=_("It has no last day"), required=False, help_text=_("For a listing, for example.")
    )

    class Meta:
        model = Certificate
        fields = ["tier", "number", "issuer", "valid_from", "valid_until", "evidence"]
        widgets = {"valid_from": _day_widget(), "valid_until": _day_widget()}
        help_texts = {
            "number": _("As it stands on the certificate or in the published list."),
            "valid_until": _("Left empty, the years are taken that the measure's text names."),
            "evidence": _("Where it can be checked: the address of the published list, the file's place."),
        }

    def __init__(self, *args: Any, rulebook: Rulebook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rulebook = rulebook
        if self.instance.pk and self.instance.valid_until is None:
            self.initial["open_ended"] = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        began: datetime.date | None = cleaned.get("valid_from")
        if cleaned.get("open_ended"):
            cleaned["valid_until"] = None
        elif began and not cleaned.get("valid_until") and "valid_until" not in self.errors:
            cleaned["valid_until"] = usual_end(cleaned.get("tier", ""), began, self.rulebook)
            if cleaned["valid_until"] is None:
                self.add_error(
                    "valid_until",
                    forms.ValidationError(
                        _("The measure's text names no years. Give the last day, or say that there is none."),
                        code="no_usual_end",
                    ),
                )
        if not cleaned.get("number") and not cleaned.get("evidence"):
            self.add_error(
                "evidence",
                forms.ValidationError(
                    _("Give the number of the certificate, or say where it can be checked."),
                    code="evidence_missing",
                ),
            )
        return cleaned

    def _post_clean(self) -> None:
        """Left to the service, which also knows the organisation."""

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}


class RevocationForm(forms.Form):
    field_names: ClassVar[dict[str, str]] = {"revoked_on": "on", "revocation": "reason"}

    on = forms.DateField(
        label=_("Revoked on"),
        widget=_day_widget(),
        help_text=_("The first day on which it holds no more. For a wrong entry: its first day."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
