"""What the endpoints of offers and needs share."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from ninja import Schema

from hardtech.zone.accounts.permissions import Visitor, is_reviewer
from hardtech.zone.common.rest.inputs import by_ref, clean_ref
from hardtech.zone.common.rest.problems import FieldError, Problem
from hardtech.zone.common.search import matching_words
from hardtech.zone.market import listing, permissions
from hardtech.zone.market.models import Need, Offer, Profile
from hardtech.zone.market.queries import visible_to
from hardtech.zone.market.schemas.profiles import NeedQuery, OfferQuery, ProfilePatch
from hardtech.zone.market.validators import BUDGET
from hardtech.zone.registry.models import Organisation, Person
from hardtech.zone.registry.permissions import organisation_ids
from hardtech.zone.registry.queries import find_organisation
from hardtech.zone.registry.schemas import OrganisationLink, PersonLink
from hardtech.zone.workshop.acts import acts_on, may_act

__all__ = [
    "conditions",
    "detail_values",
    "find",
    "listed",
    "out_values",
    "people_of",
    "reads_notes",
    "values_of",
]

P = TypeVar("P", Offer, Need)

APART = {"people", "requirements", *BUDGET}
NEWEST = "-published"
ORDERS = {order.key: order.fields for order in (*listing.ORDERS, *listing.NEED_ORDERS) if order.fields}
ORDERS["updated"] = ("updated_at", "pk")  # for programs that follow changes
CONDITIONS = {
    "field": "fields__overlap",
    "trl_min": "trl__gte",
    "trl_max": "trl__lte",
    "status": "status__in",
    "partnership": "partnerships__overlap",
    "language": "language",
    "ip_stage": "ip_stage__in",
    "updated_since": "updated_at__gte",
}


def find(visitor: Visitor, model: type[P], ref: str) -> P:
    """The record, as far as the visitor may see it; anything else does not exist for them (`Http404`)."""
    return by_ref(visible_to(visitor, model), ref)


def listed(visitor: Visitor, model: type[P], query: OfferQuery | NeedQuery) -> QuerySet[P]:
    """What the visitor may see and asked for, in the order asked for."""
    found = (
        visible_to(visitor, model)
        .defer("search", "description", "extra")
        .filter(**conditions(query))
        .filter(_owned_by(query.owner))
    )
    if query.q:
        found = matching_words(found, query.q)
    if query.sort or not query.q:
        found = found.order_by(*ORDERS[query.sort or NEWEST])
    return found


def conditions(query: Schema) -> dict[str, Any]:
    """The filters that were sent, as the database has them."""
    return {column: value for name, column in CONDITIONS.items() if (value := getattr(query, name, None))}


def out_values(profile: Offer | Need) -> dict[str, Any]:
    """What lists show, by the names of the columns."""
    names = (
        *(
            "ref",
            "title",
            "summary",
            "status",
            "fields",
            "trl",
            "keywords",
            "partnerships",
            "language",
            "is_demo",
        ),
        *("created_at", "updated_at", "published_at", "expires_at"),
    )
    return {"owner": OrganisationLink.of(profile.owner), **{name: getattr(profile, name) for name in names}}


def detail_values(visitor: Visitor, profile: Offer | Need) -> dict[str, Any]:
    """What the page of one profile adds; the reviewer's note only for those whom it concerns. One query."""
    return {
        "description": profile.description,
        "people": [PersonLink.of(person) for person in profile.people.all()],
        "source": profile.source,
        "source_id": profile.source_id,
        "actions": [act.name for act in acts_on(type(profile)) if may_act(visitor, act, profile)],
        "review_note": profile.review_note if reads_notes(visitor, profile) else None,
    }


def reads_notes(visitor: Visitor, profile: Profile) -> bool:
    """Whether the visitor reads what reviewers and owners wrote to one another."""
    return permissions.is_insider(visitor, profile) or is_reviewer(visitor)


def values_of(payload: ProfilePatch) -> dict[str, Any]:
    """The columns that were sent. Raises `Problem` when the organisation named is not known."""
    values = payload.model_dump(exclude_unset=True, exclude=APART)
    if "owner" in values:
        values["owner"] = _owner(values["owner"])
    if "keywords" in values:
        values["keywords"] = list(dict.fromkeys(keyword for keyword in values["keywords"] if keyword))
    return values


def people_of(
    visitor: Visitor, payload: ProfilePatch, owner_id: int, profile: Offer | Need | None
) -> list[Person]:
    """The people named: of the visitor's or the owner's organisations, or named before."""
    known = Q(organisations__in=[owner_id, *organisation_ids(visitor)])
    if profile is not None:
        known |= Q(**{f"{profile.SIDE}s": profile.pk})
    refs = [clean_ref(ref) for ref in payload.people]
    people = {person.ref: person for person in Person.objects.filter(known, ref__in=refs).distinct()}
    detail = gettext("Name people of your organisation by their reference.")
    errors = [
        FieldError(("people", place), detail, "unknown")
        for place, ref in enumerate(refs)
        if ref not in people
    ]
    if errors:
        raise Problem("invalid", errors=errors)
    return list(people.values())


def _owned_by(refs: list[str]) -> Q:
    """Also by references of organisations that were merged away."""
    if not refs:
        return Q()
    wanted = [clean_ref(ref) for ref in refs]
    merged = Organisation.objects.filter(ref__in=wanted, merged_into__isnull=False).values("merged_into")
    return Q(owner__ref__in=wanted) | Q(owner__in=merged)


def _owner(ref: str) -> Organisation:
    try:
        return find_organisation(clean_ref(ref))
    except Organisation.DoesNotExist as error:
        detail = gettext("There is no organisation with this reference.")
        raise Problem("invalid", errors=[FieldError(("owner",), detail, "unknown")]) from error
