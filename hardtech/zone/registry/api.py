"""The registry for programs: organisations, people, the eight fields, and who you are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from ninja import Query, Router
from ninja.responses import Status

from hardtech.zone.accounts.models import User
from hardtech.zone.common.rest.inputs import by_ref, clean_ref
from hardtech.zone.common.rest.paging import ListQuery, page_of
from hardtech.zone.common.rest.problems import Problem
from hardtech.zone.common.rest.words import _
from hardtech.zone.common.search import matching_words
from hardtech.zone.journal.schemas import TimelinePage, timeline_page
from hardtech.zone.registry import permissions, queries, services
from hardtech.zone.registry.fields import load_fields
from hardtech.zone.registry.models import Membership, Organisation, Person
from hardtech.zone.registry.schemas import (
    AccountOut,
    CreateQuery,
    FactOut,
    FieldOut,
    OrganisationDetail,
    OrganisationIn,
    OrganisationLink,
    OrganisationOut,
    OrganisationPage,
    OrganisationPatch,
    OrganisationQuery,
    PersonDetail,
    PersonOut,
    PersonPage,
    PersonQuery,
)

__all__ = ["router"]

router = Router(tags=["registry"])

MOST_WORDS = 8
ORDERS = {
    "name": ("name_en", "name_zh", "id"),
    "updated": ("updated_at", "id"),
    "-updated": ("-updated_at", "-id"),
}


@router.get("/fields", response=list[FieldOut], summary=_("The eight fields, with the articles' wordings"))
def field_list(request: HttpRequest) -> list[FieldOut]:
    return [FieldOut.of(field) for field in load_fields()]


@router.get(
    "/me",
    response=AccountOut,
    summary=_("Who you are, and the organisations you act for"),
    openapi_extra={"x-private": True},
)
def me(request: HttpRequest) -> AccountOut:
    if not isinstance(request.user, User):
        raise PermissionDenied
    memberships = (
        Membership.objects.filter(person__user=request.user).select_related("organisation").order_by("id")
    )
    return AccountOut.of(request.user, list(memberships))


@router.get("/organisations", response=OrganisationPage, summary=_("List and search organisations"))
def organisation_list(request: HttpRequest, query: Query[OrganisationQuery]) -> OrganisationPage:
    return page_of(OrganisationPage, request, _organisations(query), query, organisations_out)


@router.get(
    "/organisations/{ref}", response=OrganisationDetail, summary=_("One organisation, with its facts")
)
def organisation_detail(request: HttpRequest, ref: str) -> OrganisationDetail | HttpResponse:
    found = _find_organisation(ref)
    return _moved(request, found) or organisation_page(found)


@router.get(
    "/organisations/{ref}/timeline",
    response=TimelinePage,
    summary=_("What happened to an organisation's entry"),
)
def organisation_timeline(
    request: HttpRequest, ref: str, query: Query[ListQuery]
) -> TimelinePage | HttpResponse:
    found = _find_organisation(ref)
    if moved := _moved(request, found):
        return moved
    insider = permissions.may_read_whole_timeline(request.user, found)
    return timeline_page(
        request, queries.organisation_timeline(request.user, found), query, with_notes=insider
    )


@router.post(
    "/organisations",
    response={201: OrganisationDetail},
    summary=_("Enter an organisation"),
    description=_(
        "You become its owner, unless you are an officer. When others in the registry look alike, the answer is "
        "409 with the “duplicates”."
    ),
)
def organisation_create(
    request: HttpRequest, payload: OrganisationIn, query: Query[CreateQuery]
) -> Status[OrganisationDetail]:
    actor = _actor(request)
    if not permissions.may_create(actor):
        raise PermissionDenied
    if not query.despite_duplicates:
        _refuse_duplicates(payload)
    organisation = services.create_organisation(actor=actor, values=_values(payload))
    return Status(201, organisation_page(organisation))


@router.patch("/organisations/{ref}", response=OrganisationDetail, summary=_("Change an organisation"))
def organisation_update(
    request: HttpRequest, ref: str, payload: OrganisationPatch
) -> OrganisationDetail | HttpResponse:
    found = _find_organisation(ref)
    if moved := _moved(request, found):
        return moved
    changed = services.update_organisation(actor=_actor(request), organisation=found, values=_values(payload))
    return organisation_page(changed)


@router.get("/persons", response=PersonPage, summary=_("List and search people"))
def person_list(request: HttpRequest, query: Query[PersonQuery]) -> PersonPage:
    return page_of(PersonPage, request, _people(query), query, people_out)


@router.get("/persons/{ref}", response=PersonDetail, summary=_("One person, with their organisations"))
def person_detail(request: HttpRequest, ref: str) -> PersonDetail:
    organisations = Prefetch("organisations", queries.organisations())
    person = by_ref(queries.people().prefetch_related(organisations), ref)
    links = [OrganisationLink.of(one) for one in person.organisations.all()]
    return PersonDetail(**person_out(person).model_dump(), organisations=links)


def organisation_out(one: Organisation) -> OrganisationOut:
    return OrganisationOut.model_validate(one)


def organisations_out(ones: Iterable[Organisation]) -> list[OrganisationOut]:
    return [organisation_out(one) for one in ones]


def organisation_page(one: Organisation) -> OrganisationDetail:
    """With facts and former references: two queries."""
    return OrganisationDetail(
        **organisation_out(one).model_dump(),
        former_refs=list(one.merged_from.order_by("id").values_list("ref", flat=True)),
        facts=[FactOut.of(fact) for fact in one.facts.all()],
    )


def person_out(one: Person) -> PersonOut:
    return PersonOut.model_validate(one)


def people_out(ones: Iterable[Person]) -> list[PersonOut]:
    return [person_out(one) for one in ones]


def _actor(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _values(payload: OrganisationPatch) -> dict[str, object]:
    return payload.model_dump(exclude_unset=True)


def _find_organisation(ref: str) -> Organisation:
    try:
        return queries.find_organisation(clean_ref(ref))
    except Organisation.DoesNotExist as error:
        raise Http404 from error


def _moved(request: HttpRequest, found: Organisation) -> HttpResponse | None:
    """The way to the organisation that was kept, when the address names one that was merged into it."""
    match = request.resolver_match
    if match is None or clean_ref(match.kwargs["ref"]) == found.ref:
        return None
    response = HttpResponseRedirect(reverse(match.view_name, args=[found.ref]))
    response.status_code = 301 if request.method == "GET" else 308  # 308 keeps method and body
    return response


def _organisations(query: OrganisationQuery) -> QuerySet[Organisation]:
    found = queries.organisations()
    if query.q:
        found = matching_words(found, query.q)
    found = found.filter(_in_any(query.field))
    if query.kind:
        found = found.filter(kind__in=query.kind)
    for name in ("country", "province", "city"):
        if value := getattr(query, name):
            found = found.filter(**{f"{name}__iexact": value})
    if query.listed is not None:
        found = found.exclude(exchange="") if query.listed else found.filter(exchange="")
    if query.updated_since:
        found = found.filter(updated_at__gte=query.updated_since)
    if query.sort or not query.q:
        found = found.order_by(*ORDERS[query.sort or "name"])
    return found


def _people(query: PersonQuery) -> QuerySet[Person]:
    found = queries.people()
    for word in query.q.split()[:MOST_WORDS]:
        found = found.filter(
            Q(name_en__icontains=word) | Q(name_zh__icontains=word) | Q(title__icontains=word) | Q(orcid=word)
        )
    found = found.filter(_in_any(query.field))
    if query.organisation:
        found = found.filter(
            pk__in=Membership.objects.filter(organisation__ref=clean_ref(query.organisation)).values("person")
        )
    if query.updated_since:
        found = found.filter(updated_at__gte=query.updated_since)
    return found.order_by(*ORDERS[query.sort or "name"])


def _in_any(fields: Sequence[str]) -> Q:
    return Q(fields__overlap=fields) if fields else Q()


def _refuse_duplicates(payload: OrganisationIn) -> None:
    alike = queries.possible_duplicates(
        names=[payload.name_en, payload.name_zh, *payload.aliases],
        uscc=payload.uscc,
        ror=payload.ror,
        province=payload.province,
    )
    if alike:
        found = [OrganisationLink.of(one).model_dump() for one in alike]
        raise Problem(
            "possible_duplicate",
            gettext(
                "Look at the “duplicates”. If it is none of them, send it again with despite_duplicates=true."
            ),
            members={"duplicates": found},
        )
