"""What the portal declares: it stands on all rooms, so that it may add to the page of any."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.doors import Place, PlaceGroup, RoomPages, StepSource
from hardtech.zone.common.panels import PagePanel
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.portal import panels
from hardtech.zone.portal.steps import administration

__all__ = ["DECLARED"]

DECLARED = (
    Verb("demo.loaded", _("Demonstration zone loaded"), Readers.OFFICERS),
    Verb("demo.populated", _("Demonstration companies entered"), Readers.OFFICERS),
    PagePanel("organisation", panels.organisation_profiles),
    PagePanel("person", panels.person_profiles),
    RoomPages("", "hardtech.zone.portal.urls"),
    Place("portal:help", _("Help"), PlaceGroup.HELP),
    StepSource(administration),
)
