"""What the incentives declare."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.doors import ApiTag, RecordFinder, RoomApi, RoomPages
from hardtech.zone.common.panels import PagePanel
from hardtech.zone.common.stalled import RetriedTask
from hardtech.zone.facts.listeners import FactsListener
from hardtech.zone.incentives import merging, panels, tasks
from hardtech.zone.incentives.queries.claims import claim_behind
from hardtech.zone.incentives.services.nightly import ask_for_run
from hardtech.zone.journal.verbs import Readers, Verb
from hardtech.zone.measures.publishing import TextListener
from hardtech.zone.registry.merging import MergeStep

__all__ = ["DECLARED"]

OFFICERS = Readers.OFFICERS

VERBS = (
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
    PagePanel("measures", panels.for_all_measures),
    PagePanel("measure", panels.for_measure),
    MergeStep(merging.join_incentives, check=merging.refuse_double_claims),
    TextListener(ask_for_run),
    FactsListener(tasks.ask_for_assessment),
    RetriedTask(tasks.assess_one.name),
    RetriedTask(tasks.assess_whole_zone.name),
    RetriedTask(tasks.remind.name),
    RetriedTask(tasks.send_mail.name),
    RoomPages("incentives/", "hardtech.zone.incentives.urls"),
    RoomApi(
        "hardtech.zone.incentives.api.router",
        tags=(
            ApiTag(
                "incentives",
                _("Incentives"),
                _("What measures say of organisations, claims, and what is paid."),
            ),
        ),
    ),
    *(RecordFinder(prefix, claim_behind) for prefix in ("CL", "PO", "CB")),
)
