"""What the pages of all rooms share."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

__all__ = ["attach"]


def attach(form: forms.BaseForm, error: ValidationError) -> None:
    """Show what a service refused at its field, or on top where the form has no such field.

    A form that calls fields otherwise than the service has `field_names`: `{"revoked_on": "on"}`.
    """
    names = getattr(form, "field_names", {})
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, errors in by_field.items():
        field = names.get(name, name)
        for one in errors:
            form.add_error(field if field in form.fields else None, one)
