"""Which tier comes next, by what is held."""

import pytest

from hardtech.zone.cultivation.choices import FACTS, RULES, RUNGS, Tier
from hardtech.zone.cultivation.ladder import aims, highest
from hardtech.zone.cultivation.tests.climbing import _rules

SME, INNOVATIVE, HIGH, SRDI, GIANT = RUNGS


@pytest.mark.parametrize(
    ("held", "groups"),
    [
        ([], ((SME,), (INNOVATIVE, HIGH))),
        ([Tier.LISTED, Tier.GAZELLE], ((SME,), (INNOVATIVE, HIGH))),
        ([SME], ((INNOVATIVE, HIGH),)),
        ([HIGH], ((INNOVATIVE,),)),
        ([SME, HIGH], ((SRDI,), (INNOVATIVE,))),
        ([INNOVATIVE], ((SRDI,),)),
        ([SME, HIGH, INNOVATIVE], ((SRDI,),)),
        ([SRDI], ((GIANT,),)),
        ([GIANT], ()),
        ([GIANT, SRDI, SME], ()),
    ],
)
def test_the_next_tier_follows_from_what_is_held(held, groups):
    assert aims(held) == groups
    assert not {tier for group in groups for tier in group} & set(held)


@pytest.mark.parametrize(
    ("held", "tier"),
    [([], None), ([Tier.LISTED], None), ([SME, HIGH, Tier.UNICORN], HIGH), ([GIANT, SME], GIANT)],
)
def test_titles_beside_the_ladder_are_no_rung(held, tier):
    assert highest(held) == tier


def test_every_tier_but_a_listing_is_judged_by_a_measure_of_the_rulebooks():
    assert set(RULES) == set(Tier) - {Tier.LISTED}
    assert set(RULES.values()) <= set(_rules())
    facts = {name for rule in _rules().values() for name in rule.facts}
    assert set(FACTS.values()) <= facts
