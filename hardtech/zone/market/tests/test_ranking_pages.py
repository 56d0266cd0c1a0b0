"""A learned ranking in use: scores that are the sum of their parts, the pages about it, and what nobody learns from it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from hardtech.zone.market.choices import DismissalReason, MatchVerdict, RankingStatus, Side
from hardtech.zone.market.models import Need, Offer, RankingVersion
from hardtech.zone.market.services import decisions
from hardtech.zone.market.tests.conftest import ROLES, Cast
from hardtech.zone.market.tests.rankings import TEXT, make_version
from tests.calls import Caller, problem
from tests.factories import make_need, make_offer, make_officer, make_organisation

pytestmark = pytest.mark.django_db

JUDGES = {"manager", "officer"}
VERSIONS = "/market/ranking/versions/"
OTHER = "Grey boxes stand in long rows. "
SWITCH = "/market/ranking/switch/"


@pytest.fixture
def need(cast: Cast) -> Need:
    return make_need("published", owner=cast.organisation, title="Cryogenic valve", description=TEXT)


def offers(*levels: int, **values: Any) -> list[Offer]:
    """Offers whose text strays more and more from the need's, one for each level of readiness."""
    return [
        make_offer("published", title="Valve", description=TEXT + OTHER * place, trl=level, **values)
        for place, level in enumerate(levels)
    ]


def cards(record: Need | Offer, client: Client | None = None) -> list[dict[str, Any]]:
    return (client or Client()).get(f"/market/{record.SIDE}s/{record.ref}/matches/").context["cards"]


def test_without_a_learned_ranking_the_text_is_all(need: Need) -> None:
    offers(2, 8)
    make_version()  # a candidate ranks nothing

    for item in Caller().get(f"/needs/{need.ref}/matches").json()["items"]:
        assert item["parts"] == [{"part": "words", "score": item["score"]}]
    assert [card["parts"] for card in cards(need)] == [[], []]
    assert (
        "What the score is made of" not in Client().get(f"/market/needs/{need.ref}/matches/").content.decode()
    )


def test_what_was_learned_changes_the_order_and_says_so(need: Need) -> None:
    first, second = offers(2, 8)
    assert [card["ref"] for card in cards(need)] == [first.ref, second.ref]
    make_version(RankingStatus.ON)

    shown = cards(need)

    assert [card["ref"] for card in shown] == [second.ref, first.ref]
    assert shown[0]["percent"] == 100
    assert [str(part["label"]) for part in shown[0]["parts"]] == ["Words", "Readiness"]
    text = Client().get(f"/market/needs/{need.ref}/matches/").content.decode()
    assert "What the score is made of" in text
    assert re.search(r"<dt>Readiness</dt><dd class=\"num\">\+\d+\.\d</dd>", text)


def test_the_desk_shows_the_same_best_offer(cast: Cast, need: Need) -> None:
    _first, second = offers(2, 8)
    make_version(RankingStatus.ON)

    (row,) = cast.client("manager").get("/market/desk/").context["new_needs"]
    assert row.best == second


def test_parts_sum_to_the_score_on_page_and_api(need: Need) -> None:
    offers(1, 3, 5, 7, 9)
    weights = {"trl_demonstrated": 0.2, "trl_level": -0.03, "fields_shared": 0.1, "owner_kind:company": -0.07}
    make_version(RankingStatus.ON, weights)

    items = Caller().get(f"/needs/{need.ref}/matches").json()["items"]
    assert len(items) == 5
    for item in items:
        assert sum(part["score"] for part in item["parts"]) == pytest.approx(item["score"], abs=1e-6)
        assert {part["part"] for part in item["parts"]} == {"words", "readiness", "fields", "owner"}
    assert [item["score"] for item in items] == sorted((item["score"] for item in items), reverse=True)
    for item, card in zip(items, cards(need), strict=True):
        total = sum((part["points"] for part in card["parts"]), Decimal(0))
        assert total == Decimal(100 * item["share"]).quantize(Decimal("0.1"))


def test_needs_of_an_offer_keep_their_default_order(need: Need) -> None:
    (offer,) = offers(8)
    before = Caller().get(f"/offers/{offer.ref}/matches").json()
    make_version(RankingStatus.ON)

    assert Caller().get(f"/offers/{offer.ref}/matches").json() == before


