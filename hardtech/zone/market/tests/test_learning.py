"""Learning from the zone's journal: what counts as a decision, what is trained, who switches it on, and who is watched."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from hardtech.zone.journal.models import Entry
from hardtech.zone.market import tasks
from hardtech.zone.market.choices import DismissalReason, MatchVerdict, RankingStatus, Side
from hardtech.zone.market.learning.examples import read
from hardtech.zone.market.learning.stored import exposure_of, in_force, judgement_of, learned
from hardtech.zone.market.models import RankingVersion
from hardtech.zone.market.services import decisions, learning, profiles
from hardtech.zone.market.tests.rankings import Market, immature, make_market, make_version, mature
from tests.factories import (
    make_administrator,
    make_member,
    make_need,
    make_officer,
    make_organisation,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now


@pytest.fixture
def market() -> Market:
    return make_market(needs=1, offers=3)


def told(market: Market) -> list[tuple[str, int]]:
    """What was read: which offer, and its grade."""
    names = {offer.ref: index for index, offer in enumerate(market.offers)}
    return [(names[one.document], one.grade) for one in read().examples]


def test_the_last_word_on_a_pair_counts(market: Market) -> None:
    need, (first, second, third) = market.needs[0], market.offers
    market.decide(need, first, kept=True)
    market.decide(need, second, kept=True)
    market.decide(need, first, kept=False)
    market.decide(need, third, kept=True)
    decisions.undo(actor=market.members[need.owner_id], need=need, offer=third, side=Side.NEED)

    assert told(market) == [(1, 1), (0, 0)]


def test_colleagues_are_one_decider_and_brokers_each_another(market: Market) -> None:
    need, offer = market.needs[0], market.offers[0]
    market.decide(need, offer, kept=True)
    colleague = make_member(need.owner)
    decisions.decide(actor=colleague, need=need, offer=offer, side=Side.NEED, verdict=MatchVerdict.KEPT)
    broker = make_technology_manager()
    decisions.decide(actor=broker, need=need, offer=offer, side=Side.BROKER, verdict=MatchVerdict.KEPT)

    assert [one.decider for one in read().examples] == [need.owner.ref, broker.ref]


def test_what_the_offers_side_decides_teaches_nothing(market: Market) -> None:
    need, offer = market.needs[0], market.offers[0]
    own = make_member(offer.owner)
    decisions.decide(actor=own, need=need, offer=offer, side=Side.OFFER, verdict=MatchVerdict.KEPT)

    assert read().examples == []


def test_what_is_in_use_already_is_no_bad_match(market: Market) -> None:
    market.decide(market.needs[0], market.offers[0], kept=False, reason=DismissalReason.KNOWN)

    assert read().examples == []


def test_needs_that_were_never_published_teach_nothing(market: Market) -> None:
    owner = market.needs[0].owner
    draft = make_need(owner=owner, title="Cryogenic valve")
    actor = market.members[owner.pk]
    decisions.decide(
        actor=actor, need=draft, offer=market.offers[0], side=Side.NEED, verdict=MatchVerdict.KEPT
    )

    assert read().examples == []


def test_an_offer_that_was_withdrawn_still_teaches(market: Market) -> None:
    market.decide(market.needs[0], market.offers[0], kept=True)
    (before,) = read().examples
    profiles.withdraw(actor=make_officer(), profile=market.offers[0], reason="Licensed.")

    (after,) = read().examples
    assert after.text == pytest.approx(before.text)
    assert after.features == before.features


def test_the_text_is_a_share_of_the_best(market: Market) -> None:
    for offer in market.offers:
        market.decide(market.needs[0], offer, kept=True)

    shares = [one.text for one in read().examples]
    assert max(shares) == 1.0
    assert all(0 < share <= 1 for share in shares)


def test_preferences_in_the_journal_are_learned_and_pass() -> None:
    market = make_market()
    market.decide_all(mature)

    version = learning.train_candidate(now=NOW())

    assert version is not None
    assert (version.status, version.doubts) == (RankingStatus.CANDIDATE, [])
    judgement = judgement_of(version)
    assert (judgement.decisions, judgement.deciders) == (144, 6)
    assert judgement.replay.gain >= 0.05
    weights = {one.name: one for one in learned(version).model.weights}
    assert weights["trl_demonstrated"].low > 0
    assert exposure_of(version).owners
    entry = Entry.objects.get(verb="ranking.trained")
    assert (entry.subject, entry.actor, entry.data["decisions"]) == (version.ref, "", 144)
    assert version.horizon == entry.seq - 1
    assert in_force() is None  # nobody has switched it on

    again = learning.train_candidate(now=NOW())
    assert again is None  # nothing new was decided
    learning.switch_on(actor=make_officer(), version=version, reason="It stood its test.", now=NOW())
    assert learning.watch(now=NOW()) is None


def test_a_version_that_did_not_stand_its_test_is_never_switched_on() -> None:
    market, coin = make_market(needs=8), random.Random(3)
    market.decide_all(lambda _offer: coin.random() < 0.5)

    version = learning.train_candidate(now=NOW())

    assert version is not None
    assert version.doubts
    with pytest.raises(ValidationError):
        learning.switch_on(actor=make_officer(), version=version, reason="I like it.", now=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():
        RankingVersion.objects.filter(pk=version.pk).update(status=RankingStatus.ON)


def test_a_version_that_turns_out_worse_is_switched_off() -> None:
    market = make_market()
    version = make_version(RankingStatus.ON)
    RankingVersion.objects.update(trained_at=NOW() - timedelta(hours=1))
    market.decide_all(immature)

    tasks.learn_ranking(timestamp=0)

    version.refresh_from_db()
    assert (version.status, version.off_by) == (RankingStatus.RETIRED, None)
    entry = Entry.objects.get(verb="ranking.switched_off")
    assert (entry.subject, entry.actor) == (version.ref, "")


def test_too_little_to_learn_from(market: Market) -> None:
    market.decide(market.needs[0], market.offers[0], kept=True)

    assert learning.train_candidate(now=NOW()) is None
    assert learning.watch(now=NOW()) is None


def test_a_newer_candidate_retires_the_one_before() -> None:
    market = make_market(needs=6)
    market.decide_all(mature)
    first = learning.train_candidate(now=NOW())
    market.decide_all(mature, seed=2)
    second = learning.train_candidate(now=NOW())

    assert first is not None
    assert second is not None
    first.refresh_from_db()
    assert (first.status, second.status) == (RankingStatus.RETIRED, RankingStatus.CANDIDATE)
    assert "decisions" in second.doubts


@pytest.mark.parametrize("make", [make_officer, make_technology_manager, make_administrator])
def test_who_switches(make) -> None:
    actor, first, second = make(), make_version(), make_version()

    learning.switch_on(actor=actor, version=first, reason=" It stood its test. ", now=NOW())
    learning.switch_on(actor=actor, version=second, reason="It is newer.", now=NOW())

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.off_by, first.off_reason) == (RankingStatus.RETIRED, actor, "It is newer.")
    assert (second.status, second.on_by, second.on_reason) == (RankingStatus.ON, actor, "It is newer.")
    assert learning.switch_off(actor=actor, now=NOW(), reason="A pause.") == second
    assert learning.switch_off(actor=actor, now=NOW()) is None
    assert list(
        Entry.objects.filter(verb__startswith="ranking.").order_by("seq").values_list("verb", "actor", "data")
    ) == [
        ("ranking.switched_on", actor.ref, {"reason": "It stood its test."}),
        ("ranking.switched_on", actor.ref, {"reason": "It is newer."}),
        ("ranking.switched_off", actor.ref, {"reason": "A pause."}),
    ]


@pytest.mark.parametrize("make", [make_user, lambda: make_member(make_organisation())])
def test_who_does_not_switch(make) -> None:
    version = make_version(RankingStatus.ON)
    candidate = make_version()

    with pytest.raises(PermissionDenied):
        learning.switch_on(actor=make(), version=candidate, reason="Please.", now=NOW())
    with pytest.raises(PermissionDenied):
        learning.switch_off(actor=make(), now=NOW())
    version.refresh_from_db()
    assert version.status == RankingStatus.ON


def test_switching_on_takes_a_reason_and_happens_once() -> None:
    actor, version = make_officer(), make_version()

    with pytest.raises(ValidationError):
        learning.switch_on(actor=actor, version=version, reason="  ", now=NOW())
    learning.switch_on(actor=actor, version=version, reason="It stood its test.", now=NOW())
    with pytest.raises(ValidationError):
        learning.switch_on(actor=actor, version=version, reason="Once more.", now=NOW())
    assert Entry.objects.filter(verb="ranking.switched_on").count() == 1
