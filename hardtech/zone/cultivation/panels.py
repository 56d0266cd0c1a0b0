"""What cultivation adds to the page of an organisation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from hardtech.zone.common.panels import Panel
from hardtech.zone.cultivation import permissions
from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.models import Certificate, Standing
from hardtech.zone.cultivation.validity import valid_on
from hardtech.zone.cultivation.wording import standing_words
from hardtech.zone.registry.models import Organisation

__all__ = ["ladder"]


def ladder(request: HttpRequest, organisation: Organisation) -> Panel | None:
    """Titles held and the next tier, for those who may see them."""
    if not permissions.may_see_ladder(request.user, organisation):
        return None
    held = Certificate.objects.filter(valid_on(timezone.localdate()), organisation=organisation)
    order = list(Tier.values)
    standing = Standing.objects.filter(organisation=organisation).exclude(target="").first()
    context: dict[str, Any] = {
        "ref": organisation.ref,
        "held": sorted(held, key=lambda one: order.index(one.tier)),
        "next": standing.get_target_display() if standing else "",
        "way": standing_words(standing) if standing else "",
    }
    return Panel("cultivation/_ladder_panel.html", context)
