"""A measure for the zone that readers look at, and what one organisation's facts come to by it."""

from __future__ import annotations

import datetime

from django.utils import timezone

from hardtech.zone.accounts.models import User
from hardtech.zone.cultivation.services.standing import compute_standings
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import Resident
from hardtech.zone.facts.services import StatedValue, state_facts
from hardtech.zone.incentives.services.nightly import run_night
from hardtech.zone.incentives.tests.granting import grant, publish
from hardtech.zone.measures.models import Measure
from hardtech.zone.registry.models import Organisation

__all__ = ["be_owed", "open_measure", "pass_night", "settle"]


def open_measure() -> Measure:
    """A measure that everybody reads, paid without application."""
    return publish(grant(), pays_automatically=True)


def settle(*organisations: Organisation) -> None:
    """They belong to the zone."""
    for organisation in organisations:
        Resident.objects.create(organisation=organisation, since=datetime.date(2024, 1, 1))


def be_owed(organisation: Organisation, keeper: User, secret: str) -> None:
    """State what the measure asks for, with evidence: the organisation is then owed 76,543 yuan."""
    said = {("tenant", 0): StatedValue("true", secret), ("rent", 0): StatedValue("7654300", secret)}
    state_facts(actor=keeper, organisation=organisation, said=said, origin=Origin.FORM)


def pass_night() -> None:
    """All that is computed at night."""
    today = timezone.localdate()
    run_night(today, timezone.now(), today=today)
    compute_standings(today, timezone.now())
