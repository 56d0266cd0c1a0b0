"""Two entries for one organisation become one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.search import matching_words
from hardtech.zone.registry import permissions, queries, services
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.views.organisations import find_or_404

__all__ = ["organisation_merge"]

MOST_FOUND = 10
LONGEST_QUERY = 300


@login_required
def organisation_merge(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose the other entry, look at what would move, confirm. The one in the address is kept."""
    keep = find_or_404(ref)
    if not permissions.may_merge(request.user):
        raise PermissionDenied
    drop = _other(request)
    q = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    refusal = _refusal(keep, drop) if drop else ""
    if request.method == "POST" and drop and not refusal:
        services.merge_organisations(actor=signed_in(request.user), keep=keep, drop=drop)
        messages.success(request, _("%(drop)s now leads to %(keep)s.") % {"drop": drop.ref, "keep": keep.ref})
        return redirect(keep)
    context = {
        "keep": keep,
        "drop": drop,
        "refusal": refusal,
        "crumbs": [
            (_("Organisations"), reverse("registry:organisation_list")),
            (keep.name, keep.get_absolute_url()),
        ],
        "belongings": queries.belongings(drop) if drop else [],
        "joining": queries.joining(keep, drop) if drop else [],
        "q": q,
        "candidates": [] if drop else _candidates(keep, q),
    }
    return render(request, "registry/organisation_merge.html", context)


def _other(request: HttpRequest) -> Organisation | None:
    ref = (request.POST.get("other") or request.GET.get("other") or "").strip().upper()
    return find_or_404(ref) if ref else None


def _refusal(keep: Organisation, drop: Organisation) -> str:
    """Why the two can't be one; empty when they can."""
    try:
        services.check_merge(keep, drop)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _candidates(keep: Organisation, q: str) -> list[Organisation]:
    """What the officer looked for, else the possible duplicates."""
    if not q:
        names = [keep.name_en, keep.name_zh, *keep.aliases]
        found = queries.possible_duplicates(
            names=names, uscc=keep.uscc, ror=keep.ror, province=keep.province, exclude=keep.pk
        )
        return found[:MOST_FOUND]
    others: QuerySet[Organisation] = queries.organisations().exclude(pk=keep.pk)
    by_ref = others.filter(ref=q.upper())
    return list(by_ref or matching_words(others, q)[:MOST_FOUND])
