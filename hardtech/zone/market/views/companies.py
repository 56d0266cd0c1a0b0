"""Who could use an offer: companies, from their profiles and the needs that they published."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hardtech.zone.common.lists import narrow
from hardtech.zone.market.counterparts.cards import company_card
from hardtech.zone.market.counterparts.search import companies_for_offer
from hardtech.zone.market.kinds import OFFERS
from hardtech.zone.market.listing import FIELD_FACET
from hardtech.zone.market.views.details import find_profile


@require_safe
def company_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Whoever may see the offer may see this; what is found is the same for all."""
    offer = find_profile(request.user, OFFERS, ref)
    asked = narrow(request.GET, [FIELD_FACET])
    found = companies_for_offer(offer, fields=asked.chosen("field"))
    context = {
        "offer": offer,
        "crumbs": [(OFFERS.plural, OFFERS.list_url)],
        "by_need": [company_card(one, rank) for rank, one in enumerate(found.by_need, start=1)],
        "by_profile": [company_card(one, rank) for rank, one in enumerate(found.by_profile, start=1)],
        "facets": asked.facets,
        "active": asked.active,
    }
    return render(request, "market/company_list.html", context)
