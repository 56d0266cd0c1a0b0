"""One organisation's offers against another's needs, or against a field's: on screen and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hardtech.zone.common.lists import EXPORTS, export
from hardtech.zone.market.choices import Status
from hardtech.zone.market.counterparts.cards import pair_row
from hardtech.zone.market.counterparts.forms import PortfolioForm
from hardtech.zone.market.counterparts.portfolio import Pair, Portfolio, compare
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.queries import organisations

SUGGESTED = 200  # organisations in the list to choose from; any other can be typed
TOP, TOP_IN_FILE = 50, 1000
COLUMNS = (
    "rank",
    "coverage",
    "need",
    "need_title",
    "need_owner",
    "offer",
    "offer_title",
    "offer_owner",
    "reasons",
)


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Only what is published takes part, so the answer is the same for all."""
    sent = {"offers_of", "needs_of", "field"} <= set(
        request.GET
    )  # a link may name one side and leave the other open
    form = PortfolioForm(request.GET if sent else None, initial=request.GET.dict())
    found = _compared(form, TOP) if form.is_bound and form.is_valid() else None
    context = {
        "form": _as_understood(form) if found else form,
        "found": found,
        "rows": [pair_row(pair, rank) for rank, pair in enumerate(found.pairs, start=1)] if found else [],
        "offerers": _owners("offers"),
        "seekers": _owners("needs"),
        "exports": EXPORTS,
        "query": request.GET.urlencode(),
    }
    return render(request, "market/portfolio.html", context, status=422 if form.errors else 200)


@require_safe
def portfolio_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """All the pairs that were compared, best first."""
    form = PortfolioForm(request.GET)
    if not form.is_valid():
        raise Http404
    found = _compared(form, TOP_IN_FILE)
    return export(f"portfolio-{timezone.localdate():%Y-%m-%d}", suffix, COLUMNS, _rows(found.pairs))


def _compared(form: PortfolioForm, top: int) -> Portfolio:
    chosen = form.cleaned_data
    return compare(chosen["offers_of"], needs_of=chosen["needs_of"], field=chosen["field"], top=top)


def _as_understood(form: PortfolioForm) -> PortfolioForm:
    """The form with the organisations by name, whichever way they were asked for."""
    chosen = form.cleaned_data
    initial = {name: _named(chosen[name]) for name in ("offers_of", "needs_of") if chosen[name]}
    return PortfolioForm(initial={**initial, "field": chosen["field"]})


def _named(organisation: Organisation) -> str:
    return f"{organisation.name} ({organisation.ref})"


def _owners(side: str) -> list[str]:
    """The organisations with most published records of a side, as the form reads them."""
    count = Count(side, filter=Q(**{f"{side}__status": Status.PUBLISHED}))
    with_some = organisations().annotate(number=count).filter(number__gt=0).order_by("-number", "ref")
    return [_named(one) for one in with_some.only("ref", "name_en", "name_zh")[:SUGGESTED]]


def _rows(pairs: list[Pair]) -> Iterator[dict[str, Any]]:
    for rank, pair in enumerate(pairs, start=1):
        need, offer = pair.need, pair.offer
        reasons = [f"{one.surface} ({one.share:.0%})" for one in pair.explanation.reasons[:6]]
        yield {
            "rank": rank,
            "coverage": round(pair.coverage, 4),
            "need": need.ref,
            "need_title": need.title,
            "need_owner": need.owner.name,
            "offer": offer.ref,
            "offer_title": offer.title,
            "offer_owner": offer.owner.name,
            "reasons": "; ".join(reasons),
        }
