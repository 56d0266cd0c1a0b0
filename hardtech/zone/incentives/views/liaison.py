"""The page on which officers share the organisations of the zone among themselves."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.incentives.queries.liaison import officers, pks_of, residents_listed
from hardtech.zone.incentives.services.liaison import assign_liaison
from hardtech.zone.incentives.views.desk import for_officers, shell

__all__ = ["liaison"]

NOBODY = "nobody"


@for_officers
@require_http_methods(["GET", "HEAD", "POST"])
def liaison(request: HttpRequest) -> HttpResponse:
    """List by officer and field; assign those that are ticked, or all that pass the filters (a whole field)."""
    listing = residents_listed(request.GET)
    known = officers()
    if request.method == "POST":
        chosen = listing.records
        if not request.POST.get("all"):
            chosen = chosen.filter(ref__in=request.POST.getlist("organisation"))
        _assign(request, pks_of(chosen), known)
        return redirect(f"{reverse('incentives:liaison')}?{request.GET.urlencode()}".rstrip("?"))
    context = {"listing": listing, "officers": known}
    return render(request, "incentives/liaison.html", context | shell("liaison"))


def _assign(request: HttpRequest, chosen: list[int], known: list[User]) -> None:
    asked = request.POST.get("to", "")
    officer = next((one for one in known if one.ref == asked), None)
    if not chosen or (officer is None and asked != NOBODY):
        messages.warning(request, _("Tick organisations, and choose the officer who answers for them."))
        return
    try:
        changed = assign_liaison(
            actor=signed_in(request.user), organisations=chosen, officer=officer, on=timezone.localdate()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    form = ngettext(
        "%(count)s organisation is assigned anew.", "%(count)s organisations are assigned anew.", changed
    )
    messages.success(request, form % {"count": changed})
