"""Nothing that a reader may not see changes what they get: no score, reason, count, suggestion, not one byte.

The zone is read through every door, hidden records are added, and it is read again. The positive control publishes
them: then answers must differ, or the test could not fail.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.utils import timezone

from hardtech.zone.facts.models import Resident
from hardtech.zone.facts.services import enter_zone
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.services import profiles
from hardtech.zone.measures.services.rulebooks import take_rulebooks
from tests.factories import make_administrator
from tests.leaks.answers import answer, stable
from tests.leaks.doors import Door, doors, uncovered
from tests.leaks.world import SECRET, World

# Each change in a transaction of its own, as in life: the match catalogue asks for what transactions wrote.
pytestmark = pytest.mark.django_db(transaction=True)

OF_DRAFTS = ("anonymous", "outsider", "colleague", "manager", "officer")
"""Who may not see drafts of the others, nor what a side decided."""

OF_REVIEW = ("anonymous", "outsider", "colleague")
"""Who may not see either what is in review, expired or withdrawn."""

CHANGES_WHEN_PUBLISHED = {
    "",
    "search/",
    "market/offers/",
    "market/offers/export.<str:suffix>",
    "market/offers/<str:ref>/matches/",
    "market/offers/<str:ref>/companies/",
    "market/needs/",
    "market/needs/export.<str:suffix>",
    "market/needs/<str:ref>/matches/",
    "market/needs/<str:ref>/people/",
    "market/portfolio/",
    "market/portfolio/export.<str:suffix>",
    "registry/organisations/<str:ref>/",
    "registry/people/<str:ref>/",
    "api/v1/offers",
    "api/v1/offers/<ref>/matches",
    "api/v1/offers/<ref>/companies",
    "api/v1/offers/<ref>/similar",
    "api/v1/needs",
    "api/v1/needs/<ref>/matches",
    "api/v1/needs/<ref>/people",
    "api/v1/portfolio",
}


OF_FACTS = ("outsider", "manager", "officer")
"""Who may not see facts of an organisation outside the zone; the officer may once it has entered."""

OF_MARKET = ("market/", "api/v1/offers", "api/v1/needs", "api/v1/portfolio", "api/v1/ranking")
"""Where nothing of an organisation stands but its name and place."""

CHANGES_WHEN_IN_THE_ZONE = {
    "facts/<str:ref>/",
    "facts/<str:ref>/state/<slug:part>/",
    "facts/<str:ref>/history/<slug:name>/",
    "registry/organisations/<str:ref>/",
    "api/v1/organisations/<ref>/facts",
    "api/v1/organisations/<ref>/facts/<name>",
}
"""What officers then read of what an organisation states of itself."""


def values_of(world: World) -> dict[str, list[str]]:
    """What the parameters of addresses are filled with."""
    offers, needs = ([group[0].ref, group[-1].ref] for group in (world.offers, world.needs))
    houses = [world.house.ref, world.secretive.ref]
    return {
        "offers": offers,
        "needs": needs,
        "organisations": houses,
        "cultivation": houses,
        "tier": ["high_tech"],
        "certificate_ref": [f"TC-{'Z' * 6}"],
        "people": [world.person.ref],
        "persons": [world.person.ref],
        "offer_ref": offers[:1],
        "need_ref": needs[:1],
        "side": ["need"],
        "action": ["submit"],
        "suffix": ["csv", "xlsx", "jsonl"],
        "token_id": ["1"],
        "facts": houses,
        "part": [str(timezone.localdate().year - 1), "rights"],
        "name": ["revenue", "ip_class_1"],
        "claims": [f"CL-{'Z' * 6}"],
        "payouts": [f"PO-{'Z' * 6}"],
        "clawbacks": [f"CB-{'Z' * 6}"],
        "act": ["withdraw"],
        "owed": houses,
        "measures": [world.measure.ref],
        "measure": [world.measure.ref],
        "revisions": [world.measure.revisions.get().ref],
    }


def queries_of(world: World) -> dict[str, list[str]]:
    """Under "" what every door is tried with, then what single ones need to show anything."""
    refs = [one.ref for one in world.offers]
    compared = f"offer={refs[0]}&offer={refs[1]}"
    portfolios = [
        f"offers_of={world.house.ref}&needs_of={world.seeker.ref}&field=",
        f"offers_of={world.secretive.ref}&needs_of=&field=aerospace",
    ]
    return {
        "": [f"q={SECRET}", "q=valve&field=aerospace"],
        "market/needs/<str:ref>/compare/": [compared],
        "market/portfolio/": portfolios,
        "market/portfolio/export.<str:suffix>": portfolios,
        "api/v1/portfolio": [
            f"offers_of={world.house.ref}&needs_of={world.seeker.ref}",
            f"offers_of={world.secretive.ref}&field=aerospace",
        ],
    }


Read = dict[tuple[str, Door], bytes]


def read(world: World, readers: Iterable[str], *, without: tuple[str, ...] = ()) -> Read:
    """Every door as each of the readers, but for routes that begin with one of `without`."""
    every = doors(values_of(world), queries_of(world))
    found = [door for door in every if not door.route.startswith(without)]
    answers: Read = {}
    for reader in readers:
        client = world.client(reader)
        answers |= {(reader, door): answer(client, door.address) for door in found}
    return answers


def differing(before: Read, after: Read) -> list[str]:
    """The doors that answer otherwise than before, for those who read again."""
    return [
        f"{reader}: {door.address}" for (reader, door), body in after.items() if before[reader, door] != body
    ]


def test_every_address_is_covered() -> None:
    assert uncovered(values_of(World())) == []


def test_what_one_may_not_see_changes_nothing_until_it_is_published() -> None:
    world = World()
    before = read(world, OF_DRAFTS)

    world.change_drafts(world.hide(Status.DRAFT))
    world.decide()
    world.certify()
    assert differing(before, read(world, OF_DRAFTS)) == []

    for status in (Status.EXPIRED, Status.ARCHIVED, Status.IN_REVIEW):
        hidden = world.hide(status)
    after = read(world, OF_REVIEW)
    assert differing(before, after) == []

    administrator = make_administrator()
    for profile in hidden:
        profiles.publish(actor=administrator, profile=profile, now=timezone.now())
    published = read(world, ["outsider"])
    changed = {door.route for reader, door in published if published[reader, door] != after[reader, door]}
    assert changed >= CHANGES_WHEN_PUBLISHED


def test_what_others_state_changes_nothing_until_they_enter_the_zone() -> None:
    take_rulebooks()
    world = World()
    before = read(world, OF_FACTS, without=OF_MARKET)

    world.state_facts()
    after = read(world, OF_FACTS, without=OF_MARKET)
    assert differing(before, after) == []

    enter_zone(actor=world.keeper, organisation=world.secretive, since=timezone.localdate())
    assert differing(after, read(world, OF_FACTS[:-1], without=OF_MARKET)) == []
    entered = read(world, ["officer"], without=OF_MARKET)
    changed = {door.route for reader, door in entered if entered[reader, door] != after[reader, door]}
    assert changed >= CHANGES_WHEN_IN_THE_ZONE


def test_a_title_is_seen_once_its_organisation_belongs_to_the_zone() -> None:
    world = World()
    certificate = world.certify()
    values = {**values_of(world), "certificate_ref": [certificate.ref]}
    rooms = [door for door in doors(values, {"": []}) if door.route.startswith("cultivation/")]

    def pages(reader: str) -> dict[Door, bytes]:
        client = world.client(reader)
        return {door: answer(client, door.address) for door in rooms}

    before = {reader: pages(reader) for reader in OF_DRAFTS}
    assert not any(SECRET.encode() in body for bodies in before.values() for body in bodies.values())
    Resident.objects.create(organisation=world.secretive, since=certificate.valid_from)
    after = {reader: pages(reader) for reader in OF_DRAFTS}
    assert [reader for reader in OF_DRAFTS if before[reader] != after[reader]] == ["officer"]
    changed = {door.route for door, body in after["officer"].items() if body != before["officer"][door]}
    assert changed == {door.route for door in rooms}


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ARCHIVED])
def test_a_hidden_record_has_the_pages_of_one_that_never_was(status: Status) -> None:
    world = World()
    hidden = [one.ref for one in world.hide(status)]
    never = [f"{ref[:3]}{'Z' * (len(ref) - 3)}" for ref in hidden]
    client = world.client("outsider")

    def pages(refs: list[str]) -> list[bytes]:
        offers, needs = ([ref for ref in refs if ref.startswith(prefix)] for prefix in ("OF", "NE"))
        values = {
            **values_of(world),
            "offers": offers,
            "needs": needs,
            "offer_ref": offers,
            "need_ref": needs,
        }
        found = [door for door in doors(values, {"": []}) if any(ref in door.address for ref in refs)]
        return [_without(refs, answer(client, door.address)) for door in found]

    assert pages(hidden) == pages(never)


def _without(refs: list[str], body: bytes) -> bytes:
    for ref in refs:
        body = body.replace(ref.encode(), b"REF")
    return body


def test_a_hidden_record_is_no_suggestion_to_somebody_who_writes_its_twin() -> None:
    world = World()
    client = world.client("colleague")

    def advice(kind: str, model: type[Offer] | type[Need]) -> bytes:
        twin = {"title": f"{SECRET} again", "summary": f"It is made of {SECRET}.", "owner": world.house.pk}
        page = client.post(f"/market/{kind}/new/", {**twin, "language": "en", "intent": "check"})
        assert model.objects.filter(title=twin["title"], owner=world.house).count() == 0
        return stable(page.content)

    before = [advice("offers", Offer), advice("needs", Need)]
    world.change_drafts(world.hide(Status.DRAFT))
    assert [advice("offers", Offer), advice("needs", Need)] == before
