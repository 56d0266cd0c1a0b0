"""The one filter of the pages of companies and people."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from hardtech.zone.registry.choices import Field

__all__ = ["field_facet", "fields_asked"]


def fields_asked(params: QueryDict) -> list[str]:
    """The fields in the address; what is none is passed over."""
    asked = params.getlist("field")
    return [code for code in Field.values if code in asked]


def field_facet(chosen: list[str]) -> dict[str, Any]:
    """For `common/_facets.html`; no counts, since a ranking has no end."""
    options = [
        {"value": code, "label": label, "count": None, "selected": code in chosen}
        for code, label in Field.choices
    ]
    return {"label": _("Field"), "name": "field", "type": "checkbox", "options": options}