def test_filters_and_dismissals_work_on_the_learned_order(cast: Cast, need: Need) -> None:
    low, high = offers(2, 8)
    make_version(RankingStatus.ON)
    client = cast.client("colleague")
    decisions.decide(
        actor=cast.users["colleague"],
        need=need,
        offer=high,
        side=Side.NEED,
        verdict=MatchVerdict.DISMISSED,
        reason=DismissalReason.COST,
    )

    assert [card["ref"] for card in cards(need, client)] == [low.ref]
    assert [card["ref"] for card in cards(need)] == [high.ref, low.ref]
    answer = client.get(f"/market/needs/{need.ref}/matches/?trl=7&show=all")
    assert [card["ref"] for card in answer.context["cards"]] == [high.ref]


def test_others_decisions_change_nothing_that_is_shown(cast: Cast, need: Need) -> None:
    """A ranking knows decisions only through a version, and that stands still."""
    first, second = offers(8, 8)
    make_version(RankingStatus.ON, {"trl_demonstrated": 0.3, "past_success": 0.5, "past_refusals": -0.5})
    before = Caller().get(f"/needs/{need.ref}/matches").json()
    for side, user in ((Side.NEED, "owner"), (Side.BROKER, "manager")):
        decisions.decide(
            actor=cast.users[user],
            need=need,
            offer=first,
            side=side,
            verdict=MatchVerdict.DISMISSED,
            reason=DismissalReason.RIGHTS,
        )
        decisions.decide(
            actor=cast.users[user], need=need, offer=second, side=side, verdict=MatchVerdict.KEPT
        )

    assert Caller().get(f"/needs/{need.ref}/matches").json() == before


def test_earlier_decisions_on_an_owner_count_as_the_version_knows_them(need: Need) -> None:
    first, second = offers(8, 8)
    make_version(RankingStatus.ON, {"past_success": 0.8})
    RankingVersion.objects.update(past={"owners": {second.owner.ref: 0.3}, "offers": {}})

    shown = cards(need)
    assert [card["ref"] for card in shown] == [second.ref, first.ref]
    assert [str(part["label"]) for part in shown[0]["parts"]] == ["Words", "Earlier decisions"]


@pytest.mark.parametrize("number", [1, 20])
def test_queries_of_a_learned_match_page_do_not_grow(
    cast: Cast, need: Need, number: int, django_assert_num_queries
) -> None:
    offers(*[1 + i % 9 for i in range(min(number, 7))])
    for _ in range(number - 7):
        make_offer("published", title="Valve", description=TEXT)
    make_version(RankingStatus.ON)
    client = cast.client("anonymous")
    cards(need, client)

    with django_assert_num_queries(PAGE_QUERIES):
        assert len(cards(need, client)) == number


PAGE_QUERIES = 10


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", [RankingStatus.CANDIDATE, RankingStatus.ON])
def test_everybody_reads_how_matches_are_ranked(cast: Cast, role: str, status: str) -> None:
    make_version(status, {"trl_demonstrated": 0.3, "owner_kind:company": -0.2, "age_years": 0.01})

    answer = cast.client(role).get("/market/ranking/")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert ("Raises a match by 30.0 %." in text) is (status == RankingStatus.ON)
    assert ("Lowers a match by 20.0 %." in text) is (status == RankingStatus.ON)
    assert ("No sure effect." in text) is (status == RankingStatus.ON)
    assert (VERSIONS in text) is (role in JUDGES)
    assert "It stood its test." not in text  # what an officer wrote is not for all


@pytest.mark.parametrize("role", ROLES)
def test_versions_are_for_those_who_judge_them(cast: Cast, role: str) -> None:
    version = make_version(doubts=("decisions", "chance"))
    client = cast.client(role)

    answer = client.get(VERSIONS)

    if role == "anonymous":
        assert answer.url.startswith("/accounts/login/")
    elif role not in JUDGES:
        assert answer.status_code == 404
    else:
        text = answer.content.decode()
        assert version.ref in text
        assert "There are fewer than 100 decisions to learn from." in text
        assert "the odds are above 1.0 %." in text
        assert 'value="on"' not in text


@pytest.mark.parametrize("role", ROLES)
def test_switching_by_page(cast: Cast, role: str) -> None:
    version, client = make_version(), cast.client(role)

    answer = client.post(SWITCH, {"verb": "on", "version": version.ref, "reason": "It stood its test."})

    version.refresh_from_db()
    assert (version.status == RankingStatus.ON) is (role in JUDGES)
    if role in JUDGES:
        assert answer.url == VERSIONS
        text = client.get(VERSIONS).content.decode()
        assert cast.users[role].name in text
        client.post(SWITCH, {"verb": "off"})
        version.refresh_from_db()
        assert version.status == RankingStatus.RETIRED
        assert client.post(SWITCH, {"verb": "nonsense"}).url == VERSIONS
    else:
        assert answer.status_code in {302, 404}


