"""Who can answer a need: people and teams, from the published offers that they stand on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hardtech.zone.common.lists import narrow
from hardtech.zone.market.counterparts.cards import team_card
from hardtech.zone.market.counterparts.search import people_for_need
from hardtech.zone.market.counterparts.teams import teams_of
from hardtech.zone.market.kinds import NEEDS
from hardtech.zone.market.listing import FIELD_FACET
from hardtech.zone.market.views.details import find_profile

TOP = 30  # people; those who stand on one offer share a place in the list


@require_safe
def people_list(request: HttpRequest, ref: str) -> HttpResponse:
    """Whoever may see the need may see this; what is found is the same for all."""
    need = find_profile(request.user, NEEDS, ref)
    asked = narrow(request.GET, [FIELD_FACET])
    teams = teams_of(people_for_need(need, fields=asked.chosen("field"), top=TOP))
    context = {
        "need": need,
        "crumbs": [(NEEDS.plural, NEEDS.list_url)],
        "cards": [team_card(team, rank) for rank, team in enumerate(teams, start=1)],
        "facets": asked.facets,
        "active": asked.active,
    }
    return render(request, "market/people_list.html", context)
