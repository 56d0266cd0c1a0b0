"""Ranked matches of a need or an offer, and what is decided on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hardtech.zone.accounts.models import User
from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.common.lists import Choice, Facet, narrow
from hardtech.zone.market.choices import DismissalReason, MatchVerdict, Side
from hardtech.zone.market.finding_rows import Checker
from hardtech.zone.market.forms import DecisionForm
from hardtech.zone.market.kinds import KINDS, NEEDS, OFFERS, ProfileKind
from hardtech.zone.market.listing import ANY, FIELD_FACET
from hardtech.zone.market.match_cards import acting_side, match_card
from hardtech.zone.market.matching import ranked_matches
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.services import decisions
from hardtech.zone.market.views.details import find_profile

TOP = 20
TRL_FLOORS = (3, 4, 5, 6, 7, 8, 9)
DISMISSED_TOO = "all"


@require_safe
def match_list(request: HttpRequest, kind: ProfileKind, ref: str) -> HttpResponse:
    """Whoever may see the record may see its matches; decisions are shown to the side that made them."""
    asking = find_profile(request.user, kind, ref)
    checker = Checker(asking)
    owner = request.GET.get("owner", "").replace("\x00", "")
    asked = narrow(request.GET, _facets(kind, {owner: owner} if owner else {}))
    shows_dismissed = request.GET.get("show") == DISMISSED_TOO
    ranked = ranked_matches(
        request.user, asking, asked.condition, hide_dismissed=not shows_dismissed, top=TOP
    )
    side = acting_side(request.user, asking)
    owners = {one.profile.owner.ref: one.profile.owner.name for one in ranked}
    facets = _facets(kind, {**({owner: owner} if owner else {}), **owners})
    if side is not None:
        facets.append(Facet("show", _("Decided"), [Choice(DISMISSED_TOO, _("Show dismissed"), Q())]))
    context = {
        "kind": kind,
        "profile": asking,
        "crumbs": [(kind.plural, kind.list_url)],
        "cards": [
            match_card(asking, one, rank, side, checker.of(one.profile))
            for rank, one in enumerate(ranked, start=1)
        ],
        "facets": narrow(request.GET, facets).facets,
        "active": asked.active,
        "side": side,
        "is_broker": side == Side.BROKER,
        "reasons": DismissalReason.choices,
        "query": request.GET.urlencode(),
        "empty_catalogue": not ranked and not asked.active,
    }
    return render(request, "market/match_list.html", context)


@login_required
@require_POST
def match_decide(request: HttpRequest, need_ref: str, offer_ref: str) -> HttpResponse:
    """Keep, dismiss with a reason, or take back, for the side that the page shows."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required saw to it
    need = find_profile(request.user, NEEDS, need_ref)
    offer = find_profile(request.user, OFFERS, offer_ref)
    asking = offer if request.POST.get("page") == "offer" else need
    form = DecisionForm(request.POST)
    if form.is_valid():
        _decide(request, form, need, offer)
    else:
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, str(error))
    return redirect(_page_of(request, asking, offer if asking is need else need))


def _decide(request: HttpRequest, form: DecisionForm, need: Need, offer: Offer) -> None:
    assert isinstance(request.user, User)  # noqa: S101
    verdict = form.cleaned_data["verdict"]
    common: dict[str, Any] = {
        "actor": request.user,
        "need": need,
        "offer": offer,
        "side": form.cleaned_data["side"],
    }
    try:
        if verdict == "undo":
            decisions.undo(**common)
            messages.success(request, _("Taken back."))
            return
        reason, note = form.cleaned_data["reason"], form.cleaned_data["note"]
        decisions.decide(**common, verdict=MatchVerdict(verdict), reason=reason, note=note)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return
    if verdict == MatchVerdict.KEPT:
        messages.success(request, _("Kept."))
    else:
        messages.success(request, _("Dismissed. “Show dismissed” brings it back."))


def _page_of(request: HttpRequest, asking: Offer | Need, found: Offer | Need) -> str:
    """The match page as it was filtered, at the card. A card that is swapped in place stays, to be taken back."""
    params = QueryDict(request.POST.get("query", ""), mutable=True)
    if request.htmx:  # type: ignore[attr-defined]
        params["show"] = DISMISSED_TOO
    query = f"?{params.urlencode()}" if params else ""
    return f"{KINDS[asking.SIDE].url('matches', asking.ref)}{query}#match-{found.ref}"


def _facets(kind: ProfileKind, owners: Mapping[str, str]) -> list[Facet]:
    """What the matches of a record can be narrowed by; `owners` are names by reference."""
    floors = [Choice(str(level), f"≥ {level}", Q(trl__gte=level)) for level in TRL_FLOORS]
    languages = [Choice(*pair, Q(language=pair[0])) for pair in RecordLanguage.choices]
    chosen_by = [Choice(ref, name, Q(owner__ref=ref)) for ref, name in owners.items()]
    facets = [
        FIELD_FACET,
        Facet("trl", _("Readiness (TRL)"), [ANY, *floors], "radio"),
        Facet("language", _("Language"), [ANY, *languages], "radio"),
        Facet("owner", _("Organisation"), [ANY, *chosen_by], "radio"),
    ]
    return facets if kind is NEEDS else [facet for facet in facets if facet.name != "trl"]
