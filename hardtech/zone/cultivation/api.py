"""Cultivation for programs: the ladder of an organisation, its certificates, and the counts of the zone."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.responses import Status

from hardtech.zone.accounts.models import User
from hardtech.zone.common.rest.inputs import clean_ref
from hardtech.zone.common.rest.words import _
from hardtech.zone.cultivation import aiming, permissions
from hardtech.zone.cultivation.choices import RULES, Tier
from hardtech.zone.cultivation.ladder import highest
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.queries import growth_by_tier, year_ends
from hardtech.zone.cultivation.rungs import Rung, case_of, certificates_of, rungs
from hardtech.zone.cultivation.schemas import (
    CertificateIn,
    CertificateOut,
    CountOut,
    CountsOut,
    LadderOut,
    NextOut,
    RungOut,
    StepOut,
)
from hardtech.zone.cultivation.services.certificates import record_certificate
from hardtech.zone.cultivation.services.standing import told_steps
from hardtech.zone.cultivation.validity import usual_end
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.queries import find_organisation
from hardtech.zone.registry.schemas import OrganisationLink

__all__ = ["router"]

router = Router(tags=["cultivation"])
PRIVATE = {"x-private": True}
YEARS = 5


@router.get(
    "/organisations/{ref}/ladder",
    response=LadderOut,
    summary=_("What an organisation holds, and what leads to the next tier"),
    openapi_extra=PRIVATE,
)
def ladder_detail(request: HttpRequest, ref: str) -> LadderOut:
    organisation = _seen(request, ref)
    on, rulebook = timezone.localdate(), current_rulebook()
    values = case_of(organisation, rulebook, on)
    certificates = certificates_of(organisation)
    found = rungs(certificates, rulebook, values, on)
    held = {rung.tier for rung in found if rung.is_held}
    target = aiming.aim(held, rulebook, values, on)
    unverified = {
        tier for tier, key in RULES.items() if key in rulebook and rulebook[key].status == "unverified"
    }
    return LadderOut(
        organisation=OrganisationLink.of(organisation),
        on=on,
        tier=highest(held),
        rungs=[_rung(rung, unverified=rung.tier in unverified) for rung in found],
        next=_next(target) if target else None,
        certificates=[_certificate(one) for one in certificates],
    )


@router.post(
    "/organisations/{ref}/certificates",
    response={201: CertificateOut},
    summary=_("Record a title that an organisation holds"),
)
def certificate_create(request: HttpRequest, ref: str, payload: CertificateIn) -> Status[CertificateOut]:
    organisation, actor = _seen(request, ref), _actor(request)
    values = payload.model_dump()
    if "valid_until" not in payload.model_fields_set:
        values["valid_until"] = usual_end(payload.tier, payload.valid_from, current_rulebook())
    certificate = record_certificate(actor=actor, organisation=organisation, values=values)
    return Status(201, _certificate(certificate))


@router.get(
    "/cultivation/counts",
    response=CountsOut,
    summary=_("Holders of each tier in the zone, year by year"),
    openapi_extra=PRIVATE,
)
def cultivation_counts(request: HttpRequest) -> CountsOut:
    if not permissions.may_see_pipeline(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    grown = growth_by_tier([*year_ends(today, YEARS + 1), today])
    return CountsOut(
        counts=[
            CountOut(
                tier=Tier(one.tier),
                on=one.on,
                count=one.count,
                growth=None if one.growth is None else str(one.growth),
            )
            for rows in grown.values()
            for one in rows
        ]
    )


def _actor(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _seen(request: HttpRequest, ref: str) -> Organisation:
    """The organisation, for those who may see its ladder; to all others it is not there."""
    _actor(request)
    try:
        organisation = find_organisation(clean_ref(ref))
    except Organisation.DoesNotExist as error:
        raise Http404 from error
    if not permissions.may_see_ladder(request.user, organisation):
        raise Http404
    return organisation


def _rung(rung: Rung, *, unverified: bool) -> RungOut:
    return RungOut(
        tier=rung.tier,
        state=rung.state,
        certificate=rung.certificate.ref if rung.certificate else None,
        answer=rung.verdict.answer if rung.verdict else None,
        conditions_met=rung.met,
        conditions=rung.total,
        unverified=unverified,
    )


def _next(target: aiming.Reach) -> NextOut:
    window = (target.plan or target.verdict).window
    return NextOut(
        tier=target.tier,
        answer=target.verdict.answer,
        way=target.way,
        steps=[StepOut.model_validate(step) for step in told_steps(target.plan.steps if target.plan else [])],
        missing=list(target.missing),
        window_opens=window.opens if window else None,
        window_closes=window.closes if window else None,
    )


def _certificate(one: Certificate) -> CertificateOut:
    return CertificateOut.model_validate(one)
