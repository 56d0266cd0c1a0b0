"""The entries of the site's navigation, and who sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.permissions import Visitor, is_reviewer, is_zone_officer

__all__ = ["ENTRIES", "Entry", "Link", "links_for"]


@dataclass(frozen=True)
class Entry:
    route: str
    label: Promise | str
    may_see: Callable[[Visitor], bool] | None = None


@dataclass(frozen=True)
class Link:
    url: str
    label: Promise | str
    current: bool


ENTRIES = (
    Entry("market:offer_list", _("Offers")),
    Entry("market:need_list", _("Needs")),
    Entry("registry:organisation_list", _("Organisations")),
    Entry("market:desk", _("Desk"), is_reviewer),
    Entry("journal:timeline", _("Timeline"), is_zone_officer),
    Entry("portal:help", _("Help")),
)


def links_for(request: HttpRequest) -> list[Link]:
    """The navigation as this visitor sees it; a room that is not installed has no entry."""
    links = []
    for entry in ENTRIES:
        try:
            url = reverse(entry.route)
        except NoReverseMatch:
            continue
        if entry.may_see is None or entry.may_see(request.user):
            links.append(Link(url, entry.label, current=request.path.startswith(url)))
    return links
