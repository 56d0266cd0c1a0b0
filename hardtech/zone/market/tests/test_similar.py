"""Records that are nearly another one: who is told of them, and of which."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from hardtech.zone.accounts.models import User
from hardtech.zone.market.counterparts.similar import ALIKE, similar_to
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.tests.conftest import ROLES, Cast
from tests.calls import Caller
from tests.factories import make_administrator, make_need, make_offer, make_organisation

pytestmark = pytest.mark.django_db

VALVE = "A valve for liquid hydrogen that closes within ten milliseconds and leaks nothing at twenty kelvin. "
EDITED = "This valve for liquid hydrogen closes in ten milliseconds and does not leak at twenty kelvin. "
MAKERS = {"offer": make_offer, "need": make_need}


def valve(kind: str = "offer", text: str = VALVE, **values: Any) -> Any:
    content = {
        "title": "Fast cryogenic valve",
        "summary": text,
        "description": text * 3,
        "keywords": ["valve"],
    }
    return MAKERS[kind](**{"status": "published", **content, **values})


def refs(visitor: User | AnonymousUser, profile: Offer | Need) -> list[str]:
    return [one.profile.ref for one in similar_to(visitor, profile)]


@pytest.mark.parametrize("kind", MAKERS)
def test_an_edited_copy_is_found_and_another_record_of_the_field_is_not(kind: str) -> None:
    first, copy = valve(kind), valve(kind, EDITED, title="Cryogenic valve, fast")
    valve(
        kind,
        "A pump for liquid hydrogen that runs without oil for ten thousand hours. ",
        title="Cryogenic pump",
    )
    reader = AnonymousUser()
    (found,) = similar_to(reader, first)
    assert found.profile == copy
    assert ALIKE <= found.likeness < 1
    assert refs(reader, copy) == [first.ref]


def test_the_likest_comes_first_and_the_same_words_are_fully_alike() -> None:
    one, edited, same = valve(), valve(text=EDITED), valve()
    found = similar_to(AnonymousUser(), one)
    assert [entry.profile for entry in found] == [same, edited]
    assert found[0].likeness == 1


def test_the_same_in_another_language_is_found_where_the_glossary_knows_the_words() -> None:
    english = "Offline speech recognition for excavators: 97 % of the orders are understood at 85 dB without a network. "
    chinese = "挖掘机离线语音识别：85 分贝噪声下指令识别率 97 %，无需网络。"
    one = valve(text=english, title="Offline speech recognition", keywords=["speech recognition"])
    twin = valve(text=chinese * 3, title="离线语音识别", keywords=["语音识别"], language="zh")
    valve(
        text="低温锂电池电解液，零下四十度放电保持率高。" * 3,
        title="低温锂电池",
        keywords=["锂电池"],
        language="zh",
    )
    reader = AnonymousUser()
    assert refs(reader, one) == [twin.ref]
    assert refs(reader, twin) == [one.ref]


def test_an_offer_is_no_twin_of_a_need() -> None:
    valve("need")
    assert similar_to(AnonymousUser(), valve("offer")) == []


@pytest.mark.parametrize("state", ["draft", "in_review", "expired"])
def test_what_is_not_published_is_told_to_those_who_may_see_it(cast: Cast, state: str) -> None:
    hidden = valve(status=state, owner=cast.organisation)
    profile = valve(owner=make_organisation())
    told = {role for role, user in cast.users.items() if refs(user, profile)}
    seen = {
        role for role in cast.users if cast.client(role).get(hidden.get_absolute_url()).status_code == 200
    }
    assert told == seen
    assert refs(AnonymousUser(), profile) == []
    assert refs(make_administrator(), profile) == [hidden.ref]


def test_the_draft_of_another_does_not_move_the_figure(cast: Cast) -> None:
    mine = valve(status="draft", owner=cast.organisation)
    valve(text=EDITED)
    owner = cast.users["owner"]
    before = [(one.profile.ref, one.likeness) for one in similar_to(owner, mine)]
    for _ in range(3):
        valve(status="draft")
    assert [(one.profile.ref, one.likeness) for one in similar_to(owner, mine)] == before != []


def test_archived_twins_are_left_in_peace(cast: Cast) -> None:
    valve(status="archived", owner=cast.organisation)
    assert refs(cast.users["owner"], valve(owner=cast.organisation)) == []


@pytest.mark.parametrize("kind", MAKERS)
def test_the_page_tells_writers_and_reviewers_and_nobody_else(cast: Cast, kind: str) -> None:
    twin = valve(kind)
    record = valve(kind, EDITED, owner=cast.organisation)
    pages = {role: cast.client(role).get(record.get_absolute_url()).text for role in ROLES}
    told = {role for role, text in pages.items() if "Very similar" in text}
    assert told == {"colleague", "owner", "manager", "officer"}
    assert all(twin.ref in pages[role] for role in told)


def test_a_writer_is_told_after_saving(cast: Cast) -> None:
    twin = valve()
    data = {
        "owner": cast.organisation.pk,
        "language": "en",
        "title": twin.title,
        "summary": twin.summary,
        "description": twin.description,
        "keywords": "valve",
        "fields": ["new_materials"],
        "intent": "save",
    }
    page = cast.client("colleague").post("/market/offers/new/", data, follow=True)
    assert Offer.objects.filter(owner=cast.organisation).count() == 1
    assert "Very similar" in page.text
    assert twin.ref in page.text


def test_the_same_for_programs(cast: Cast) -> None:
    first, copy = valve(owner=cast.organisation), valve(text=EDITED)
    hidden = valve(status="draft", owner=cast.organisation)
    for user, found in ((None, {copy.ref}), (cast.users["owner"], {copy.ref, hidden.ref})):
        answer = Caller(user).get(f"/offers/{first.ref}/similar").json()
        assert {one["ref"] for one in answer["items"]} == found
        assert answer["count"] == len(found)
    assert Caller().get(f"/offers/{hidden.ref}/similar").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow(cast: Cast, number: int, django_assert_num_queries: Any) -> None:
    for _ in range(number):
        valve()
        valve(status="draft", owner=cast.organisation)
    record = valve()
    similar_to(cast.users["owner"], record)
    with django_assert_num_queries(7):
        assert similar_to(cast.users["owner"], record)
