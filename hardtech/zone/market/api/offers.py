"""Offers for programs."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status

from hardtech.zone.accounts.permissions import Visitor, signed_in
from hardtech.zone.common.rest.paging import ListQuery, page_of
from hardtech.zone.common.rest.words import _
from hardtech.zone.journal.schemas import TimelinePage, timeline_page
from hardtech.zone.market import permissions
from hardtech.zone.market.api.profiles import (
    detail_values,
    find,
    listed,
    out_values,
    people_of,
    reads_notes,
    values_of,
)
from hardtech.zone.market.choices import DismissalReason
from hardtech.zone.market.models import Offer
from hardtech.zone.market.queries import profile_timeline, refusals
from hardtech.zone.market.schemas.matches import RefusalOut
from hardtech.zone.market.schemas.profiles import (
    OfferDetail,
    OfferIn,
    OfferOut,
    OfferPage,
    OfferPatch,
    OfferQuery,
)
from hardtech.zone.market.services import profiles
from hardtech.zone.workshop.act_api import add_act_endpoint

__all__ = ["offer_out", "router"]

router = Router(tags=["offers"])

DETAILS = ("trl_evidence", "ip_note", "advantage_cost", "advantage_performance", "advantage_return")


@router.get("/offers", response=OfferPage, summary=_("List and search offers"))
def offer_list(request: HttpRequest, query: Query[OfferQuery]) -> OfferPage:
    return page_of(OfferPage, request, listed(request.user, Offer, query), query, offers_out)


@router.get("/offers/{ref}", response=OfferDetail, summary=_("One offer"))
def offer_detail(request: HttpRequest, ref: str) -> OfferDetail:
    return offer_page(request.user, find(request.user, Offer, ref))


@router.post("/offers", response={201: OfferDetail}, summary=_("Write a new offer: a draft"))
def offer_create(request: HttpRequest, payload: OfferIn) -> Status[OfferDetail]:
    actor = signed_in(request.user)
    values = values_of(payload)
    people = people_of(actor, payload, values["owner"].pk, None)
    offer = profiles.create_profile(actor=actor, model=Offer, values=values, people=people)
    return Status(201, offer_page(actor, offer))


@router.patch(
    "/offers/{ref}",
    response=OfferDetail,
    summary=_("Change an offer"),
    description=_("A published offer stays published: what changed stands in the timeline."),
)
def offer_update(request: HttpRequest, ref: str, payload: OfferPatch) -> OfferDetail:
    actor = signed_in(request.user)
    offer = find(actor, Offer, ref)
    people = None
    if "people" in payload.model_fields_set:
        people = people_of(actor, payload, offer.owner_id, offer)
    changed = profiles.update_profile(actor=actor, profile=offer, values=values_of(payload), people=people)
    return offer_page(actor, changed)


@router.get("/offers/{ref}/timeline", response=TimelinePage, summary=_("What happened to an offer"))
def offer_timeline(request: HttpRequest, ref: str, query: Query[ListQuery]) -> TimelinePage:
    offer = find(request.user, Offer, ref)
    entries = profile_timeline(request.user, offer)
    return timeline_page(request, entries, query, with_notes=reads_notes(request.user, offer))


@router.get(
    "/offers/{ref}/refusals",
    response=list[RefusalOut],
    summary=_("Why needs said no to an offer, for its own side"),
    openapi_extra={"x-private": True},
)
def offer_refusals(request: HttpRequest, ref: str) -> list[RefusalOut]:
    offer = find(request.user, Offer, ref)
    if not permissions.is_insider(request.user, offer):
        raise PermissionDenied
    return [RefusalOut(reason=DismissalReason(reason), times=times) for reason, times in refusals(offer)]


def offer_out(offer: Offer) -> OfferOut:
    return OfferOut(**out_values(offer), ip_stage=offer.ip_stage)


def offers_out(offers: Iterable[Offer]) -> list[OfferOut]:
    return [offer_out(offer) for offer in offers]


def offer_page(visitor: Visitor, offer: Offer) -> OfferDetail:
    own = {name: getattr(offer, name) for name in DETAILS}
    return OfferDetail(**out_values(offer), ip_stage=offer.ip_stage, **detail_values(visitor, offer), **own)


add_act_endpoint(
    router,
    "/offers",
    Offer,
    lambda visitor, ref: find(visitor, Offer, ref),
    offer_page,
    response=OfferDetail,
    name="offer_action",
    summary=_("Submit, return, publish, withdraw, renew or reopen an offer"),
    description=_("“actions” of the offer names those that you can take now. Any other answers 403 or 409."),
)
