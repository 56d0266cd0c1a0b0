"""Two or three offers side by side, against one need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hardtech.engines.matching import Explanation, analyse, analyse_spans, share_of_best
from hardtech.zone.market.documents import as_document
from hardtech.zone.market.finding_rows import Checker, FindingView, finding_views
from hardtech.zone.market.kinds import NEEDS
from hardtech.zone.market.match_cards import reasons_of, trl_sentence, words_missing
from hardtech.zone.market.matching import explain_match
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import published
from hardtech.zone.market.views.details import find_profile

MOST = 3
FEWEST = 2
COMPARED = (
    "advantage_performance",
    "advantage_cost",
    "advantage_return",
    "ip_stage",
    "partnerships",
    "fields",
)


@dataclass(frozen=True)
class Column:
    """One offer of the comparison."""

    offer: Offer
    percent: int
    reasons: list[dict[str, Any]]
    missing: list[str]
    terms: frozenset[str]


@require_safe
def match_compare(request: HttpRequest, ref: str) -> HttpResponse:
    need: Need = find_profile(request.user, NEEDS, ref)
    offers = _chosen(request)
    if len(offers) < FEWEST:
        messages.info(request, _("Tick two or three offers to compare them."))
        return redirect(NEEDS.url("matches", need.ref))
    checker = Checker(need)
    columns = _columns(need, offers)
    context = {
        "need": need,
        "columns": columns,
        "requirements": _rows(checker, need, columns),
        "in_common": _in_common(need, columns),
        "stated": {name for name in COMPARED if any(getattr(offer, name) for offer in offers)},
        "crumbs": [
            (NEEDS.plural, NEEDS.list_url),
            (need.title, need.get_absolute_url()),
            (NEEDS.matches, NEEDS.url("matches", need.ref)),
        ],
    }
    return render(request, "market/match_compare.html", context)


def _chosen(request: HttpRequest) -> list[Offer]:
    """The published offers asked for, in the order of the address; the fourth and any other are left out."""
    refs = [ref for ref in dict.fromkeys(request.GET.getlist("offer")) if "\x00" not in ref]
    found = {offer.ref: offer for offer in published(Offer).filter(ref__in=refs[: 2 * MOST])}
    return [found[ref] for ref in refs if ref in found][:MOST]


def _columns(need: Need, offers: list[Offer]) -> list[Column]:
    explained = explain_match(need, offers)
    best = max((one.score for one in explained), default=0.0)
    return [
        Column(
            offer=offer,
            percent=round(100 * share_of_best(explanation.score, best)),
            reasons=reasons_of(explanation),
            missing=_missing(need, offer, explanation),
            terms=_terms(offer),
        )
        for offer, explanation in zip(offers, explained, strict=True)
    ]


def _missing(need: Need, offer: Offer, explanation: Explanation) -> list[str]:
    return [one for one in (trl_sentence(need, offer), words_missing(explanation)) if one]


def _terms(offer: Offer) -> frozenset[str]:
    document = as_document(offer)
    return frozenset(analyse("\n".join([document.title, document.keywords, document.summary, document.body])))


def _rows(checker: Checker, need: Need, columns: list[Column]) -> list[list[FindingView]]:
    """For each requirement what every offer does to it; those of the text only where an offer speaks of them."""
    found = [
        finding_views(checker.of(column.offer), need, column.offer, silent_too=True) for column in columns
    ]
    rows = [list(row) for row in zip(*found, strict=True)]
    return [row for row in rows if row[0].stated or any(one.status != "not_addressed" for one in row)]


def _in_common(need: Need, columns: list[Column]) -> list[str]:
    """The words of the need's title and keywords that all the offers use, as the need writes them."""
    text = "\n".join([need.title, ", ".join(need.keywords)])
    shared = frozenset.intersection(*(column.terms for column in columns))
    found: dict[str, str] = {}
    for one in analyse_spans(text):
        if one.term in shared and not one.term.isdigit():
            found.setdefault(one.term, text[one.start : one.end])
    return list(found.values())
