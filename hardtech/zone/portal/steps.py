"""What to do next on the front page, by who is reading: the rooms tell."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hardtech.zone.accounts.permissions import Visitor, is_administrator
from hardtech.zone.common.doors import Step, StepRank, step_sources

__all__ = ["administration", "next_steps"]

MOST = 4


def next_steps(visitor: Visitor) -> list[Step]:
    """At most four, the most urgent first."""
    steps = [step for source in step_sources for step in source.read(visitor)]
    return sorted(steps, key=lambda step: step.rank)[:MOST]


def administration(visitor: Visitor) -> list[Step]:
    """Administrators find the pages that Django makes."""
    if not is_administrator(visitor):
        return []
    url, link = reverse("admin:index"), _("Administration")
    return [Step(_("Give people their roles."), url, link, "settings", StepRank.LOOK)]
