"""What the portal adds to pages of the registry: it stands on all rooms, the registry knows none above it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.panels import Panel
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import visible_to
from hardtech.zone.registry.models import Organisation, Person

__all__ = ["organisation_profiles", "person_profiles"]

MOST = 5


def organisation_profiles(request: HttpRequest, organisation: Organisation) -> Panel:
    """Offers and needs of an organisation, as far as the visitor may see them."""
    panel = _profiles(request, Q(owner=organisation), f"?owner={organisation.ref}")
    return Panel(panel.template, {**panel.context, "portfolio_of": organisation.ref})


def person_profiles(request: HttpRequest, person: Person) -> Panel:
    """Offers and needs that name the person."""
    return _profiles(request, Q(people=person), "")


def _profiles(request: HttpRequest, condition: Q, query: str) -> Panel:
    groups: list[dict[str, Any]] = []
    for model, title, route in (
        (Offer, _("Offers"), "market:offer_list"),
        (Need, _("Needs"), "market:need_list"),
    ):
        found = visible_to(request.user, model).filter(condition).order_by("-published_at", "-id")
        shown = list(found[: MOST + 1])
        groups.append(
            {
                "title": title,
                "profiles": shown[:MOST],
                "more": len(shown) > MOST,
                "route": route,
                "query": query,
            }
        )
    empty = not any(group["profiles"] for group in groups)
    return Panel("portal/_profiles_panel.html", {"groups": groups, "empty": empty})
