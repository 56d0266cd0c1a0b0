"""The page of a claim put together: a letter to the company, and for officers what they may do next."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.engines.rules import Fact, TraceInvalid, trace_digest
from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.money import money
from hardtech.zone.incentives import permissions
from hardtech.zone.incentives.choices import ClaimState, ClawbackState, PayoutState
from hardtech.zone.incentives.claim_verdict import replayed
from hardtech.zone.incentives.forms.claims import (
    CancelForm,
    ClaimDecisionForm,
    DemandForm,
    DismissForm,
    MilestoneForm,
    PaidForm,
    QuestionForm,
    SettleForm,
)
from hardtech.zone.incentives.models import Claim, Clawback, Payout
from hardtech.zone.incentives.names import name_of
from hardtech.zone.incentives.queries.claims import payouts_of
from hardtech.zone.incentives.services.payouts import left_to_demand
from hardtech.zone.incentives.wording.claims import day_sentence, headline, part_title
from hardtech.zone.incentives.wording.verdicts import FactWords, verdict_words
from hardtech.zone.journal.queries import actor_names, timeline
from hardtech.zone.journal.wording import lines
from hardtech.zone.measures.rulebook import current_rulebook, rule_of

__all__ = ["ActForm", "judged_facts", "letter"]

TIMELINE_LENGTH = 30
STATED_BY: Mapping[str, Promise] = {
    "ruling": gettext_lazy("judged by %(name)s"),
    "claim": gettext_lazy("stated with the claim"),
    "record": gettext_lazy("record of the zone: %(source)s"),
    "statement": gettext_lazy("stated by %(name)s"),
}

Bound = Mapping[str, forms.Form]
"""Forms that were sent and refused, by their key (`ActForm.key`)."""


@dataclass(frozen=True)
class ActForm:
    """Something that the visitor may do: a form behind a line that opens it."""

    key: str
    label: str
    form: forms.Form | None
    quiet: bool = True

    @property
    def open(self) -> bool:
        """What comes next is shown open, and a form with errors."""
        return self.form is not None and (self.form.is_bound or not self.quiet)


@dataclass(frozen=True)
class MoneyRow:
    """A payout with what may be done about it, and what was asked back of it."""

    payout: Payout
    title: str
    amount: str
    acts: list[ActForm]
    clawbacks: list[ClawbackRow] = field(default_factory=list)


@dataclass(frozen=True)
class ClawbackRow:
    clawback: Clawback
    amount: str
    acts: list[ActForm]


@dataclass(frozen=True)
class FactRow:
    words: FactWords
    by: str


def letter(
    request: HttpRequest, claim: Claim, today: datetime.date, bound: Bound | None = None
) -> dict[str, Any]:
    """What the template shows. The number of queries does not grow with payouts or facts."""
    visitor, bound = signed_in(request.user), bound or {}
    reviews = permissions.may_review(visitor, claim)
    entries = list(timeline(claim.ref)[:TIMELINE_LENGTH])
    stated = claim.trace.get("stated_by", {})
    names = actor_names(entries) | _people({row["by"] for row in stated.values() if row.get("by")})
    words = verdict_words(claim.trace, current_rulebook()) if claim.trace else None
    return {
        "claim": claim,
        "headline": headline(claim),
        "amount": money(claim.amount_fen),
        "decided_by": name_of(claim.decided_by),
        "words": words,
        "facts": [_fact_row(row, stated, names) for row in words.facts] if words else [],
        "judged_by_day": day_sentence(claim, words.on) if words else "",
        "money": _money_rows(visitor, claim, today, bound, reviews=reviews),
        "acts": _acts(visitor, claim, bound, reviews=reviews),
        "may_answer": permissions.may_answer(visitor, claim),
        "reviews": reviews,
        "works_at_desk": permissions.works_at_desk(visitor),
        "replay": _replay(claim) if permissions.works_at_desk(visitor) and claim.trace else None,
        "timeline": lines(entries, names, page_of=claim.ref),
        "today": today,
    }


def judged_facts(claim: Claim) -> dict[str, Fact]:
    """What the rules leave to the officer and nobody has stated yet."""
    rule = rule_of(claim.revision)
    return {name: rule.facts[name] for name in claim.trace.get("rulings", ()) if name in rule.facts}


def _people(refs: set[str]) -> dict[str, str]:
    users = User.objects.filter(ref__in=refs).select_related("person")
    return {user.ref: name_of(user) for user in users}


def _fact_row(words: FactWords, stated: Mapping[str, Mapping[str, str]], names: Mapping[str, str]) -> FactRow:
    row = stated.get(words.question.fact, {})
    form = STATED_BY.get(row.get("origin", ""), "")
    data = {"name": names.get(row.get("by", ""), row.get("by", "")), "source": row.get("source", "")}
    return FactRow(words, str(form) % data if form else "")


def _acts(visitor: User, claim: Claim, bound: Bound, *, reviews: bool) -> list[ActForm]:
    """What the visitor may do with the claim now."""
    if claim.state == ClaimState.SUBMITTED and reviews:
        decision = bound.get("decide") or ClaimDecisionForm(judged=judged_facts(claim))
        return [
            ActForm("decide", _("Decide"), decision, quiet=False),
            ActForm("return", _("Return with a question"), bound.get("return") or QuestionForm()),
        ]
    if claim.state == ClaimState.PROPOSED and reviews:
        return [
            ActForm("confirm", _("Confirm the payment"), None, quiet=False),
            ActForm("dismiss", _("Dismiss"), bound.get("dismiss") or DismissForm()),
        ]
    waits = claim.state in {ClaimState.SUBMITTED, ClaimState.RETURNED}
    if waits and permissions.may_answer(visitor, claim):
        return [ActForm("withdraw", _("Withdraw the claim"), None)]
    return []


def _money_rows(
    visitor: User, claim: Claim, today: datetime.date, bound: Bound, *, reviews: bool
) -> list[MoneyRow]:
    pays = reviews and not permissions.has_decided(visitor, claim)
    rows = []
    for payout in payouts_of([claim]).get(claim.pk, []):
        acts = _payout_acts(payout, today, bound, pays=pays) if reviews else []
        backs = [_clawback_row(one, today, bound, reviews=reviews) for one in payout.clawbacks.all()]
        rows.append(MoneyRow(payout, part_title(payout), money(payout.amount_fen), acts, backs))
    return rows


def _payout_acts(payout: Payout, today: datetime.date, bound: Bound, *, pays: bool) -> list[ActForm]:
    def act(key: str, label: str, kind: type[forms.Form], initial: Mapping[str, Any]) -> ActForm:
        made = bound.get(f"{key} {payout.ref}") or kind(prefix=payout.ref, initial=dict(initial))
        return ActForm(key, label, made)

    if payout.state == PayoutState.PAID:
        return [act("demand", _("Ask money back"), DemandForm, {})] if left_to_demand(payout) else []
    if payout.state != PayoutState.SCHEDULED:
        return []
    first = []
    if payout.due_on is None:
        first = [act("reach", _("Milestone reached"), MilestoneForm, {"on": today})]
    elif pays:
        first = [act("pay", _("Mark as paid"), PaidForm, {"paid_on": today})]
    return [*first, act("cancel", _("Cancel"), CancelForm, {})]


def _clawback_row(clawback: Clawback, today: datetime.date, bound: Bound, *, reviews: bool) -> ClawbackRow:
    acts = []
    if reviews and clawback.state == ClawbackState.DEMANDED:
        made = bound.get(f"settle {clawback.ref}") or SettleForm(prefix=clawback.ref, initial={"on": today})
        acts = [ActForm("settle", _("Settle"), made)]
    return ClawbackRow(clawback, money(clawback.amount_fen), acts)


@dataclass(frozen=True)
class ReplayCheck:
    """Whether the stored trace, decided again, comes to the same, and is the one that the journal holds."""

    same: bool
    text: str


def _replay(claim: Claim) -> ReplayCheck:
    if trace_digest(claim.trace) != claim.trace_sha256:
        return ReplayCheck(same=False, text=_("The stored trace is not the one that the journal holds."))
    try:
        again = replayed(claim)
    except TraceInvalid:
        return ReplayCheck(same=False, text=_("The stored trace can't be read."))
    if again.same:
        return ReplayCheck(same=True, text=_("Decided again from the trace alone, it comes to the same."))
    return ReplayCheck(
        same=False,
        text=_("Decided again from the trace alone, it differs in: %(parts)s.")
        % {"parts": ", ".join(again.differences)},
    )
