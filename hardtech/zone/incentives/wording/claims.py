"""What a claim, a payout and a notice say in words, for page, mail and API."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.engines.rules import Verdict
from hardtech.zone.facts.quantities import day
from hardtech.zone.incentives.choices import ClaimOrigin, ClaimState, PayoutState
from hardtech.zone.incentives.models import Claim, Payout
from hardtech.zone.incentives.wording.verdicts import REASONS

__all__ = ["day_sentence", "headline", "next_step", "not_claimable", "part_title"]

HEADLINES: Mapping[str, Promise] = {
    ClaimState.PROPOSED: gettext_lazy(
        "Proposed by the nightly run: the organisation does not know of it yet."
    ),
    ClaimState.SUBMITTED: gettext_lazy("The zone office has your claim and decides on it."),
    ClaimState.RETURNED: gettext_lazy("The zone office has a question before it can decide."),
    ClaimState.APPROVED: gettext_lazy("Your claim is approved."),
    ClaimState.REFUSED: gettext_lazy("Your claim is refused."),
    ClaimState.WITHDRAWN: gettext_lazy("The claim was withdrawn before a decision."),
    ClaimState.DISMISSED: gettext_lazy("The proposal was dismissed; the organisation never saw it."),
}
NEXT: Mapping[str, Promise] = {
    ClaimState.PROPOSED: gettext_lazy("An officer confirms or dismisses it"),
    ClaimState.RETURNED: gettext_lazy("Answer the question"),
    ClaimState.REFUSED: gettext_lazy("Closed"),
    ClaimState.WITHDRAWN: gettext_lazy("Closed"),
    ClaimState.DISMISSED: gettext_lazy("Closed"),
}


def headline(claim: Claim) -> str:
    """The first sentence of the letter."""
    if claim.state == ClaimState.DISMISSED and claim.decided_by_id is None:
        return _("By the last run over the zone it is no longer due.")
    if claim.state == ClaimState.APPROVED and claim.origin == ClaimOrigin.AUTOMATIC:
        return _("You are paid without having applied: the facts on file show that you are entitled.")
    return str(HEADLINES[claim.state])


def next_step(claim: Claim, payouts: list[Payout]) -> str:
    """What happens next, for the list of an organisation's claims."""
    if claim.state == ClaimState.SUBMITTED and claim.due_on:
        return _("Decision by %(day)s") % {"day": day(claim.due_on)}
    if claim.state != ClaimState.APPROVED:
        return str(NEXT[claim.state])
    waiting = [payout for payout in payouts if payout.state == PayoutState.SCHEDULED]
    days = [payout.due_on for payout in waiting if payout.due_on]
    if days:
        return _("Payment by %(day)s") % {"day": day(min(days))}
    return _("Waits for a milestone") if waiting else _("Closed")


def day_sentence(claim: Claim, on: datetime.date) -> str:
    """By which day's rules the claim is judged, and why."""
    data = {"day": day(on)}
    if claim.origin == ClaimOrigin.AUTOMATIC:
        return _("Judged by the rules of %(day)s, the day on which the payment was confirmed.") % data
    return (
        _("Judged by the rules of %(day)s, the day on which it was submitted: later changes do not touch it.")
        % data
    )


def part_title(payout: Payout) -> str:
    """The title that the measure gives the part."""
    return payout.title or _("The whole amount")


def not_claimable(verdict: Verdict) -> str:
    """Why nobody can claim on the day of the verdict; "" where one can."""
    if verdict.reason:
        return str(REASONS[verdict.reason])
    if verdict.version is None or not verdict.version.windows:
        return ""
    window = verdict.window
    if window is None:
        return _("Its window is closed, and no later one is announced.")
    if window.open:
        return ""
    return _("Its window is closed. The next one opens on %(opens)s and closes on %(closes)s.") % {
        "opens": day(window.opens),
        "closes": day(window.closes),
    }
