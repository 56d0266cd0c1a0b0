"""The other sides of a match for programs: companies, people, portfolios, what is alike."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from hardtech.engines.matching import Explanation
from hardtech.zone.common.rest.inputs import clean_ref
from hardtech.zone.common.rest.paging import refuse_unknown
from hardtech.zone.common.rest.words import _
from hardtech.zone.market.api.profiles import find
from hardtech.zone.market.counterparts.portfolio import compare
from hardtech.zone.market.counterparts.search import Counterpart, companies_for_offer, people_for_need
from hardtech.zone.market.counterparts.similar import similar_to
from hardtech.zone.market.counterparts.teams import teams_of
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.schemas.counterparts import (
    CompanyFound,
    CompanyList,
    PairOut,
    PersonFound,
    PersonList,
    PortfolioOut,
    PortfolioQuery,
    SideQuery,
    SimilarList,
    SimilarOut,
)
from hardtech.zone.market.schemas.matches import PassageOut, ReasonOut
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.queries import find_organisation
from hardtech.zone.registry.schemas import OrganisationLink, PersonLink

__all__ = ["router"]

router = Router(tags=["matches"])


@router.get(
    "/offers/{ref}/companies", response=CompanyList, summary=_("The companies that could use an offer")
)
def offer_companies(request: HttpRequest, ref: str, query: Query[SideQuery]) -> CompanyList:
    refuse_unknown(request, query)
    found = companies_for_offer(find(request.user, Offer, ref), fields=query.field, top=query.top)
    items = [
        CompanyFound(
            **_found(rank, one),
            company=OrganisationLink.of(one.record),
            basis="need" if one.records else "profile",
            needs=[need.ref for need in one.records],
        )
        for group in (found.by_need, found.by_profile)
        for rank, one in enumerate(group, start=1)
    ]
    return CompanyList(count=len(items), items=items)


@router.get(
    "/needs/{ref}/people", response=PersonList, summary=_("The people and teams who can answer a need")
)
def need_people(request: HttpRequest, ref: str, query: Query[SideQuery]) -> PersonList:
    refuse_unknown(request, query)
    found = people_for_need(find(request.user, Need, ref), fields=query.field, top=query.top)
    team_of = {
        member.record.pk: number
        for number, team in enumerate(teams_of(found), start=1)
        for member in team.members
    }
    items = [
        PersonFound(
            **_found(rank, one),
            person=PersonLink.of(one.record),
            team=team_of[one.record.pk],
            offers=[offer.ref for offer in one.records],
        )
        for rank, one in enumerate(found, start=1)
    ]
    return PersonList(count=len(items), items=items)


@router.get(
    "/portfolio",
    response=PortfolioOut,
    summary=_("One organisation's offers against another's needs, or a field's"),
    description=_("Only what is published takes part. Name “needs_of”, “field”, or both."),
)
def portfolio(request: HttpRequest, query: Query[PortfolioQuery]) -> PortfolioOut:
    refuse_unknown(request, query)
    needs_of = _organisation(query.needs_of) if query.needs_of else None
    found = compare(_organisation(query.offers_of), needs_of=needs_of, field=query.field or "", top=query.top)
    items = [
        PairOut(
            rank=rank,
            coverage=pair.coverage,
            need=pair.need.ref,
            offer=pair.offer.ref,
            reasons=_reasons(pair.explanation),
        )
        for rank, pair in enumerate(found.pairs, start=1)
    ]
    return PortfolioOut(
        offers=found.offers,
        needs=found.needs,
        offers_compared=found.offers_compared,
        needs_compared=found.needs_compared,
        items=items,
    )


@router.get("/offers/{ref}/similar", response=SimilarList, summary=_("Offers that are nearly this one"))
def offer_similar(request: HttpRequest, ref: str) -> SimilarList:
    return _similar(request, find(request.user, Offer, ref))


@router.get("/needs/{ref}/similar", response=SimilarList, summary=_("Needs that are nearly this one"))
def need_similar(request: HttpRequest, ref: str) -> SimilarList:
    return _similar(request, find(request.user, Need, ref))


def _similar(request: HttpRequest, profile: Offer | Need) -> SimilarList:
    items = [
        SimilarOut(ref=one.profile.ref, title=one.profile.title, likeness=one.likeness)
        for one in similar_to(request.user, profile)
    ]
    return SimilarList(count=len(items), items=items)


def _organisation(ref: str) -> Organisation:
    try:
        return find_organisation(clean_ref(ref))
    except Organisation.DoesNotExist:
        raise Http404 from None


def _found(rank: int, one: Counterpart[Any]) -> dict[str, Any]:
    return {
        "rank": rank,
        "score": one.score,
        "share": one.share,
        "reasons": _reasons(one.explanation),
        "passages": [
            PassageOut(part=passage.part, text=passage.text, highlights=list(passage.highlights))
            for passage in one.explanation.passages
        ],
    }


def _reasons(why: Explanation) -> list[ReasonOut]:
    return [ReasonOut.of(one) for one in why.reasons]
