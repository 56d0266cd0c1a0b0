"""The officers' desk: claims to decide, proposals to confirm, payouts and repayments that are due."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.lists import EXPORTS, Listing, export
from hardtech.zone.common.money import money
from hardtech.zone.incentives import permissions
from hardtech.zone.incentives.deadlines import SOON
from hardtech.zone.incentives.models import Claim
from hardtech.zone.incentives.queries import desk as queries
from hardtech.zone.incentives.queries.closing import closing_windows
from hardtech.zone.incentives.services import automatic_payments
from hardtech.zone.incentives.wording.claims import part_title

__all__ = [
    "all_claims",
    "claim_export",
    "clawbacks",
    "confirm",
    "desk",
    "for_officers",
    "payout_export",
    "payouts",
    "proposals",
    "shell",
]

MOST_AT_ONCE = 200
"""Proposals that one press confirms: each is decided on a whole verdict of its own."""

View = Callable[..., HttpResponseBase]


def for_officers(view: View) -> View:
    """Only those who work at the desk come in."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not permissions.works_at_desk(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_officers
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Claims to decide."""
    listing = queries.waiting_listed(request.GET, signed_in(request.user), timezone.localdate())
    closing = closing_windows(timezone.localdate())
    return _claims_page(request, listing, "waiting", closing=closing)


@for_officers
@require_safe
def all_claims(request: HttpRequest) -> HttpResponse:
    return _claims_page(request, queries.every_claim(request.GET, signed_in(request.user)), "all")


@for_officers
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    return _claims_page(request, queries.proposals_listed(request.GET, signed_in(request.user)), "proposals")


def _claims_page(request: HttpRequest, listing: Listing[Claim], tab: str, **more: object) -> HttpResponse:
    today = timezone.localdate()
    rows = [(claim, money(claim.amount_fen)) for claim in listing.page]
    context = {"listing": listing, "rows": rows, "today": today, "soon": today + SOON, "most": MOST_AT_ONCE}
    return render(request, "incentives/desk_claims.html", context | more | shell(tab))


@for_officers
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the proposals that are ticked, or as many of the list as one press takes."""
    officer = signed_in(request.user)
    listed = queries.proposals_listed(request.GET, officer).records
    if request.POST.get("all"):
        chosen = list(listed[:MOST_AT_ONCE])
    else:
        chosen = list(listed.filter(ref__in=request.POST.getlist("claim"))[:MOST_AT_ONCE])
    mine = [claim for claim in chosen if permissions.may_review(officer, claim)]
    done = automatic_payments.confirm_each(actor=officer, claims=mine, now=timezone.now())
    if not chosen:
        messages.warning(request, _("Tick the proposals that you confirm."))
    if done.claims:
        count = len(done.claims)
        form = ngettext("%(count)s payment is confirmed.", "%(count)s payments are confirmed.", count)
        messages.success(request, form % {"count": count})
    if len(mine) < len(chosen):
        messages.warning(request, _("Organisations that you act for are left to another officer."))
    for claim, why in done.refused[:5]:
        messages.error(request, f"{claim.ref} · {claim.organisation.name}{_(': ')}{why}")
    return redirect(f"{reverse('incentives:desk_proposals')}?{request.GET.urlencode()}".rstrip("?"))


@for_officers
@require_safe
def payouts(request: HttpRequest) -> HttpResponse:
    officer, today = signed_in(request.user), timezone.localdate()
    listing = queries.payouts_listed(request.GET, officer, today)
    rows = [(one, part_title(one), money(one.amount_fen), one.claim) for one in listing.page]
    context = {"listing": listing, "rows": rows, "today": today, "kind": "payouts"}
    return render(request, "incentives/desk_money.html", context | shell("payouts"))


@for_officers
@require_safe
def clawbacks(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    listing = queries.clawbacks_listed(request.GET, today)
    rows = [(one, one.reason, money(one.amount_fen), one.payout.claim) for one in listing.page]
    context = {"listing": listing, "rows": rows, "today": today, "kind": "clawbacks"}
    return render(request, "incentives/desk_money.html", context | shell("clawbacks"))


@for_officers
@require_safe
def claim_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """All claims that pass the filters, as a file."""
    records = queries.every_claim(request.GET, signed_in(request.user)).records
    return export("claims", suffix, queries.CLAIM_COLUMNS, queries.claim_rows(records))


@for_officers
@require_safe
def payout_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Payouts that pass the filters, as a file."""
    records = queries.payouts_listed(request.GET, signed_in(request.user), timezone.localdate()).records
    return export("payouts", suffix, queries.PAYOUT_COLUMNS, queries.payout_rows(records))


def shell(tab: str) -> dict[str, Any]:
    """The tabs with their numbers."""
    found = queries.counts()
    tabs = [
        ("waiting", _("To decide"), "incentives:desk", found.waiting),
        ("proposals", _("Proposals"), "incentives:desk_proposals", found.proposals),
        ("payouts", _("Payouts"), "incentives:desk_payouts", found.payouts),
        ("clawbacks", _("Repayments"), "incentives:desk_clawbacks", found.clawbacks),
        ("all", _("All claims"), "incentives:desk_all", None),
        ("liaison", _("Liaison"), "incentives:liaison", None),
    ]
    return {
        "tab": tab,
        "tabs": [
            {"label": label, "url": reverse(route), "count": count, "current": key == tab}
            for key, label, route, count in tabs
        ],
        "crumbs": [(_("Incentives"), reverse("measures:measure_list"))],
        "exports": EXPORTS,
    }
