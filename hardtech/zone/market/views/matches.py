"""Ranked matches of a need or an offer, and what is decided on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hardtech.zone.accounts.models import User
from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.market.choices import DismissalReason, Side, Verdict
from hardtech.zone.market.finding_rows import Checker
from hardtech.zone.market.forms import DecisionForm
from hardtech.zone.market.kinds import KINDS, NEEDS, OFFERS, ProfileKind
from hardtech.zone.market.match_cards import acting_side, match_card
from hardtech.zone.market.matching import Ranked, needs_for_offer, offers_for_need
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.services import decisions
from hardtech.zone.market.views.details import find_profile
from hardtech.zone.registry.choices import Field

TOP = 20
TRL_FLOORS = (3, 4, 5, 6, 7, 8, 9)
DISMISSED_TOO = "all"


@require_safe
def match_list(request: HttpRequest, kind: ProfileKind, ref: str) -> HttpResponse:
    """Whoever may see the record may see its matches; decisions are shown to the side that made them."""
    asking = find_profile(request.user, kind, ref)
    checker = Checker(asking)
    asked = _Asked(kind, request.GET)
    ranked = asked.rank(request.user, asking)
    side = acting_side(request.user, asking)
    context = {
        "kind": kind,
        "profile": asking,
        "crumbs": [(kind.plural, kind.list_url)],
        "cards": [
            match_card(asking, one, rank, side, checker.of(one.profile))
            for rank, one in enumerate(ranked, start=1)
        ],
        "facets": asked.facets(ranked, may_decide=side is not None),
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
        decisions.decide(**common, verdict=Verdict(verdict), reason=reason, note=note)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return
    if verdict == Verdict.KEPT:
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


class _Asked:
    """The filters in the address of a match page; what is asked wrongly is passed over."""

    def __init__(self, kind: ProfileKind, params: QueryDict) -> None:
        self.kind = kind
        self.fields = [code for code in Field.values if code in params.getlist("field")]
        floor = params.get("trl", "")
        self.trl = int(floor) if kind is NEEDS and floor in map(str, TRL_FLOORS) else None
        language = params.get("language", "")
        self.language = language if language in RecordLanguage.values else ""
        self.owner = params.get("owner", "").replace("\x00", "")
        self.dismissed_too = params.get("show") == DISMISSED_TOO

    @property
    def active(self) -> int:
        return len(self.fields) + bool(self.trl) + bool(self.language) + bool(self.owner)

    def rank(self, visitor: Any, asking: Offer | Need) -> list[Ranked]:
        common: dict[str, Any] = {
            "fields": self.fields,
            "owner": self.owner or None,
            "language": self.language,
            "hide_dismissed": not self.dismissed_too,
            "top": TOP,
        }
        if isinstance(asking, Need):
            return offers_for_need(visitor, asking, trl_min=self.trl, **common)
        return needs_for_offer(visitor, asking, **common)

    def facets(self, ranked: Iterable[Ranked], *, may_decide: bool) -> list[dict[str, Any]]:
        """For `common/_facets.html`; no counts, since a ranking has no end."""
        owners = {one.profile.owner.ref: one.profile.owner.name for one in ranked}
        if self.owner:
            owners.setdefault(self.owner, self.owner)
        facets = [_facet(_("Field"), "field", "checkbox", Field.choices, self.fields)]
        if self.kind is NEEDS:
            floors = [("", _("any")), *((str(level), f"≥ {level}") for level in TRL_FLOORS)]
            facets.append(_facet(_("Readiness (TRL)"), "trl", "radio", floors, [str(self.trl or "")]))
        languages = [("", _("any")), *RecordLanguage.choices]
        facets.append(_facet(_("Language"), "language", "radio", languages, [self.language]))
        facets.append(
            _facet(_("Organisation"), "owner", "radio", [("", _("any")), *owners.items()], [self.owner])
        )
        if may_decide:
            shown = [DISMISSED_TOO] if self.dismissed_too else []
            facets.append(
                _facet(_("Decided"), "show", "checkbox", [(DISMISSED_TOO, _("Show dismissed"))], shown)
            )
        return facets


def _facet(label: str, name: str, kind: str, choices: Iterable[Any], chosen: list[str]) -> dict[str, Any]:
    options = [
        {"value": value, "label": text, "count": None, "selected": value in chosen} for value, text in choices
    ]
    return {"label": label, "name": name, "type": kind, "options": options}
