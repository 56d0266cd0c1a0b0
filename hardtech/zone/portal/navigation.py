"""The entries of the site's navigation, and who sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardtech.zone.accounts.permissions import Visitor, is_signed_in, is_zone_officer

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
    Entry("measures:measure_list", _("Incentives")),
    Entry("cultivation:pipeline", _("Cultivation"), is_signed_in),
    Entry("market:desk", _("Desk"), is_signed_in),
    Entry("journal:timeline", pgettext_lazy("of the zone", "Timeline"), is_zone_officer),
    Entry("portal:help", _("Help")),
)


def links_for(request: HttpRequest) -> list[Link]:
    """The navigation as this visitor sees it."""
    seen = [entry for entry in ENTRIES if entry.may_see is None or entry.may_see(request.user)]
    places = [(reverse(entry.route), entry.label) for entry in seen]
    return [Link(url, label, current=request.path.startswith(url)) for url, label in places]
