"""Claims as the organisation sees them: its list, filing one, answering a question, and the page of one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hardtech.engines.rules import Rule
from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.money import money
from hardtech.zone.common.refs import is_reference
from hardtech.zone.incentives import permissions
from hardtech.zone.incentives.choices import ClaimState
from hardtech.zone.incentives.claim_verdict import judge
from hardtech.zone.incentives.forms.claims import ClaimForm, attach
from hardtech.zone.incentives.letter import letter
from hardtech.zone.incentives.models import Claim, Payout
from hardtech.zone.incentives.queries.claims import claims_seen, find_claim, payouts_of
from hardtech.zone.incentives.queries.closing import closing_windows
from hardtech.zone.incentives.services import claims
from hardtech.zone.incentives.wording.claims import next_step, not_claimable
from hardtech.zone.incentives.wording.verdicts import VerdictWords, verdict_words
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.rulebook import ORGANISATION, current_rulebook, rule_of
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import organisation_ids

__all__ = ["claim_answer", "claim_detail", "claim_list", "claim_new", "claim_page", "claim_trace"]

PER_PAGE = 25


@dataclass(frozen=True)
class ClaimRow:
    """A claim in the list of the organisation's claims."""

    claim: Claim
    amount: str
    step: str
    payouts: list[tuple[Payout, str]]


@login_required
@never_cache
@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """What one's organisations claimed or were granted, with the next step of each. The desk is for officers."""
    visitor = signed_in(request.user)
    if not permissions.has_claims_page(visitor) and permissions.works_at_desk(visitor):
        return redirect("incentives:desk")
    own = claims_seen(visitor).filter(organisation__in=list(organisation_ids(visitor)))
    own = own.exclude(permissions.UNCONFIRMED).order_by("-created_at", "-pk")
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    payouts = payouts_of(page.object_list)
    rows = [_row(claim, payouts.get(claim.pk, [])) for claim in page.object_list]
    context = {
        "rows": rows,
        "page": page,
        "crumbs": _crumbs()[:1],
        "works_at_desk": permissions.works_at_desk(visitor),
        "closing": closing_windows(timezone.localdate(), list(organisation_ids(visitor))),
    }
    return render(request, "incentives/claim_list.html", context)


def _row(claim: Claim, payouts: list[Payout]) -> ClaimRow:
    return ClaimRow(
        claim,
        money(claim.amount_fen),
        next_step(claim, payouts),
        [(payout, money(payout.amount_fen)) for payout in payouts],
    )


@login_required
@never_cache
@require_safe
def claim_detail(request: HttpRequest, ref: str) -> HttpResponse:
    return claim_page(request, find_claim(request.user, ref))


def claim_page(request: HttpRequest, claim: Claim, status: int = 200, **context: object) -> HttpResponse:
    """The letter, with whatever form was sent and refused (`bound`)."""
    bound = context.pop("bound", None)
    values = letter(request, claim, timezone.localdate(), bound)  # type: ignore[arg-type]
    desk = permissions.works_at_desk(request.user)
    shown = {**values, **context, "crumbs": _crumbs(desk=desk)}
    return render(request, "incentives/claim_detail.html", shown, status=status)


