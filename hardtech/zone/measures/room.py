"""What the room of measures declares."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hardtech.zone.facts.vocabulary import FactVocabulary
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.measures.rulebook import organisation_facts

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

DECLARED = (*VERBS, FactVocabulary(organisation_facts))
