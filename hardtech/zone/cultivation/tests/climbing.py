"""The tiers' measures in force, and companies on their way up."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from django.utils import timezone

from hardtech.engines.rules import Rule, load_rulebook
from hardtech.rulebooks import FOLDER
from hardtech.zone.cultivation.choices import RULES, Tier
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.facts.models import Resident
from hardtech.zone.facts.tests.people import say
from hardtech.zone.incentives.tests.granting import publish
from hardtech.zone.registry.models import Organisation
from tests.factories import make_organisation

__all__ = ["LAST", "SME", "TODAY", "climber", "hold", "publish_tiers", "resident", "yearly"]

TODAY = timezone.localdate()
LAST = TODAY.year - 1

SME = {
    "resident_enterprise": "true",
    "staff": "100",
    "sci_tech_staff": "9",
    "revenue": "1000000000",
    "total_assets": "2000000000",
    "rd": "60000000",
    "total_cost": "1000000000",
    "ip_class_1": "1",
    "ip_class_2": "0",
    "restricted_products": "false",
    "serious_incident": "false",
    "on_dishonest_list": "false",
    "valid_high_tech": "false",
    "national_award_5y": "false",
    "provincial_rd_body": "false",
    "led_standard_5y": "false",
}
"""One sci-tech person too few for a technology-based SME, else full marks."""


@cache
def _rules() -> dict[str, Rule]:
    return dict(load_rulebook(FOLDER))


def publish_tiers(*tiers: Tier) -> None:
    """The measures of the rulebooks by which `tiers`, or all of them, are judged."""
    for tier in tiers or tuple(RULES):
        publish(_rules()[RULES[tier]].source)


def yearly(values: dict[str, str], year: int = LAST) -> dict[str, str]:
    """`values` with the year at the names of yearly facts, as `say` takes them."""
    facts = {name: fact for rule in _rules().values() for name, fact in rule.facts.items()}
    return {f"{name}_{year}" if facts[name].yearly else name: value for name, value in values.items()}


def resident(since: datetime.date = datetime.date(2015, 1, 1), **values: Any) -> Organisation:
    organisation = make_organisation(**values)
    Resident.objects.create(organisation=organisation, since=since)
    return organisation


def climber(**changes: str) -> Organisation:
    """An organisation of the zone with the facts of `SME`."""
    organisation = resident(fields=["new_materials"])
    say(organisation, **yearly({**SME, **changes}))
    return organisation


def hold(
    organisation: Organisation,
    tier: Tier,
    start: datetime.date = TODAY - datetime.timedelta(days=30),
    end: datetime.date | None = TODAY + datetime.timedelta(days=700),
    **values: Any,
) -> Certificate:
    certificate = Certificate(
        organisation=organisation, tier=tier, valid_from=start, valid_until=end, **values
    )
    certificate.save()
    return certificate
