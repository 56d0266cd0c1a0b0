"""What the room of measures declares."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.doors import ApiTag, Place, PlaceGroup, RecordFinder, RoomApi, RoomPages, SearchKind
from hardtech.zone.facts.vocabulary import FactVocabulary
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.measures import queries
from hardtech.zone.measures.rulebook import current_rulebook, organisation_facts
from hardtech.zone.measures.wording.leaflet import local_text

__all__ = ["DECLARED"]

OFFICERS = Readers.OFFICERS

VERBS = (
    Verb("measure.published", _("Measure published"), OFFICERS),
    Verb("measure.drafted", _("Change of a measure drafted"), OFFICERS),
    Verb("measure.proposed", _("Change of a measure proposed"), OFFICERS),
    Verb("measure.taken_back", _("Proposal of a measure taken back"), OFFICERS),
    Verb("measure.sent_back", _("Proposal of a measure sent back"), OFFICERS),
    Verb("measure.draft_discarded", _("Draft of a measure thrown away"), OFFICERS),
    Verb("measure.unasked_on", _("Payment without application switched on"), OFFICERS),
    Verb("measure.unasked_off", _("Payment without application switched off"), OFFICERS),
)

DECLARED = (
    *VERBS,
    FactVocabulary(organisation_facts),
    RoomPages("incentives/", "hardtech.zone.measures.urls"),
    RoomApi(
        "hardtech.zone.measures.api.router",
        tags=(
            ApiTag(
                "measures",
                _("Measures"),
                _("Texts of measures: for whom, what they give, under which conditions."),
            ),
        ),
    ),
    Place("measures:measure_list", _("Incentives"), PlaceGroup.SUPPORT, order=1),
    SearchKind(
        "measures",
        _("Measures"),
        lambda _visitor: queries.measures(),
        title=lambda measure: measure.title,
        passages=lambda measure: [local_text(current_rulebook()[measure.key].whom)],
        template="measures/_search_result.html",
        order=4,
    ),
    RecordFinder("MS", lambda _visitor, ref: queries.find_measure(ref)),
    RecordFinder("MR", queries.find_revision),
)