@login_required
@never_cache
@require_safe
def claim_trace(request: HttpRequest, ref: str) -> HttpResponse:
    """The trace as a file that `hardtech rules replay` takes."""
    claim = find_claim(request.user, ref)
    if not claim.trace:
        raise Http404
    answer = JsonResponse(claim.trace, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{claim.ref}.trace.json"'
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim_new(request: HttpRequest, ref: str) -> HttpResponse:
    """File a claim on a measure: what the rules say of it is shown before it is sent."""
    visitor, measure, today = signed_in(request.user), _measure(ref), timezone.localdate()
    rule = current_rulebook()[measure.key]
    residents = _own_residents(visitor)
    organisation = _chosen(request, residents)
    form = ClaimForm(request.POST or None, rule=rule, on=today)
    words = None
    if organisation is not None and request.method == "POST" and form.is_valid():
        if request.POST.get("intent") == "check":
            words = _preview(rule, organisation, today, form)
        elif (claim := _submit(request, form, organisation, measure)) is not None:
            return redirect(claim)
    if organisation is not None and words is None and rule.subject == ORGANISATION:
        words = _preview(rule, organisation, today, None)
    context = {
        "measure": measure,
        "form": form,
        "residents": residents,
        "organisation": organisation,
        "own": permissions.has_claims_page(visitor),
        "words": words,
        "closed": _closed(measure, rule, organisation, today),
        "crumbs": [*_crumbs(), (measure.title, measure.get_absolute_url())],
    }
    return render(request, "incentives/claim_form.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer the officer's question, and send the claim in again."""
    claim = find_claim(request.user, ref)
    if not permissions.may_answer(request.user, claim):
        raise PermissionDenied
    if claim.state != ClaimState.RETURNED:
        messages.info(request, _("This claim waits for no answer."))
        return redirect(claim)
    rule = rule_of(claim.revision)
    form = ClaimForm(request.POST or None, rule=rule, on=claims.filed_on(claim), claim=claim)
    if request.method == "POST" and form.is_valid():
        try:
            claims.resubmit(actor=signed_in(request.user), claim=claim, now=timezone.now(), **form.values)
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("Your answer is with the zone office."))
            return redirect(claim)
    context = {
        "claim": claim,
        "measure": claim.measure,
        "organisation": claim.organisation,
        "form": form,
        "crumbs": [*_crumbs(), (claim.ref, claim.get_absolute_url())],
    }
    return render(request, "incentives/claim_form.html", context, status=422 if form.errors else 200)


def _submit(
    request: HttpRequest, form: ClaimForm, organisation: Organisation, measure: Measure
) -> Claim | None:
    try:
        claim = claims.submit(
            actor=signed_in(request.user),
            organisation=organisation,
            measure=measure,
            now=timezone.now(),
            **form.values,
        )
    except ValidationError as error:
        attach(form, error)
        return None
    messages.success(request, _("Your claim is with the zone office."))
    return claim


def _preview(
    rule: Rule, organisation: Organisation, on: datetime.date, form: ClaimForm | None
) -> VerdictWords:
    """What the rules say of the claim as it is written now; nothing is stored."""
    facts = form.checked_facts() if form else {}
    judged = judge(rule, organisation, on, subject_facts=facts, rulings={})
    return verdict_words(judged.trace, current_rulebook())


def _closed(measure: Measure, rule: Rule, organisation: Organisation | None, on: datetime.date) -> str:
    """Why nobody can claim today, before anything is filled in."""
    if not measure.takes_claims:
        return _("Another authority decides on this measure; its page names the source.")
    if organisation is None:
        return ""
    return not_claimable(judge(rule, organisation, on, subject_facts={}, rulings={}).verdict)


def _measure(ref: str) -> Measure:
    measure = Measure.objects.filter(ref=ref).first() if is_reference(ref) else None
    if measure is None or measure.key not in current_rulebook():
        raise Http404
    return measure


def _own_residents(visitor: User) -> list[Organisation]:
    own = Organisation.objects.filter(pk__in=list(organisation_ids(visitor)), residence__isnull=False)
    return list(own.defer("search").order_by("pk"))


def _chosen(request: HttpRequest, residents: list[Organisation]) -> Organisation | None:
    """The organisation that the address or the form names, else the first of one's own."""
    asked = request.POST.get("organisation") or request.GET.get("organisation")
    named = next((one for one in residents if one.ref == asked), None)
    return named or (residents[0] if residents and not asked else None)


def _crumbs(*, desk: bool = False) -> list[tuple[str, str]]:
    second = (
        (_("Desk"), reverse("incentives:desk"))
        if desk
        else (_("Our claims"), reverse("incentives:claim_list"))
    )
    return [(_("Incentives"), reverse("measures:measure_list")), second]
