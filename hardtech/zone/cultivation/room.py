"""What cultivation declares."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.permissions import is_signed_in
from hardtech.zone.common.doors import ApiTag, Place, PlaceGroup, RoomApi, RoomPages
from hardtech.zone.common.panels import PagePanel
from hardtech.zone.common.stalled import RetriedTask
from hardtech.zone.cultivation import merging, panels, tasks
from hardtech.zone.cultivation.choices import FACTS, RULES
from hardtech.zone.cultivation.derived import certificates_tell
from hardtech.zone.cultivation.exchange import Certificates
from hardtech.zone.cultivation.groups import highest_tier
from hardtech.zone.facts.derived import DerivedFacts
from hardtech.zone.facts.listeners import FactsListener
from hardtech.zone.incentives.titles import TitleFact
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.measures.groups import SimulationGroup
from hardtech.zone.registry.merging import MergeStep

__all__ = ["DECLARED"]

DECLARED = (
    Verb("certificate.recorded", _("Certificate recorded")),
    Verb("certificate.mended", _("Certificate mended")),
    Verb("certificate.revoked", _("Certificate revoked")),
    Verb("certificates.imported", _("Certificates imported"), Readers.OFFICERS),
    PagePanel("organisation", panels.ladder),
    MergeStep(merging.join_titles),
    DerivedFacts(certificates_tell),
    FactsListener(tasks.ask_for_standing),
    SimulationGroup("tier", _("Highest tier"), highest_tier),
    *(TitleFact(RULES[tier], fact) for tier, fact in FACTS.items() if tier in RULES),
    RetriedTask(tasks.compute_one.name),
    RetriedTask(tasks.compute_all.name),
    Certificates(),
    RoomPages("cultivation/", "hardtech.zone.cultivation.urls"),
    RoomApi(
        "hardtech.zone.cultivation.api.router",
        tags=(
            ApiTag(
                "cultivation",
                _("Cultivation"),
                _("Tiers that organisations hold, and what leads to the next one."),
            ),
        ),
    ),
    Place("cultivation:pipeline", _("Cultivation"), PlaceGroup.SUPPORT, order=2, may_see=is_signed_in),
)
