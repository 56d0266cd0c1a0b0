"""What the room of facts declares."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.doors import ApiTag, RoomApi, RoomPages
from hardtech.zone.common.panels import PagePanel
from hardtech.zone.facts import merging, panels
from hardtech.zone.facts.exchange import Facts
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.registry.merging import MergeStep

__all__ = ["DECLARED"]

DECLARED = (
    Verb("facts.stated", _("Facts stated")),
    Verb("facts.imported", _("Facts imported")),
    Verb("zone.entered", _("Organisation entered the zone"), Readers.OFFICERS),
    PagePanel("organisation", panels.facts_on_file),
    MergeStep(merging.join_facts),
    Facts(),
    RoomPages("facts/", "hardtech.zone.facts.urls"),
    RoomApi(
        "hardtech.zone.facts.api.router",
        tags=(
            ApiTag(
                "facts",
                _("Facts on file"),
                _("What organisations state of themselves, for those who may see it."),
            ),
        ),
    ),
)
