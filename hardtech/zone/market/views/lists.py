"""The list of offers and the list of needs, on screen and as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hardtech.zone.accounts.permissions import is_signed_in
from hardtech.zone.common.lists import EXPORTS, export
from hardtech.zone.market.exchange.needs import Needs
from hardtech.zone.market.exchange.offers import Offers
from hardtech.zone.market.kinds import NEEDS, ProfileKind
from hardtech.zone.market.listing import listing_of
from hardtech.zone.market.permissions import may_create_any
from hardtech.zone.workshop.exchange.export import exported_rows, field_names


@require_safe
def profile_list(request: HttpRequest, kind: ProfileKind) -> HttpResponse:
    """Search, filter, sort, page."""
    listing = listing_of(request.user, kind, request.GET)
    exports = [(kind.url("export", suffix), label) for suffix, label in EXPORTS]
    context = {
        "kind": kind,
        "listing": listing,
        "exports": exports,
        "may_create": is_signed_in(request.user),
        "member": may_create_any(request.user),
    }
    return render(request, "market/profile_list.html", context)


@require_safe
def profile_export(request: HttpRequest, kind: ProfileKind, suffix: str) -> HttpResponseBase:
    """The filtered list as CSV, XLSX or JSON Lines, in the columns that the import reads."""
    columns = Needs() if kind is NEEDS else Offers()
    records = listing_of(request.user, kind, request.GET).records.prefetch_related(*columns.prefetched)
    name = f"{kind.code}s-{timezone.localdate():%Y-%m-%d}"
    rows = exported_rows(columns, records, public=True)
    return export(name, suffix, field_names(columns, public=True), rows)
