"""The site's navigation: the places that the rooms declare, as a visitor sees them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from hardtech.zone.common.doors import places

__all__ = ["Link", "links_for"]


@dataclass(frozen=True)
class Link:
    url: str
    label: Promise | str
    current: bool


def links_for(request: HttpRequest) -> list[Link]:
    """The navigation as this visitor sees it."""
    seen = [place for place in places if place.may_see is None or place.may_see(request.user)]
    ordered = sorted(seen, key=lambda place: (place.group, place.order))
    found = [(reverse(place.route), place.label) for place in ordered]
    return [Link(url, label, current=request.path.startswith(url)) for url, label in found]
