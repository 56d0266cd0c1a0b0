"""What the room adds to the page of an organisation."""

from __future__ import annotations

from django.http import HttpRequest

from hardtech.zone.common.panels import Panel
from hardtech.zone.facts import permissions
from hardtech.zone.facts.models import Statement
from hardtech.zone.registry.models import Organisation

__all__ = ["facts_on_file"]


def facts_on_file(request: HttpRequest, organisation: Organisation) -> Panel | None:
    """How much is on file, for those who may see it; the way into the zone, for those who may take it."""
    seen = permissions.may_see_facts(request.user, organisation)
    if not seen and not permissions.may_enter_zone(request.user, organisation):
        return None
    stated = Statement.objects.filter(organisation=organisation, is_current=True).exclude(value="")
    context = {
        "ref": organisation.ref,
        "seen": seen,
        "known": stated.count() if seen else 0,
        "resident": permissions.is_resident(organisation),
    }
    return Panel("facts/_organisation_panel.html", context)
