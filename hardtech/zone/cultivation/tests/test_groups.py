"""The budget of a measure by tier."""

from __future__ import annotations

import datetime

import pytest

from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.groups import highest_tier
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.facts.models import Resident
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.measures.services.rulebooks import take_rulebooks
from hardtech.zone.measures.simulating import simulate_budget
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

ON = datetime.date(2026, 11, 22)


def test_a_simulation_sums_up_by_the_highest_tier_that_is_held() -> None:
    take_rulebooks()
    giant, climber, newcomer = (make_organisation() for _number in range(3))
    for organisation in (giant, climber, newcomer):
        Resident.objects.create(organisation=organisation, since=ON)
    held = [(giant, Tier.TECHNOLOGY_SME), (giant, Tier.LITTLE_GIANT), (climber, Tier.TECHNOLOGY_SME)]
    for organisation, tier in held:
        Certificate.objects.create(organisation=organisation, tier=tier, valid_from=datetime.date(2026, 1, 1))
    ids = [giant.pk, climber.pk, newcomer.pk]
    labels = [str(Tier.LITTLE_GIANT.label), str(Tier.TECHNOLOGY_SME.label), "no tier"]
    assert highest_tier(ids, ON) == dict(zip(ids, labels, strict=True))
    rule = current_rulebook()["xian-2017/technology-centre-bonus"]
    groups = {group.name: group for group in simulate_budget(rule, rule, ON, known=ON).groups}
    assert {row["name"]: row["subjects"] for row in groups["tier"].rows} == dict.fromkeys(labels, 1)
