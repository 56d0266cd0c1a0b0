"""The list of offers and the list of needs."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hardtech.zone.accounts.permissions import is_signed_in
from hardtech.zone.market.filters import Listing
from hardtech.zone.market.kinds import Kind

PAGE_SIZE = 25

FORMATS = ("csv", "xlsx", "jsonl")


@require_safe
def profile_list(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Search, filter, sort, page."""
    listing = Listing(request.user, kind, request.GET)
    rows = listing.rows().defer("search", "description", "extra")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "kind": kind,
        "listing": listing,
        "page": page,
        "formats": FORMATS,
        "may_create": is_signed_in(request.user),
    }
    return render(request, "market/profile_list.html", context)