def test_switching_on_without_a_reason_or_a_version(cast: Cast) -> None:
    version, client = make_version(), cast.client("officer")

    answer = client.post(SWITCH, {"verb": "on", "version": version.ref, "reason": " "}, follow=True)
    assert "Say why." in answer.content.decode()
    assert client.post(SWITCH, {"verb": "on", "version": "RV-\x00"}).status_code == 404
    version.refresh_from_db()
    assert version.status == RankingStatus.CANDIDATE


def test_learning_is_asked_of_the_worker_once(cast: Cast) -> None:
    client = cast.client("manager")

    assert "in the background" in client.post(SWITCH, {"verb": "learn"}, follow=True).content.decode()
    assert "being read already" in client.post(SWITCH, {"verb": "learn"}, follow=True).content.decode()


def test_history_tells_who_switched_and_why(cast: Cast) -> None:
    client = cast.client("officer")
    assert "Nothing was learned yet" in client.get(VERSIONS).content.decode()
    first = make_version()
    client.post(SWITCH, {"verb": "on", "version": first.ref, "reason": "First try"})
    RankingVersion.objects.filter(pk=first.pk).update(
        status=RankingStatus.RETIRED, off_at=first.trained_at, off_by=None
    )
    second = make_version()

    answer = client.get(VERSIONS + f"?version={first.ref}")

    assert answer.context["shown"] == first
    text = answer.content.decode()
    assert "First try" in text
    assert "On later decisions it was worse than the default ranking." in text
    assert client.get(VERSIONS).context["shown"] == second


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_the_pages_do_not_grow(cast: Cast, number: int, django_assert_num_queries) -> None:
    officer = make_officer()
    for _ in range(number - 1):
        make_version(RankingStatus.RETIRED, on_by=officer, off_by=officer)
    make_version(RankingStatus.ON, on_by=make_officer())
    client = cast.client("officer")

    with django_assert_num_queries(4):  # session, account, versions, owners
        client.get(VERSIONS)
    with django_assert_num_queries(3):  # session, account, version
        client.get("/market/ranking/")


@pytest.mark.parametrize("role", ROLES)
def test_api(cast: Cast, role: str) -> None:
    version = make_version()
    caller = Caller(cast.users.get(role))
    assert caller.get("/ranking").json() == {"version": None, "since": None, "weights": []}
    body = {"version": version.ref, "reason": "It stood its test."}
    if role not in JUDGES:
        problem(caller.get("/ranking/versions"), 404, "not_found")
        refusal = (401, "unauthenticated") if role == "anonymous" else (404, "not_found")
        problem(caller.put("/ranking", body), *refusal)
        problem(caller.delete("/ranking"), *refusal)
        return
    page = caller.get("/ranking/versions").json()
    assert [(one["ref"], one["status"], one["doubts"]) for one in page["items"]] == [
        (version.ref, "candidate", [])
    ]
    told = caller.put("/ranking", body).json()
    assert (told["version"], told["weights"]) == (
        version.ref,
        [{"feature": "trl_demonstrated", "weight": 0.3, "low": 0.261, "high": 0.339, "deciders": 8}],
    )
    assert caller.get("/ranking").json() == told
    assert caller.delete("/ranking").status_code == 204
    problem(caller.delete("/ranking"), 404, "not_found")
    problem(caller.put("/ranking", {**body, "version": "RV-000000"}), 404, "not_found")


def test_api_says_what_is_wrong(cast: Cast) -> None:
    caller, doubted = Caller(cast.users["officer"]), make_version(doubts=("chance",))
    assert caller.put("/ranking", {"version": doubted.ref, "reason": "Please."}).status_code == 422
    assert caller.put("/ranking", {"version": doubted.ref, "reason": ""}).status_code == 422
    assert caller.get("/ranking/versions", colour="red").status_code == 422


def test_no_owner_is_named_to_the_public(cast: Cast) -> None:
    owner = make_organisation(name_en="Quiet Owner Ltd")
    make_version(RankingStatus.ON)
    RankingVersion.objects.update(past={"owners": {owner.ref: 0.3}, "offers": {}})

    for text in (
        Client().get("/market/ranking/").content.decode(),
        Caller().get("/ranking").content.decode(),
    ):
        assert owner.ref not in text
        assert owner.name_en not in text
