"""The desk: what waits for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hardtech.zone.finding import vectors
from hardtech.zone.market.choices import DismissalReason, MatchVerdict, Side
from hardtech.zone.market.documents import OFFER_NOUN
from hardtech.zone.market.models import Offer
from hardtech.zone.market.services import decisions, profiles
from hardtech.zone.market.tests.conftest import Cast
from tests.factories import make_administrator, make_need, make_offer, make_technology_manager, make_user

pytestmark = pytest.mark.django_db

TEXT = (
    "A valve for liquid hydrogen that closes within ten milliseconds and leaks nothing at twenty kelvin. " * 3
)


def test_queue_holds_what_one_may_publish(cast: Cast) -> None:
    first = make_offer("in_review")
    second = make_need("in_review")
    make_offer()
    make_offer("published")

    for role in ("manager", "officer"):
        queue = cast.client(role).get("/market/desk/").context["queue"]
        assert [record.ref for record in queue] == [first.ref, second.ref]
    for role in ("colleague", "outsider"):
        assert "queue" not in cast.client(role).get("/market/desk/").context


def test_nobody_reviews_their_own(cast: Cast, client) -> None:
    manager = make_technology_manager()
    profiles_of_own = make_offer("in_review", owner=cast.organisation)
    person = cast.organisation.memberships.first().person
    person.user = manager
    person.save()
    foreign = make_offer("in_review")

    client.force_login(manager)
    queue = client.get("/market/desk/").context["queue"]
    assert [record.ref for record in queue] == [foreign.ref]
    assert profiles_of_own.status == "in_review"

    client.force_login(make_administrator())
    assert len(client.get("/market/desk/").context["queue"]) == 2


def test_new_needs_show_the_best_offer_that_no_broker_dismissed(cast: Cast) -> None:
    need = make_need("published", title="Cryogenic valve", description=TEXT)
    best = make_offer("published", title="Cryogenic valve", description=TEXT)
    second = make_offer("published", title="A valve", description=TEXT)
    client = cast.client("manager")

    (row,) = client.get("/market/desk/").context["new_needs"]
    assert (row.need, row.best, row.kept, row.dismissed) == (need, best, 0, 0)

    decisions.decide(
        actor=cast.users["manager"],
        need=need,
        offer=best,
        side=Side.BROKER,
        verdict=MatchVerdict.DISMISSED,
        reason=DismissalReason.COST,
    )
    decisions.decide(
        actor=cast.users["manager"], need=need, offer=second, side=Side.BROKER, verdict=MatchVerdict.KEPT
    )
    answer = client.get("/market/desk/")
    (row,) = answer.context["new_needs"]
    assert (row.best, row.kept, row.dismissed) == (second, 1, 1)
    assert [(one.need, one.offer) for one in answer.context["kept"]] == [(need, second)]


def test_what_owners_keep_is_not_on_the_brokers_desk(cast: Cast) -> None:
    need, offer = make_need("published", owner=cast.organisation), make_offer("published")
    decisions.decide(
        actor=cast.users["owner"], need=need, offer=offer, side=Side.NEED, verdict=MatchVerdict.KEPT
    )

    assert cast.client("manager").get("/market/desk/").context["kept"] == []


def test_own_records_with_what_is_missing_and_what_ends(cast: Cast) -> None:
    draft = make_offer(owner=cast.organisation)
    ending = make_offer("published", owner=cast.organisation)
    Offer.objects.filter(pk=ending.pk).update(expires_at=timezone.now() + timedelta(days=10))
    lasting = make_need("published", owner=cast.organisation)
    make_offer("archived", owner=cast.organisation)
    make_offer()

    mine = cast.client("colleague").get("/market/desk/").context["mine"]

    assert [(one.profile.ref, one.ends_soon) for one in mine] == [
        (draft.ref, False),
        (ending.ref, True),
        (lasting.ref, False),
    ]
    assert (mine[0].checklist.done, mine[0].checklist.total) == (5, 11)


def test_somebody_without_an_organisation(client) -> None:
    client.force_login(make_user())

    assert "You act for no organisation yet" in client.get("/market/desk/").content.decode()


@pytest.mark.parametrize("number", [5, 30])
def test_queries_of_the_desk_do_not_grow(cast: Cast, number: int, django_assert_num_queries) -> None:
    manager = cast.users["manager"]
    for _ in range(number):
        need, offer = make_need("published"), make_offer("published")
        make_offer("in_review")
        decisions.decide(actor=manager, need=need, offer=offer, side=Side.BROKER, verdict=MatchVerdict.KEPT)
    client = cast.client("manager")
    client.get("/market/desk/")

    with django_assert_num_queries(16):
        client.get("/market/desk/")


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_a_members_desk_do_not_grow(cast: Cast, number: int, django_assert_num_queries) -> None:
    for _ in range(number):
        make_offer(owner=cast.organisation)
        make_need(owner=cast.organisation)
    client = cast.client("colleague")

    with django_assert_num_queries(6):  # session, account, memberships, offers, needs, requirements
        client.get("/market/desk/")


def test_officers_see_how_far_the_language_model_is(cast: Cast) -> None:
    make_offer("published")
    make_offer("published", title="锂金属电池", summary="能量密度高。", description="锂金属电池。" * 60)
    page = cast.client("officer").get("/market/desk/")
    assert vectors.Progress(OFFER_NOUN, 0, 2, 0) in page.context["meaning"].kinds
    assert "What it has not read yet, or cannot, is matched by words alone" in page.content.decode()
    assert vectors.encode_missing()
    page = cast.client("officer").get("/market/desk/")
    assert vectors.Progress(OFFER_NOUN, 2, 2, 1) in page.context["meaning"].kinds
    assert "has read every published text" in page.content.decode()
    for role in ("manager", "colleague", "outsider"):
        assert "meaning" not in cast.client(role).get("/market/desk/").context


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_an_officers_desk_do_not_grow(cast: Cast, number: int, django_assert_num_queries) -> None:
    for _ in range(number):
        make_offer("published")
        make_offer("in_review")
    client = cast.client("officer")
    client.get("/market/desk/")

    with django_assert_num_queries(8):
        client.get("/market/desk/")


def test_returned_draft_carries_its_note(cast: Cast) -> None:
    offer = make_offer("in_review", owner=cast.organisation)
    profiles.return_to_draft(actor=cast.users["officer"], profile=offer, note="Name the rival.")

    assert "Name the rival." in cast.client("colleague").get("/market/desk/").content.decode()
