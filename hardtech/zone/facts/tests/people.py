"""Who looks at facts, by role, and facts to look at."""

from __future__ import annotations

import datetime

from django.test import Client

from hardtech.zone.accounts.models import User
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.services import StatedValue, state_facts
from hardtech.zone.registry.choices import MembershipRole
from hardtech.zone.registry.models import Organisation
from tests.factories import make_member, make_officer, make_organisation, make_technology_manager

__all__ = ["ROLES", "SECRET", "SEEING", "client_of", "company", "say", "user_of"]

SECRET = "7654321"
ROLES = (
    "anonymous",
    "outsider",
    "technology_manager",
    "officer_of_others",
    "officer",
    "colleague",
    "owner",
)
"""`officer_of_others` looks at an organisation that does not belong to the zone."""

SEEING = {"officer", "colleague", "owner"}


def company(*, resident: bool = True) -> Organisation:
    organisation = make_organisation(name_en="Weihe Optics", name_zh="渭河光学")
    if resident:
        Resident.objects.create(organisation=organisation, since=datetime.date(2024, 5, 1))
    return organisation


def user_of(role: str, organisation: Organisation) -> User | None:
    if role == "anonymous":
        return None
    if role == "outsider":
        return make_member(make_organisation(), MembershipRole.OWNER)
    if role == "technology_manager":
        return make_technology_manager()
    if role in {"officer", "officer_of_others"}:
        return make_officer()
    return make_member(organisation, MembershipRole.OWNER if role == "owner" else MembershipRole.EDITOR)


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def say(organisation: Organisation, *, evidence: str = "", **values: str) -> list[Statement]:
    """State facts as a new member: `revenue_2025="5000"` is of the fiscal year 2025."""
    said = {}
    for key, value in values.items():
        name, _line, year = key.rpartition("_")
        place = (name, int(year)) if year.isdigit() and len(year) == 4 else (key, 0)
        said[place] = StatedValue(value, evidence)
    return state_facts(
        actor=make_member(organisation), organisation=organisation, said=said, origin=Origin.FORM
    )
