"""Forms of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardtech.zone.accounts.models import ApiToken, User


class SignupNameForm(forms.Form):
    """What sign-up asks beside address and password (allauth adds those)."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=150,
        help_text=_("As colleagues and partners know you; shown beside what you do."),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])


class AccountForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class ApiTokenForm(forms.ModelForm[ApiToken]):
    """Stands on one page with the profile's form, so its ids differ."""

    class Meta:
        model = ApiToken
        fields = ["name"]
        labels = {"name": _("Purpose of the token")}
        help_texts = {"name": _("Shown in the list, for example “nightly export”.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_token_%s")
        super().__init__(*args, **kwargs)
