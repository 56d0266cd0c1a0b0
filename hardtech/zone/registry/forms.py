"""Forms of the registry. They check what was typed; what is allowed is the services' business."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hardtech.zone.registry.choices import Field, MembershipRole
from hardtech.zone.registry.models import Organisation, Person

__all__ = ["MemberForm", "OrganisationForm", "PersonForm"]

MOST_ALIASES = 30


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class FieldsField(forms.TypedMultipleChoiceField):
    """Some of the eight fields."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Fields"),
            choices=Field.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Where its results belong; as few as are true."),
        )


class OrganisationForm(forms.ModelForm[Organisation]):
    """One form to enter and to change. Uniqueness is told by the service, with duplicates shown before."""

    aliases = LinesField(
        label=_("Other names"),
        required=False,
        max_length=5000,
        help_text=_(
            "Short names, former names, other spellings: one a line. It is found under each of them."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    fields = FieldsField()  # type: ignore[assignment]
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        required=False,
        max_length=40,
        help_text=_("18 characters, on the business licence (统一社会信用代码)."),
    )
    ror = forms.CharField(
        label="ROR",
        required=False,
        max_length=60,
        help_text=_("For research organisations: the id from ror.org, for example 017zhmm22."),
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = [
            "kind",
            "name_en",
            "name_zh",
            "aliases",
            "uscc",
            "ror",
            "country",
            "province",
            "city",
            "fields",
            "exchange",
            "stock_code",
            "website",
            "summary",
        ]
        widgets = {"summary": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "name_en": _("As the organisation writes it itself. One of the two names is enough."),
            "name_zh": _("For organisations in China the registered name."),
            "province": _("Shaanxi is 陕西, Shanxi is 山西."),
            "stock_code": _("For example 688167."),
            "summary": _("What it does, in three sentences."),
        }

    def clean_uscc(self) -> str | None:
        return re.sub(r"[\s-]", "", self.cleaned_data["uscc"]).upper() or None

    def clean_ror(self) -> str | None:
        """Also takes the whole address, as it is copied from ror.org."""
        return re.sub(r"^(https?://)?ror\.org/", "", self.cleaned_data["ror"].strip().lower()) or None

    def clean_country(self) -> str:
        country: str = self.cleaned_data["country"].strip().upper()
        if not re.fullmatch("[A-Z]{2}", country):
            raise ValidationError(_("Write the country as two letters, for example CN."), code="country")
        return country

    def clean_aliases(self) -> list[str]:
        aliases: list[str] = self.cleaned_data["aliases"]
        if len(aliases) > MOST_ALIASES or any(len(alias) > 250 for alias in aliases):
            raise ValidationError(_("At most 30 names, each at most 250 characters."), code="aliases")
        return aliases

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            not cleaned.get("name_en")
            and not cleaned.get("name_zh")
            and not self.errors.keys() & {"name_en", "name_zh"}
        ):
            self.add_error(
                "name_en", ValidationError(_("Give a name, in English or in Chinese."), code="name")
            )
        if cleaned.get("stock_code") and not cleaned.get("exchange"):
            self.add_error(
                "exchange", ValidationError(_("Say where the stock code belongs."), code="exchange")
            )
        return cleaned

    def validate_unique(self) -> None:
        """Left to the service: first the organisation with the same code is shown as a possible duplicate."""

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}


class PersonForm(forms.ModelForm[Person]):
    orcid = forms.CharField(
        label="ORCID",
        required=False,
        max_length=60,
        help_text=_("16 digits in fours, from orcid.org: it tells you from others of the same name."),
    )
    fields = FieldsField()  # type: ignore[assignment]

    class Meta:
        model = Person
        fields = ["name_en", "name_zh", "title", "orcid", "fields"]
        help_texts = {"title": _("For example “Technology transfer officer”.")}

    def clean_orcid(self) -> str | None:
        """Also takes the whole address, as it is copied from orcid.org."""
        return re.sub(r"^(HTTPS?://)?ORCID\.ORG/", "", self.cleaned_data["orcid"].strip().upper()) or None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("name_en") and not cleaned.get("name_zh"):
            self.add_error(
                "name_en", ValidationError(_("Give a name, in Latin letters or in Chinese."), code="name")
            )
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}


class MemberForm(forms.Form):
    email = forms.EmailField(
        label=_("Email address"), help_text=_("Of an account of this zone: the person signs up first.")
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=MembershipRole.choices,
        initial=MembershipRole.EDITOR,
        help_text=_("Editors write offers and needs. Owners also decide who else does."),
    )
