"""The eight fields of hard technology."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hardtech.zone.registry import queries
from hardtech.zone.registry.fields import load_fields

__all__ = ["field_list"]


def field_list(request: HttpRequest) -> HttpResponse:
    """Each field with the words that the articles use for it, and how many organisations work in it."""
    infos = load_fields()
    counts = queries.organisations().aggregate(
        **{info.code: Count("pk", filter=Q(fields__contains=[info.code])) for info in infos}
    )
    context = {
        "crumbs": [(_("Organisations"), reverse("registry:organisation_list"))],
        "fields": [{"info": info, "organisations": counts[info.code]} for info in infos],
    }
    return render(request, "registry/field_list.html", context)
