"""Template tags of the registry."""

from __future__ import annotations

from django import forms, template

from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Organisation, Person
from hardtech.zone.registry.places import country_name, full_place, place_name

register = template.Library()


@register.simple_tag
def place(organisation: Organisation) -> str:
    """City, province and, outside China, country; the province is left out where the city has its name."""
    parts = [organisation.city]
    if organisation.province != organisation.city:
        parts.append(organisation.province)
    names = [place_name(part) for part in parts]
    if organisation.country != "CN" or not any(names):
        names.append(country_name(organisation.country))
    return full_place(names)


@register.simple_tag
def field_label(code: str) -> str:
    return str(Field(code).label) if code in Field.values else code


@register.simple_tag
def other_name(record: Organisation | Person) -> dict[str, str] | None:
    """The name in the language that the page is not in, where there are two."""
    if not record.name_en or not record.name_zh or record.name_en == record.name_zh:
        return None
    if record.name == record.name_en:
        return {"name": record.name_zh, "language": "zh-Hans"}
    return {"name": record.name_en, "language": "en"}


@register.simple_tag
def form_field(form: forms.BaseForm, name: str) -> forms.BoundField:
    """A form's field whose name is also an attribute of every form, as “fields” is."""
    return form[name]
