"""What the journal declares."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from hardtech.zone.accounts.permissions import Visitor, is_zone_officer
from hardtech.zone.common.doors import Place, PlaceGroup, RoomPages, Step, StepRank, StepSource

__all__ = ["DECLARED"]


def read_the_timeline(visitor: Visitor) -> list[Step]:
    if not is_zone_officer(visitor):
        return []
    link = pgettext("of the zone", "Timeline")
    text = _("See what happened in the zone.")
    return [Step(text, reverse("journal:timeline"), link, "journal", StepRank.LOOK)]


DECLARED = (
    RoomPages("journal/", "hardtech.zone.journal.urls", private=True),
    Place(
        "journal:timeline",
        pgettext_lazy("of the zone", "Timeline"),
        PlaceGroup.ZONE,
        may_see=is_zone_officer,
    ),
    StepSource(read_the_timeline),
)
