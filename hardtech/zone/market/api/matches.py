"""Ranked matches, their reasons, and what is decided on them, for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest
from ninja import Query, Router
from ninja.responses import Status

from hardtech.engines.matching import Finding
from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.rest.inputs import clean_ref
from hardtech.zone.common.rest.paging import ListQuery, page_of, refuse_unknown
from hardtech.zone.common.rest.words import _
from hardtech.zone.market.api.needs import need_out
from hardtech.zone.market.api.offers import offer_out
from hardtech.zone.market.api.profiles import conditions, find
from hardtech.zone.market.choices import MatchVerdict, RequirementLevel, Side
from hardtech.zone.market.finding_rows import Checker
from hardtech.zone.market.forms import DecisionForm
from hardtech.zone.market.matching import Ranked, ranked_matches
from hardtech.zone.market.models import Decision, Need, Offer
from hardtech.zone.market.queries import decisions_for, visible_to
from hardtech.zone.market.schemas.matches import (
    DecisionIn,
    DecisionOut,
    DecisionPage,
    FindingOut,
    FindingStatus,
    MatchGapOut,
    MatchQuery,
    NeedMatch,
    NeedMatches,
    NeedMatchQuery,
    OfferMatch,
    OfferMatches,
    PassageOut,
    ReasonOut,
    ScorePartOut,
    TrlGapOut,
)
from hardtech.zone.market.services import decisions

__all__ = ["router"]

router = Router(tags=["matches"])

MATCH = "/needs/{need_ref}/matches/{offer_ref}/decisions/{side}"


@router.get(
    "/needs/{ref}/matches",
    response=OfferMatches,
    summary=_("The offers that suit a need, with reasons and gaps"),
)
def need_matches(request: HttpRequest, ref: str, query: Query[NeedMatchQuery]) -> OfferMatches:
    refuse_unknown(request, query)
    need = find(request.user, Need, ref)
    checker = Checker(need)
    ranked = _ranked(request, need, query)
    items = [
        OfferMatch(
            **_match(place, one, need, checker.of(one.profile)), offer=offer_out(cast(Offer, one.profile))
        )
        for place, one in enumerate(ranked, 1)
    ]
    return OfferMatches(count=len(items), items=items)


@router.get("/offers/{ref}/matches", response=NeedMatches, summary=_("The needs that an offer could serve"))
def offer_matches(request: HttpRequest, ref: str, query: Query[MatchQuery]) -> NeedMatches:
    refuse_unknown(request, query)
    offer = find(request.user, Offer, ref)
    checker = Checker(offer)
    ranked = _ranked(request, offer, query)
    items = [
        NeedMatch(
            **_match(place, one, offer, checker.of(one.profile)), need=need_out(cast(Need, one.profile))
        )
        for place, one in enumerate(ranked, 1)
    ]
    return NeedMatches(count=len(items), items=items)


@router.get(
    "/needs/{ref}/decisions",
    response=DecisionPage,
    summary=_("What your side decided on the matches of a need"),
)
def need_decisions(request: HttpRequest, ref: str, query: Query[ListQuery]) -> DecisionPage:
    return _decisions(request, find(request.user, Need, ref), query)


@router.get(
    "/offers/{ref}/decisions",
    response=DecisionPage,
    summary=_("What your side decided on the matches of an offer"),
)
def offer_decisions(request: HttpRequest, ref: str, query: Query[ListQuery]) -> DecisionPage:
    return _decisions(request, find(request.user, Offer, ref), query)


@router.put(
    MATCH,
    response=DecisionOut,
    summary=_("Keep or dismiss a match, for one side"),
    description=_(
        "“side” is need, offer or broker. A dismissal needs a reason. Deciding again replaces the decision."
    ),
)
def decision_put(
    request: HttpRequest, need_ref: str, offer_ref: str, side: Side, payload: DecisionIn
) -> DecisionOut:
    need, offer = find(request.user, Need, need_ref), find(request.user, Offer, offer_ref)
    form = DecisionForm({"side": side.value, **payload.model_dump()})
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    decision = decisions.decide(
        actor=signed_in(request.user),
        need=need,
        offer=offer,
        side=side,
        verdict=MatchVerdict(payload.verdict),
        reason=payload.reason,
        note=payload.note,
    )
    return _decision_out(decision, need, offer)


@router.delete(MATCH, response={204: None}, summary=_("Take a decision back"))
def decision_delete(request: HttpRequest, need_ref: str, offer_ref: str, side: Side) -> Status[None]:
    need, offer = find(request.user, Need, need_ref), find(request.user, Offer, offer_ref)
    if not decisions.undo(actor=signed_in(request.user), need=need, offer=offer, side=side):
        raise Http404
    return Status(204, None)


def _ranked(request: HttpRequest, asking: Offer | Need, query: MatchQuery) -> list[Ranked]:
    owner = Q(owner__ref=clean_ref(query.owner) or query.owner) if query.owner else Q()
    among = Q(**conditions(query)) & owner
    return ranked_matches(request.user, asking, among, hide_dismissed=not query.dismissed, top=query.top)


def _match(place: int, one: Ranked, asking: Offer | Need, findings: Iterable[Finding]) -> dict[str, Any]:
    """Everything of a match but the record found."""
    why = one.explanation
    gap = why.trl_gap
    return {
        "rank": place,
        "score": one.score,
        "parts": [ScorePartOut(part=part.family, score=part.score) for part in one.parts],
        "share": one.share,
        "reasons": [ReasonOut.of(reason) for reason in why.reasons],
        "passages": [
            PassageOut(part=passage.part, text=passage.text, highlights=list(passage.highlights))
            for passage in why.passages
        ],
        "gaps": [MatchGapOut(term=lack.surface, part=lack.part, weight=lack.weight) for lack in why.gaps],
        "findings": [_finding_out(finding) for finding in findings],
        "trl_gap": TrlGapOut(asked=gap.asked, offered=gap.offered) if gap else None,
        "decision": _decision_out(one.decision, asking, one.profile) if one.decision else None,
    }


def _finding_out(finding: Finding) -> FindingOut:
    asked = finding.requirement
    return FindingOut(
        requirement=asked.text,
        level=RequirementLevel.MUST if asked.must else RequirementLevel.SHOULD,
        stated=asked.stated,
        status=cast(FindingStatus, finding.status),
        code=finding.code,
        part=finding.part,
        text=finding.text,
        highlights=list(finding.marks),
    )


def _decisions(request: HttpRequest, profile: Offer | Need, query: ListQuery) -> DecisionPage:
    """Newest first; only on matches whose other record the visitor may see."""
    found = decisions_for(request.user, profile).select_related("need", "offer", "decided_by")
    seen = {"offer__in": visible_to(request.user, Offer), "need__in": visible_to(request.user, Need)}
    return page_of(
        DecisionPage, request, found.filter(**seen).order_by("-decided_at", "-pk"), query, _decisions_out
    )


def _decisions_out(found: Iterable[Decision]) -> list[DecisionOut]:
    return [_decision_out(one, one.need, one.offer) for one in found]


def _decision_out(decision: Decision, *pair: Offer | Need) -> DecisionOut:
    """The pair is handed in, in either order: it is known already."""
    refs = {one.SIDE: one.ref for one in pair}
    return DecisionOut(
        need=refs["need"],
        offer=refs["offer"],
        side=Side(decision.side),
        verdict=MatchVerdict(decision.verdict),
        reason=decision.reason,
        note=decision.note,
        decided_by=decision.decided_by.ref,
        decided_at=decision.decided_at,
    )
