"""What the incentives declare."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.panels import PagePanel
from hardtech.zone.common.stalled import RetriedTask
from hardtech.zone.facts.listeners import FactsListener
from hardtech.zone.facts.vocabulary import FactVocabulary
from hardtech.zone.incentives import merging, panels, tasks
from hardtech.zone.incentives.rulebook import organisation_facts
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.registry.merging import MergeStep

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
    Verb("claim.submitted", _("Claim submitted"), OFFICERS),
    Verb("claim.resubmitted", _("Claim submitted again"), OFFICERS),
    Verb("claim.returned", _("Claim returned with a question"), OFFICERS),
    Verb("claim.withdrawn", _("Claim withdrawn"), OFFICERS),
    Verb("claim.approved", _("Claim approved"), OFFICERS),
    Verb("claim.refused", _("Claim refused"), OFFICERS),
    Verb("zone.assessed", _("All measures assessed for the whole zone"), OFFICERS),
    Verb("claims.proposed", _("Payments without application proposed"), OFFICERS),
    Verb("claim.confirmed", _("Payment without application confirmed"), OFFICERS),
    Verb("claim.dismissed", _("Proposed payment dismissed"), OFFICERS),
    Verb("payout.milestone_reached", _("Milestone of a payout reached"), OFFICERS),
    Verb("payout.paid", _("Payout paid"), OFFICERS),
    Verb("payout.cancelled", _("Payout cancelled"), OFFICERS),
    Verb("clawback.demanded", _("Money asked back"), OFFICERS),
    Verb("clawback.repaid", _("Money paid back"), OFFICERS),
    Verb("clawback.waived", _("Repayment waived"), OFFICERS),
    Verb("liaison.assigned", _("Liaison officer assigned"), OFFICERS),
    Verb("liaison.ended", _("Liaison officer relieved"), OFFICERS),
)

DECLARED = (
    *VERBS,
    PagePanel("organisation", panels.owed_now),
    PagePanel("organisation", panels.liaison_officer),
    MergeStep(merging.join_incentives, check=merging.refuse_double_claims),
    FactVocabulary(organisation_facts),
    FactsListener(tasks.ask_for_assessment),
    RetriedTask(tasks.assess_one.name),
    RetriedTask(tasks.assess_whole_zone.name),
    RetriedTask(tasks.remind.name),
    RetriedTask(tasks.send_mail.name),
)
