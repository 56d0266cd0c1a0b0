"""What the room adds to the page of an organisation."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from hardtech.zone.common.panels import Panel, register
from hardtech.zone.incentives import permissions
from hardtech.zone.incentives.models import Claim, Liaison
from hardtech.zone.registry.models import Organisation

__all__ = ["register_all"]


def liaison_officer(request: HttpRequest, organisation: Organisation) -> Panel | None:
    """Whom the organisation asks, and the way to its claims; for its members and officers."""
    if not permissions.may_see_liaison(request.user, organisation):
        return None
    assigns = permissions.may_assign_liaison(request.user)
    claims = Claim.objects.filter(permissions.visible_claims(request.user), organisation=organisation)
    found = Liaison.objects.filter(organisation=organisation).select_related("officer__person")
    context = {
        "liaison": found.first(),
        "claims": claims.count(),
        "url": _listed(organisation) if assigns else reverse("incentives:claim_list"),
        "assign_url": _assigned(organisation) if assigns else "",
    }
    return Panel("incentives/_liaison_panel.html", context)


def _listed(organisation: Organisation) -> str:
    return f"{reverse('incentives:desk_all')}?organisation={organisation.ref}"


def _assigned(organisation: Organisation) -> str:
    return f"{reverse('incentives:liaison')}?organisation={organisation.ref}"


def register_all() -> None:
    register("organisation", liaison_officer)
