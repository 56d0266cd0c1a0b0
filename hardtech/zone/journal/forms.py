"""The filter of the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TimelineFilter(forms.Form):
    verb = forms.ChoiceField(label=_("What happened"), required=False)
    ref = forms.CharField(label=_("Record"), required=False, max_length=40)
    who = forms.CharField(label=_("Who"), required=False, max_length=150)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, verbs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verb"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Everything")), *verbs]
        self.fields["ref"].widget.attrs["placeholder"] = "OF-7K2M9Q"
