"""What is done with claims, payouts and repayments on the page of a claim: each a form that is sent there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.incentives.forms.claims import (
    CancelForm,
    ClaimDecisionForm,
    DemandForm,
    DismissForm,
    MilestoneForm,
    PaidForm,
    QuestionForm,
    SettleForm,
    attach,
)
from hardtech.zone.incentives.letter import judged_facts
from hardtech.zone.incentives.models import Claim
from hardtech.zone.incentives.queries.claims import find_claim, find_clawback, find_payout
from hardtech.zone.incentives.services import automatic_payments, claims, payouts
from hardtech.zone.incentives.views.claims import claim_page

__all__ = ["claim_act", "clawback_settle", "payout_act"]


@dataclass(frozen=True)
class Deed:
    """A form, the service that takes its values, and what is said when it is done."""

    form: Callable[..., forms.Form] | None
    do: Callable[..., Any]
    done: Promise


def _with_now(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda **values: service(now=timezone.now(), **values)


def _with_today(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda **values: service(today=timezone.localdate(), **values)


CLAIM: Mapping[str, Deed] = {
    "decide": Deed(
        ClaimDecisionForm, _with_now(claims.decide), _("The decision stands, and the organisation is told.")
    ),
    "return": Deed(QuestionForm, _with_now(claims.return_claim), _("The question is with the organisation.")),
    "withdraw": Deed(None, claims.withdraw, _("The claim is withdrawn.")),
    "confirm": Deed(
        None,
        _with_now(automatic_payments.confirm),
        _("The payment is confirmed, and the organisation is told."),
    ),
    "dismiss": Deed(DismissForm, _with_now(automatic_payments.dismiss), _("The proposal is dismissed.")),
}
PAYOUT: Mapping[str, Deed] = {
    "reach": Deed(
        MilestoneForm, payouts.reach_milestone, _("The milestone is reached: the part has its day.")
    ),
    "pay": Deed(PaidForm, _with_today(payouts.mark_paid), _("The part is paid.")),
    "cancel": Deed(CancelForm, payouts.cancel_payout, _("The part is cancelled.")),
    "demand": Deed(DemandForm, _with_today(payouts.demand_back), _("The money is asked back.")),
}


@login_required
@require_POST
def claim_act(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    claim, deed = find_claim(request.user, ref), _deed(CLAIM, act)
    options = {"judged": judged_facts(claim)} if act == "decide" else {}
    form = deed.form(request.POST, **options) if deed.form else None
    return _carry_out(request, claim, deed, form, key=act, claim=claim)


@login_required
@require_POST
def payout_act(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    payout, deed = find_payout(request.user, ref), _deed(PAYOUT, act)
    form = deed.form(request.POST, prefix=payout.ref) if deed.form else None
    return _carry_out(request, payout.claim, deed, form, key=f"{act} {ref}", payout=payout)


@login_required
@require_POST
def clawback_settle(request: HttpRequest, ref: str) -> HttpResponse:
    clawback = find_clawback(request.user, ref)
    deed = Deed(SettleForm, payouts.settle, _("This is settled."))
    form = SettleForm(request.POST, prefix=clawback.ref)
    return _carry_out(request, clawback.payout.claim, deed, form, key=f"settle {ref}", clawback=clawback)


def _deed(deeds: Mapping[str, Deed], action: str) -> Deed:
    if action not in deeds:
        raise Http404
    return deeds[action]


def _carry_out(
    request: HttpRequest, shown: Claim, deed: Deed, form: forms.Form | None, *, key: str, **subject: Any
) -> HttpResponse:
    """Do it and go back to the claim; what is refused is said there, at its field."""
    if form is None or form.is_valid():
        values = form.values if form is not None else {}  # type: ignore[attr-defined]
        try:
            deed.do(actor=signed_in(request.user), **subject, **values)
        except ValidationError as error:
            if form is None:
                messages.error(request, " ".join(error.messages))
                return redirect(shown)
            attach(form, error)
        else:
            messages.success(request, str(deed.done))
            return redirect(shown)
    return claim_page(request, find_claim(request.user, shown.ref), status=422, bound={key: form})
