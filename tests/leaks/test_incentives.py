"""What an organisation is owed changes not one byte for other organisations.

Nor for officers where the organisation does not belong to the zone. The positive control: where it does, officers see it.
"""

from __future__ import annotations

import pytest

from tests.leaks.incentives import be_owed, pass_night, settle
from tests.leaks.test_leaks import OF_DRAFTS, OF_MARKET, Read, differing, read
from tests.leaks.world import SECRET, World

pytestmark = pytest.mark.django_db(transaction=True)

OF_RUNS = (*OF_MARKET, "journal/")
"""That the zone was assessed stands in the journal, which officers read; `test_leaks` looks at it after facts."""

SEEN_BY_OFFICERS = {
    "incentives/owed/<str:ref>/",
    "incentives/owed/<str:ref>/<str:measure>/",
    "incentives/owed/<str:ref>/<str:measure>/trace.json",
    "incentives/desk/",
    "incentives/desk/proposals/",
    "api/v1/organisations/<ref>/owed",
    "api/v1/organisations/<ref>/owed/<measure>",
}


def looked(world: World) -> Read:
    return read(world, OF_DRAFTS, without=OF_RUNS)


def test_others_learn_nothing_of_what_one_is_owed_and_officers_do() -> None:
    world = World()
    settle(world.house, world.secretive)
    pass_night()
    before = looked(world)
    be_owed(world.secretive, world.keeper, SECRET)
    pass_night()
    after = looked(world)
    assert [door for door in differing(before, after) if not door.startswith("officer")] == []
    seen = {door.route for reader, door in after if before[reader, door] != after[reader, door]}
    assert seen >= SEEN_BY_OFFICERS


def test_officers_learn_nothing_of_an_organisation_outside_the_zone() -> None:
    world = World()
    settle(world.house)
    pass_night()
    before = read(world, ["officer"], without=OF_RUNS)
    be_owed(world.secretive, world.keeper, SECRET)
    pass_night()
    assert differing(before, read(world, ["officer"], without=OF_RUNS)) == []
