"""The journal as a page, for officers and administrators."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import is_zone_officer
from hardtech.zone.journal.forms import TimelineFilter
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.queries import actor_names, readable_entries
from hardtech.zone.journal.wording import lines, verb_label

__all__ = ["timeline"]

PER_PAGE = 50


@login_required
def timeline(request: HttpRequest) -> HttpResponse:
    """What happened in the zone, newest first, by verb, record, person and day."""
    if not is_zone_officer(request.user):
        raise PermissionDenied
    entries = readable_entries(request.user)
    verbs = sorted(entries.order_by().values_list("verb", flat=True).distinct())
    form = TimelineFilter(request.GET or None, verbs=[(verb, verb_label(verb)) for verb in verbs])
    page = Paginator(_passing(entries, form), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {"form": form, "page": page, "lines": lines(shown, actor_names(shown), page_of="")}
    return render(request, "journal/timeline.html", context)


def _passing(entries: QuerySet[Entry], form: TimelineFilter) -> QuerySet[Entry]:
    """The entries that the filter lets through; a filter with errors lets everything through."""
    if not form.is_valid():
        return entries
    wanted = form.cleaned_data
    if wanted["verb"]:
        entries = entries.filter(verb=wanted["verb"])
    if ref := wanted["ref"].strip().upper():
        entries = entries.filter(Q(subject=ref) | Q(about__contains=[ref]))
    if who := wanted["who"].strip():
        named = User.objects.filter(Q(name__icontains=who) | Q(email__iexact=who) | Q(ref__iexact=who))
        entries = entries.filter(actor__in=named.values("ref"))
    if wanted["since"]:
        entries = entries.filter(at__date__gte=wanted["since"])
    if wanted["until"]:
        entries = entries.filter(at__date__lte=wanted["until"])
    return entries
