"""Records for tests: plain functions without surprises.

Each makes one record with defaults that are valid; keyword arguments replace them. Numbers keep names unique.
Records of the market come out of the services, so that journal, reference and search words are as in life.
"""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from hardtech.zone.accounts.models import User
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Need, Offer, Profile, Requirement
from hardtech.zone.market.services import profiles
from hardtech.zone.registry import services as registry
from hardtech.zone.registry.choices import MembershipRole, OrganisationKind
from hardtech.zone.registry.models import Membership, Organisation, Person

__all__ = [
    "PASSWORD",
    "make_administrator",
    "make_member",
    "make_need",
    "make_offer",
    "make_officer",
    "make_organisation",
    "make_person",
    "make_requirement",
    "make_technology_manager",
    "make_user",
]

P = TypeVar("P", bound=Profile)

PASSWORD = "a long enough password"

_numbers = itertools.count(1)

DESCRIPTION = (
    "The layer is printed from a water-based paste and sintered at low temperature. "
    "Samples of ten by ten centimetres were bent ten thousand times without a crack, "
    "and kept their conductivity within two percent over a thousand hours."
)


def make_user(**values: Any) -> User:
    """An account that signs in with `PASSWORD`. It belongs to no organisation and has no role in the zone."""
    number = next(_numbers)
    values = {"email": f"user{number}@example.org", "name": f"User {number}", "password": PASSWORD, **values}
    return User.objects.create_user(**values)


def make_technology_manager(**values: Any) -> User:
    return make_user(is_technology_manager=True, **values)


def make_officer(**values: Any) -> User:
    return make_user(is_zone_officer=True, **values)


def make_administrator(**values: Any) -> User:
    return make_user(is_staff=True, is_superuser=True, **values)


def make_organisation(**values: Any) -> Organisation:
    """An organisation that stands in the registry and is found by its name; it has no members."""
    number = next(_numbers)
    values = {"kind": OrganisationKind.COMPANY, "name_en": f"Organisation {number}", **values}
    organisation = Organisation.objects.create(**values)
    search = registry.as_vector(registry.organisation_vector(organisation))
    Organisation.objects.filter(pk=organisation.pk).update(search=search)
    return organisation


def make_member(organisation: Organisation, role: str = MembershipRole.EDITOR, **values: Any) -> User:
    """An account of somebody who acts for the organisation."""
    user = make_user(**values)
    Membership.objects.create(person=registry.person_for(user), organisation=organisation, role=role)
    return user


def make_person(**values: Any) -> Person:
    """A person of the registry without an account."""
    return Person.objects.create(**{"name_en": f"Person {next(_numbers)}", **values})


def make_requirement(**values: Any) -> Requirement:
    """An unsaved requirement, to hand to `make_need(requirements=[…])`."""
    return Requirement(**{"statement": f"Requirement {next(_numbers)}", **values})


def make_offer(status: str = Status.DRAFT, owner: Organisation | None = None, **values: Any) -> Offer:
    """An offer in the state asked for. `created_by` is an account, by default a new member of the owner."""
    return _make(Offer, status, owner, {"trl": 6, **values})


def make_need(status: str = Status.DRAFT, owner: Organisation | None = None, **values: Any) -> Need:
    """A need in the state asked for. `requirements` are unsaved rows of it."""
    return _make(Need, status, owner, values)


def _make(model: type[P], status: str, owner: Organisation | None, values: dict[str, Any]) -> P:
    number = next(_numbers)
    owner = owner or make_organisation()
    actor = values.pop("created_by", None) or make_member(owner)
    people, requirements = values.pop("people", ()), values.pop("requirements", None)
    content = {
        "title": f"{model.__name__} {number}",
        "summary": f"Summary {number}.",
        "description": DESCRIPTION,
        "fields": ["new_materials"],
        "keywords": ["coating", "printing", "sintering"],
        **values,
    }
    profile = profiles.create_profile(
        actor=actor,
        model=model,
        values={"owner": owner, **content},
        people=people,
        requirements=requirements,
    )
    return _bring_to(profile, Status(status), actor)


def _bring_to(profile: P, status: Status, actor: User) -> P:
    """Along the way that a person would take, step by step."""
    now = timezone.now()
    if status == Status.DRAFT:
        return profile
    profile = profiles.submit(actor=actor, profile=profile)
    if status == Status.IN_REVIEW:
        return profile
    profile = profiles.publish(actor=make_officer(), profile=profile, now=now)
    if status == Status.EXPIRED:
        return _expired(profile, now)
    if status == Status.ARCHIVED:
        return profiles.withdraw(actor=actor, profile=profile, reason="No longer on offer.")
    return profile


def _expired(profile: P, now: datetime) -> P:
    model = type(profile)
    model.objects.filter(pk=profile.pk).update(expires_at=now - timedelta(minutes=1))
    profiles.expire_due(now=now)
    return model.objects.get(pk=profile.pk)
