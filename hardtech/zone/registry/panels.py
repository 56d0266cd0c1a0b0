"""What the registry adds to the pages of rooms beneath it."""

from __future__ import annotations

from django.http import HttpRequest

from hardtech.zone.accounts.models import User
from hardtech.zone.common.panels import Panel
from hardtech.zone.registry.models import Membership

__all__ = ["memberships"]


def memberships(request: HttpRequest, user: User) -> Panel:
    """The account's organisations and roles, on its profile."""
    rows = (
        Membership.objects.filter(person__user=user).select_related("organisation", "person").order_by("id")
    )
    return Panel("registry/_profile_panel.html", {"memberships": list(rows)})
