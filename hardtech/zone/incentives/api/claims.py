"""Claims for programs: one's own listed, read, filed and withdrawn; officers decide."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status

from hardtech.base.money import Bare
from hardtech.zone.accounts.models import User
from hardtech.zone.common.rest.inputs import by_ref
from hardtech.zone.common.rest.paging import page_of
from hardtech.zone.common.rest.words import _
from hardtech.zone.facts.validators import written_out
from hardtech.zone.incentives.models import Claim
from hardtech.zone.incentives.queries.claims import claims_seen, find_claim, payouts_of
from hardtech.zone.incentives.schemas.claims import (
    ClaimDecisionIn,
    ClaimDetail,
    ClaimIn,
    ClaimOut,
    ClaimPage,
    ClaimQuery,
)
from hardtech.zone.incentives.services import claims
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.rulebook import rule_of
from hardtech.zone.registry.models import Organisation

__all__ = ["router"]

router = Router(tags=["incentives"])
PRIVATE = {"x-private": True}


@router.get(
    "/claims",
    response=ClaimPage,
    summary=_("Claims that you may see: your organisations', for officers the zone's"),
    openapi_extra=PRIVATE,
)
def claim_list(request: HttpRequest, query: Query[ClaimQuery]) -> ClaimPage:
    found = claims_seen(_actor(request)).order_by("-created_at", "-pk")
    if query.state:
        found = found.filter(state=query.state)
    if query.organisation:
        found = found.filter(organisation__ref=query.organisation)
    return page_of(ClaimPage, request, found, query, _outs)


@router.post("/claims", response={201: ClaimDetail}, summary=_("File a claim"), openapi_extra=PRIVATE)
def claim_submit(request: HttpRequest, payload: ClaimIn) -> Status[ClaimDetail]:
    claim = claims.submit(
        actor=_actor(request),
        organisation=by_ref(Organisation.objects.defer("search"), payload.organisation),
        measure=by_ref(Measure.objects.all(), payload.measure),
        now=timezone.now(),
        subject=payload.subject,
        subject_facts=payload.subject_facts,
        evidence=[row.dict() for row in payload.evidence],
        statement=payload.statement,
        bare=Bare.REFUSED,
    )
    return Status(201, _detail(request, claim))


@router.get(
    "/claims/{ref}",
    response=ClaimDetail,
    summary=_("A claim with its verdict, decision and payouts"),
    openapi_extra=PRIVATE,
)
def claim_read(request: HttpRequest, ref: str) -> ClaimDetail:
    return _detail(request, _seen(request, ref))


@router.post(
    "/claims/{ref}/withdrawal",
    response=ClaimDetail,
    summary=_("Withdraw a claim before it is decided"),
    openapi_extra=PRIVATE,
)
def claim_withdraw(request: HttpRequest, ref: str) -> ClaimDetail:
    return _detail(request, claims.withdraw(actor=_actor(request), claim=_seen(request, ref)))


@router.post(
    "/claims/{ref}/decision",
    response=ClaimDetail,
    summary=_("Decide on a claim, as an officer"),
    description=_(
        "The amount is the verdict's, by the rules of the day of submission. Without a yes of theirs it is refused."
    ),
    openapi_extra=PRIVATE,
)
def claim_decide(request: HttpRequest, ref: str, payload: ClaimDecisionIn) -> ClaimDetail:
    claim = claims.decide(
        actor=_actor(request),
        claim=_seen(request, ref),
        approve=payload.decision == "approve",
        reason=payload.reason,
        now=timezone.now(),
        rulings=payload.rulings,
        bare=Bare.REFUSED,
    )
    return _detail(request, claim)


def _actor(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _seen(request: HttpRequest, ref: str) -> Claim:
    return find_claim(_actor(request), ref.strip().upper())


def _outs(found: list[Claim]) -> Sequence[ClaimOut]:
    payouts = payouts_of(found)
    return [ClaimOut.of(claim, payouts.get(claim.pk, [])) for claim in found]


def _detail(request: HttpRequest, claim: Claim) -> ClaimDetail:
    claim = find_claim(_actor(request), claim.ref)
    names = ("statement", "evidence", "question", "trace_sha256", "trace", "reason")
    facts = rule_of(claim.revision).facts
    values = {name: getattr(claim, name) for name in names}
    values["subject_facts"] = {
        name: written_out(facts[name], text) for name, text in claim.subject_facts.items()
    }
    return ClaimDetail(**ClaimOut.values_of(claim, payouts_of([claim]).get(claim.pk, [])), **values)
