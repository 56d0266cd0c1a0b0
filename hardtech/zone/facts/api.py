"""Facts of organisations for programs: what is on file, stating, and the history of one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router

from hardtech.base.money import Bare
from hardtech.engines.rules import Fact, FactsInvalid
from hardtech.zone.accounts.models import User
from hardtech.zone.common.rest.inputs import clean_ref
from hardtech.zone.common.rest.problems import FieldError, Problem
from hardtech.zone.common.rest.words import _
from hardtech.zone.facts import permissions, queries, services
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.derived import derived_facts
from hardtech.zone.facts.models import NO_YEAR
from hardtech.zone.facts.overview import current_statements
from hardtech.zone.facts.periods import is_year, place_of, stated_facts
from hardtech.zone.facts.problems import problem_text
from hardtech.zone.facts.schemas import FactIn, FactOnFile, FactsIn, FactsOut, FactVersion
from hardtech.zone.facts.services import StatedValue
from hardtech.zone.facts.validators import checked
from hardtech.zone.facts.vocabulary import vocabulary
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import is_member
from hardtech.zone.registry.queries import find_organisation
from hardtech.zone.registry.schemas import OrganisationLink

__all__ = ["router"]

router = Router(tags=["facts"])
PRIVATE = {"x-private": True}


@router.get(
    "/organisations/{ref}/facts",
    response=FactsOut,
    summary=_("What is on file of an organisation"),
    openapi_extra=PRIVATE,
)
def fact_list(request: HttpRequest, ref: str) -> FactsOut:
    return _on_file(_seen(request, ref))


@router.post(
    "/organisations/{ref}/facts",
    response=FactsOut,
    summary=_("State facts of an organisation"),
    description=_("What says the same as before is passed over; an earlier version stays in the history."),
)
def fact_state(request: HttpRequest, ref: str, payload: FactsIn) -> FactsOut:
    organisation, actor = _seen(request, ref), _actor(request)
    origin = Origin.FORM if is_member(actor, organisation.pk) else Origin.OFFICER
    services.state_facts(actor=actor, organisation=organisation, said=_said(payload.facts), origin=origin)
    return _on_file(organisation)


@router.get(
    "/organisations/{ref}/facts/{name}",
    response=list[FactVersion],
    summary=_("Every version of one fact, the latest year and the newest first"),
    openapi_extra=PRIVATE,
)
def fact_history(request: HttpRequest, ref: str, name: str) -> list[FactVersion]:
    organisation = _seen(request, ref)
    fact = stated_facts(vocabulary()).get(name)
    if fact is None:
        raise Http404
    return [FactVersion.of(fact, row) for row in queries.statements_of(organisation, name)]


def _actor(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _seen(request: HttpRequest, ref: str) -> Organisation:
    """The organisation, for those who may see its facts; for others there are none."""
    actor = _actor(request)
    try:
        organisation = find_organisation(clean_ref(ref))
    except Organisation.DoesNotExist:
        raise Http404 from None
    if not permissions.may_see_facts(actor, organisation):
        raise Http404
    return organisation


def _on_file(organisation: Organisation) -> FactsOut:
    facts, on = vocabulary(), timezone.localdate()
    base = stated_facts(facts)
    told = derived_facts([organisation.pk], on)[organisation.pk]
    found = {
        place: FactOnFile.stated(base[place[0]], row)
        for place, row in current_statements(organisation).items()
        if place[0] in base
    }
    for name, one in told.items():
        if name in facts:
            place = place_of(facts[name], facts, on)
            found[place] = FactOnFile.told(base[place[0]], place[1], one)
    resident = permissions.residence(organisation)
    return FactsOut(
        organisation=OrganisationLink.of(organisation),
        of_the_zone_since=resident.since if resident else None,
        facts=[found[place] for place in sorted(found, key=lambda place: (place[0], -place[1]))],
    )


def _said(items: list[FactIn]) -> dict[tuple[str, int], StatedValue]:
    """What the service takes. Raises a `Problem` that names every value that is refused."""
    base, said, errors = stated_facts(vocabulary()), {}, []
    for at, item in enumerate(items):
        fact, year = base.get(item.fact), item.fiscal_year or NO_YEAR
        if fact is None:
            detail = gettext("No measure asks for a fact of this name.")
            errors.append(FieldError(("facts", at, "fact"), detail, "fact_unknown"))
        elif not is_year(fact, year, timezone.localdate()):
            errors.append(FieldError(("facts", at, "fiscal_year"), _year_detail(fact), "year"))
        elif (fact.name, year) in said:
            detail = gettext("This fact is stated twice. Keep one of the two.")
            errors.append(FieldError(("facts", at, "fact"), detail, "fact_twice"))
        else:
            try:
                said[fact.name, year] = StatedValue(checked(fact, item.value, Bare.REFUSED), item.evidence)
            except FactsInvalid as error:
                problem = error.problems[0]
                detail = problem_text(fact, problem)
                errors.append(FieldError(("facts", at, "value"), detail, problem.code))
    if errors:
        raise Problem("invalid", errors=errors)
    return said


def _year_detail(fact: Fact) -> str:
    if fact.yearly:
        return gettext("This fact belongs to a fiscal year that is over. Name it.")
    return gettext("This fact belongs to no fiscal year. Leave it out.")
