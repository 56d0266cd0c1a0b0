"""A draft or a proposal of a measure changes not one byte for anybody but officers, until it is published."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.services import revisions
from hardtech.zone.measures.tests.texts import draft_of, measure, proposal_of
from tests.factories import make_officer
from tests.leaks.answers import answer
from tests.leaks.doors import Door, doors
from tests.leaks.test_leaks import OF_MARKET, values_of
from tests.leaks.world import SECRET, World

pytestmark = pytest.mark.django_db(transaction=True)

READERS = ("anonymous", "outsider", "colleague", "manager")
SEEN_BY_OFFICERS = {"incentives/revisions/", "incentives/measures/<str:ref>/"}
CHANGES_WHEN_PUBLISHED = {"incentives/measures/<str:ref>/", "api/v1/measures/<ref>", "api/v1/measures"}


def read(world: World, one: Measure, reader: str) -> dict[Door, bytes]:
    """Every address outside the market, with this measure and its first text."""
    values = {**values_of(world), "measures": [one.ref], "revisions": [one.revisions.get(number=1).ref]}
    found = [door for door in doors(values, {"": [f"q={SECRET}"]}) if not door.route.startswith(OF_MARKET)]
    client = world.client(reader)
    return {door: answer(client, door.address) for door in found}


def secretly_titled(revision: Revision) -> Revision:
    source = {**revision.source, "title": {"en": f"A reward with {SECRET}", "zh": f"奖励 {SECRET}"}}
    return revisions.write_draft(
        actor=revision.author, revision=revision, source=source, cases=revision.cases, reason=SECRET
    )


def test_drafts_and_proposals_are_there_for_officers_alone_until_one_is_published() -> None:
    world, one, author, approver = World(), measure(), make_officer(), make_officer()
    before = {reader: read(world, one, reader) for reader in (*READERS, "officer")}

    secretly_titled(draft_of(one, author))
    proposal = secretly_titled(draft_of(one, author, cap="7000000 yuan"))
    proposal = revisions.propose(actor=author, revision=proposal, reason=SECRET)
    revisions.send_back(actor=approver, revision=proposal_of(one, author, cap="8000000 yuan"), remark=SECRET)
    assert {reader: read(world, one, reader) for reader in READERS} == {
        reader: before[reader] for reader in READERS
    }
    told = read(world, one, "officer")
    assert {door.route for door in told if told[door] != before["officer"][door]} >= SEEN_BY_OFFICERS

    revisions.publish(actor=approver, revision=proposal, now=timezone.now())
    for reader in READERS:
        after = read(world, one, reader)
        assert {door.route for door in after if after[door] != before[reader][door]} >= CHANGES_WHEN_PUBLISHED
