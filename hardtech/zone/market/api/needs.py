"""Needs for programs."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router
from ninja.responses import Status

from hardtech.zone.accounts.permissions import Visitor, signed_in
from hardtech.zone.common.money import refusal_text
from hardtech.zone.common.rest.paging import ListQuery, page_of
from hardtech.zone.common.rest.problems import FieldError, Problem
from hardtech.zone.common.rest.words import _
from hardtech.zone.journal.schemas import TimelinePage, timeline_page
from hardtech.zone.market.api.profiles import (
    detail_values,
    find,
    listed,
    out_values,
    people_of,
    reads_notes,
    values_of,
)
from hardtech.zone.market.choices import RequirementLevel
from hardtech.zone.market.forms import RequirementForm
from hardtech.zone.market.models import Need, Requirement
from hardtech.zone.market.queries import profile_timeline
from hardtech.zone.market.schemas.profiles import (
    NeedDetail,
    NeedIn,
    NeedOut,
    NeedPage,
    NeedPatch,
    NeedQuery,
    RequirementOut,
)
from hardtech.zone.market.services import profiles
from hardtech.zone.market.validators import BUDGET, budget_fen
from hardtech.zone.workshop.act_api import add_act_endpoint

__all__ = ["need_out", "router"]

router = Router(tags=["needs"])


@router.get("/needs", response=NeedPage, summary=_("List and search needs"))
def need_list(request: HttpRequest, query: Query[NeedQuery]) -> NeedPage:
    return page_of(NeedPage, request, listed(request.user, Need, query), query, needs_out)


@router.get("/needs/{ref}", response=NeedDetail, summary=_("One need, with its requirements"))
def need_detail(request: HttpRequest, ref: str) -> NeedDetail:
    return need_page(request.user, find(request.user, Need, ref))


@router.post("/needs", response={201: NeedDetail}, summary=_("Write a new need: a draft"))
def need_create(request: HttpRequest, payload: NeedIn) -> Status[NeedDetail]:
    actor = signed_in(request.user)
    values = _values(payload, "")
    people = people_of(actor, payload, values["owner"].pk, None)
    need = profiles.create_profile(
        actor=actor, model=Need, values=values, people=people, requirements=_requirements(payload)
    )
    return Status(201, need_page(actor, need))


@router.patch(
    "/needs/{ref}",
    response=NeedDetail,
    summary=_("Change a need"),
    description=_("“requirements” replaces all of them. A published need stays published."),
)
def need_update(request: HttpRequest, ref: str, payload: NeedPatch) -> NeedDetail:
    actor = signed_in(request.user)
    need = find(actor, Need, ref)
    given = payload.model_fields_set
    changed = profiles.update_profile(
        actor=actor,
        profile=need,
        values=_values(payload, need.currency),
        people=people_of(actor, payload, need.owner_id, need) if "people" in given else None,
        requirements=_requirements(payload) if "requirements" in given else None,
    )
    return need_page(actor, changed)


@router.get("/needs/{ref}/timeline", response=TimelinePage, summary=_("What happened to a need"))
def need_timeline(request: HttpRequest, ref: str, query: Query[ListQuery]) -> TimelinePage:
    need = find(request.user, Need, ref)
    entries = profile_timeline(request.user, need)
    return timeline_page(request, entries, query, with_notes=reads_notes(request.user, need))


def need_out(need: Need) -> NeedOut:
    return NeedOut(**out_values(need), **_money_and_time(need))


def needs_out(needs: Iterable[Need]) -> list[NeedOut]:
    return [need_out(need) for need in needs]


def need_page(visitor: Visitor, need: Need) -> NeedDetail:
    requirements = [_requirement_out(one) for one in need.requirements.all()]
    return NeedDetail(
        **out_values(need), **_money_and_time(need), **detail_values(visitor, need), requirements=requirements
    )


def _money_and_time(need: Need) -> dict[str, Any]:
    budget = {f"{name}_fen": getattr(need, name) for name in BUDGET}
    return {**budget, "currency": need.currency, "deadline": need.deadline}


def _values(payload: NeedPatch, currency: str) -> dict[str, Any]:
    """The columns that were sent, sums in fen; `currency` is what the need has. Raises `Problem` that names the sum."""
    values = values_of(payload)
    given = payload.model_fields_set
    for name in BUDGET:
        if f"{name}_fen" in given:
            values[name] = values.pop(f"{name}_fen")
            if name in given:
                detail = gettext("Give the sum once: as text, or in fen.")
                raise Problem("invalid", errors=[FieldError((name,), detail, "sum_twice")])
        elif name in given:
            values[name] = None
    sums = {name: sum_ for name in BUDGET if (sum_ := getattr(payload, name)) is not None}
    budget, refused = budget_fen(sums, values.get("currency", currency))
    if refused:
        errors = [
            FieldError((name,), refusal_text(error.code, error.data), error.code)
            for name, error in refused.items()
        ]
        raise Problem("invalid", errors=errors)
    return values | budget if sums else values


def _requirements(payload: NeedPatch) -> list[Requirement]:
    """Unsaved rows, checked as the page checks them. Raises `Problem` that names row and field."""
    forms = [RequirementForm(one.model_dump()) for one in payload.requirements]
    errors = [
        FieldError(("requirements", place, name), " ".join(one.messages), one.code or "invalid")
        for place, form in enumerate(forms)
        for name, ones in form.errors.as_data().items()
        for one in ones
    ]
    if errors:
        raise Problem("invalid", errors=errors)
    return [form.instance for form in forms]


def _requirement_out(one: Requirement) -> RequirementOut:
    return RequirementOut(
        level=RequirementLevel(one.level),
        statement=one.statement,
        quantity=one.quantity,
        relation=one.relation,
        value=_plain(one.value),
        value_max=_plain(one.value_max),
        unit=one.unit,
    )


def _plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that only the column's scale adds."""
    return None if value is None else Decimal(f"{value.normalize():f}")


add_act_endpoint(
    router,
    "/needs",
    Need,
    lambda visitor, ref: find(visitor, Need, ref),
    need_page,
    response=NeedDetail,
    name="need_action",
    summary=_("Submit, return, publish, withdraw, renew or reopen a need"),
    description=_("“actions” of the need names those that you can take now. Any other answers 403 or 409."),
)
