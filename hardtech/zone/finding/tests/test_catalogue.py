"""The match catalogue follows the database: at once, whole, and only with what is published."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from hardtech.engines.matching import Query, TrlGap, analyse
from hardtech.zone.finding import catalogue, snapshots
from hardtech.zone.market import matching
from hardtech.zone.market.choices import Status
from hardtech.zone.market.documents import NEED_NOUN, OFFER_NOUN
from hardtech.zone.market.models import Need
from hardtech.zone.market.services import profiles
from tests.factories import make_administrator, make_need, make_offer

# Each change in a transaction of its own, as in life: within one, two changes of a row bear the same id.
pytestmark = pytest.mark.django_db(transaction=True)
WORD = "chronospectrography"


def found(word: str = WORD) -> list[str]:
    return [hit.id for hit in catalogue.current(OFFER_NOUN).search(Query(title=word), 10)]


def test_what_is_published_is_found_at_the_next_search_and_gone_when_withdrawn() -> None:
    assert found() == []
    offer = make_offer(Status.IN_REVIEW, title=f"Bench for {WORD}")
    assert found() == []
    profiles.publish(actor=make_administrator(), profile=offer, now=timezone.now())
    assert found() == [offer.ref]
    profiles.withdraw(actor=make_administrator(), profile=offer)
    assert found() == []


def test_a_changed_text_replaces_the_old_one() -> None:
    offer = make_offer(Status.PUBLISHED, title=f"Bench for {WORD}")
    catalogue.rebuild(OFFER_NOUN)
    assert found() == [offer.ref]
    profiles.update_profile(
        actor=make_administrator(), profile=offer, values={"title": "Bench for something else"}
    )
    assert found() == []
    assert found("something") == [offer.ref]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.EXPIRED, Status.ARCHIVED])
def test_only_what_is_published_enters_a_snapshot(status: Status) -> None:
    make_offer(status, title=f"Bench for {WORD}")
    assert catalogue.rebuild(OFFER_NOUN) == 0
    assert list(catalogue.current(OFFER_NOUN).frequencies(analyse(WORD))) == [0]


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-1] + bytes([data[-1] ^ 1])])
def test_a_damaged_snapshot_is_noticed_and_built_again(damage: Callable[[bytes], bytes]) -> None:
    offer = make_offer(Status.PUBLISHED, title=f"Bench for {WORD}")
    catalogue.rebuild(OFFER_NOUN)
    stamp = snapshots.read_stamp(OFFER_NOUN)
    assert stamp is not None
    for file in (snapshots.folder_of(OFFER_NOUN) / stamp.folder).rglob("*.npy"):
        file.write_bytes(damage(file.read_bytes()))
    catalogue._live.clear()
    assert snapshots.load(OFFER_NOUN, stamp) is None
    assert found() == [offer.ref]
    assert snapshots.read_stamp(OFFER_NOUN) != stamp


def test_a_snapshot_in_an_older_format_is_built_again() -> None:
    offer = make_offer(Status.PUBLISHED, title=f"Bench for {WORD}")
    catalogue.rebuild(OFFER_NOUN)
    stamp = snapshots.read_stamp(OFFER_NOUN)
    assert stamp is not None
    manifest = snapshots.folder_of(OFFER_NOUN) / stamp.folder / "current.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"version": 1}))
    catalogue._live.clear()
    assert found() == [offer.ref]
    assert snapshots.read_stamp(OFFER_NOUN) != stamp


def test_a_snapshot_of_another_database_is_not_used() -> None:
    catalogue.rebuild(OFFER_NOUN)
    file = snapshots.folder_of(OFFER_NOUN) / snapshots.CURRENT
    file.write_text(json.dumps(json.loads(file.read_text()) | {"database": "another"}))
    assert snapshots.read_stamp(OFFER_NOUN) is None
    assert not catalogue.is_current(OFFER_NOUN)


def test_a_new_snapshot_is_taken_up_without_a_restart_and_old_ones_are_cleared() -> None:
    offer = make_offer(Status.PUBLISHED, title=f"Bench for {WORD}")
    for _ in range(4):
        catalogue.rebuild(OFFER_NOUN)
        assert found() == [offer.ref]
    assert len(list(snapshots.folder_of(OFFER_NOUN).glob("snap-*/"))) <= snapshots.KEPT


def test_of_many_changes_the_newest_are_taken_in_and_the_rest_by_the_next_snapshot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue.rebuild(OFFER_NOUN)
    monkeypatch.setattr(catalogue, "OVERLAY_MOST", 2)
    offers = [make_offer(Status.PUBLISHED, title=f"Bench {number} for {WORD}") for number in range(4)]
    assert sorted(found()) == sorted(offer.ref for offer in offers[-2:])
    assert not catalogue.is_current(OFFER_NOUN)
    catalogue.rebuild(OFFER_NOUN)
    assert sorted(found()) == sorted(offer.ref for offer in offers)


def test_needs_are_found_by_their_requirements_too() -> None:
    need = make_need(Status.PUBLISHED)
    requirement = need.requirements.create(statement=f"Measured by {WORD}")
    Need.objects.get(pk=need.pk).save()
    hits = catalogue.current(NEED_NOUN).search(Query(title=WORD), 10)
    assert [hit.id for hit in hits] == [need.ref]
    assert requirement.pk


def test_readiness_lacks_the_same_from_either_side() -> None:
    need = make_need(Status.PUBLISHED, title=f"Wanted: {WORD}", trl=8)
    offer = make_offer(Status.PUBLISHED, title=f"Bench for {WORD}", trl=5)
    reader = AnonymousUser()
    for ranked in (matching.ranked_matches(reader, need), matching.ranked_matches(reader, offer)):
        assert [one.explanation.trl_gap for one in ranked] == [TrlGap(8, 5)]
    ready = make_offer(Status.PUBLISHED, title=f"Proven bench for {WORD}", trl=9)
    assert [one.explanation.trl_gap for one in matching.ranked_matches(reader, ready)] == [None]
