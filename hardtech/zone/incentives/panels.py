"""What the room adds to the pages of an organisation and of measures."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from hardtech.zone.common.panels import Panel
from hardtech.zone.incentives import permissions
from hardtech.zone.incentives.choices import Answer
from hardtech.zone.incentives.models import Assessment, Claim, Liaison
from hardtech.zone.incentives.names import name_of
from hardtech.zone.measures.models import Measure
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import organisation_ids

__all__ = ["for_all_measures", "for_measure", "liaison_officer", "owed_now"]


def liaison_officer(request: HttpRequest, organisation: Organisation) -> Panel | None:
    """Whom the organisation asks, and the way to its claims; for its members and officers."""
    if not permissions.may_see_liaison(request.user, organisation):
        return None
    assigns = permissions.may_assign_liaison(request.user)
    claims = Claim.objects.filter(permissions.visible_claims(request.user), organisation=organisation)
    found = Liaison.objects.filter(organisation=organisation).select_related("officer__person")
    liaison = found.first()
    context = {
        "liaison": liaison,
        "name": name_of(liaison.officer) if liaison else "",
        "claims": claims.count(),
        "url": _listed(organisation) if assigns else reverse("incentives:claim_list"),
        "assign_url": _assigned(organisation) if assigns else "",
    }
    return Panel("incentives/_liaison_panel.html", context)


def owed_now(request: HttpRequest, organisation: Organisation) -> Panel | None:
    """How many measures say yes, and the way to all of them; for those who may see it."""
    if not permissions.may_see_owed(request.user, organisation):
        return None
    entitled = Assessment.objects.filter(organisation=organisation, answer=Answer.YES)
    return Panel("incentives/_owed_panel.html", {"entitled": entitled.count(), "ref": organisation.ref})


def for_all_measures(request: HttpRequest, _everything: None) -> Panel:
    """The calendar, and the way to one's work: claims and what one is owed, for officers the desk."""
    context = {"own": _own(request), "works_at_desk": permissions.works_at_desk(request.user)}
    return Panel("incentives/_measures_panel.html", context)


def for_measure(request: HttpRequest, measure: Measure) -> Panel:
    """Whether one's organisations are entitled."""
    return Panel("incentives/_measure_panel.html", {"own": _own(request)})


def _own(request: HttpRequest) -> list[Organisation]:
    """The organisations whose entitlement the visitor may look at."""
    ids = list(organisation_ids(request.user))
    return list(Organisation.objects.filter(pk__in=ids).defer("search").order_by("pk")) if ids else []


def _listed(organisation: Organisation) -> str:
    return f"{reverse('incentives:desk_all')}?organisation={organisation.ref}"


def _assigned(organisation: Organisation) -> str:
    return f"{reverse('incentives:liaison')}?organisation={organisation.ref}"
