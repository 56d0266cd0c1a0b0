"""The match pages: what is ranked and why, what each side decides, what the other side learns."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hardtech.zone.market.choices import MatchVerdict, Side
from hardtech.zone.market.models import Decision, Need, Offer
from hardtech.zone.market.services import decisions, profiles
from hardtech.zone.market.tests.conftest import Cast
from tests.factories import make_need, make_offer, make_requirement

pytestmark = pytest.mark.django_db

CRYOGENIC = (
    "A valve for liquid hydrogen that closes within ten milliseconds and leaks nothing at twenty kelvin. "
)


def need_of(cast: Cast, **values: Any) -> Need:
    return make_need(
        "published",
        owner=cast.organisation,
        title="Cryogenic valve for liquid hydrogen",
        description=CRYOGENIC * 3,
        keywords=["cryogenic", "valve", "hydrogen"],
        **values,
    )


def valve(**values: Any) -> Offer:
    content = {"title": "Fast cryogenic valve", "description": CRYOGENIC * 3, "keywords": ["valve"]}
    return make_offer("published", **{**content, **values})


def other(**values: Any) -> Offer:
    text = "A camera that counts seedlings in a greenhouse, day and night, and tells the gardener. " * 3
    content = {"title": "Seedling camera", "description": text, "keywords": ["camera"]}
    return make_offer("published", **{**content, **values})


def cards(record: Need | Offer, client: Client | None = None, query: str = "") -> list[dict[str, Any]]:
    answer = (client or Client()).get(f"/market/{record.SIDE}s/{record.ref}/matches/{query}")
    return answer.context["cards"]


def decide(client: Client, need: Need, offer: Offer, **data: str) -> Any:
    data = {"side": "need", "page": "need", "verdict": "kept", **data}
    return client.post(f"/market/matches/{need.ref}/{offer.ref}/", data)


def test_best_offer_comes_first_with_its_reasons(cast: Cast) -> None:
    need, best, rest = need_of(cast, trl=8), valve(trl=6), other()

    shown = cards(need)

    assert shown[0]["ref"] == best.ref
    assert shown[0]["percent"] == 100
    assert rest.ref not in [card["ref"] for card in shown if card["percent"] > 50]
    assert "<mark>" in shown[0]["passages"][0]["html"]
    assert {reason["text"].lower() for reason in shown[0]["reasons"]} >= {"valve", "cryogenic"}
    assert "TRL 6 is offered, 8 is asked for." in shown[0]["gaps"]


def test_words_of_the_need_that_are_missing_are_named(cast: Cast) -> None:
    need = need_of(cast)
    valve(description="A valve that closes fast. " * 12)

    (card,) = cards(need)
    assert any("hydrogen" in gap for gap in card["gaps"])


def test_needs_are_ranked_from_the_offers_side_with_what_they_insist_on(cast: Cast) -> None:
    need = need_of(cast, trl=9, requirements=[make_requirement(statement="No leak", level="must")])
    offer = valve(trl=4)

    (card,) = cards(offer)
    assert card["ref"] == need.ref
    assert card["gaps"] == ["TRL 4 is offered, 9 is asked for."]
    assert [(one.asked, one.must) for one in card["findings"]["shown"]] == [("No leak", True)]


def test_only_published_records_are_matched(cast: Cast) -> None:
    need, shown = need_of(cast), valve()
    valve_draft = make_offer(owner=cast.organisation, title="Fast cryogenic valve", description=CRYOGENIC * 3)
    withdrawn = profiles.withdraw(actor=cast.users["officer"], profile=valve(), reason="Gone.")

    refs = [card["ref"] for card in cards(need, cast.client("owner"))]
    assert refs == [shown.ref]
    assert {valve_draft.ref, withdrawn.ref}.isdisjoint(refs)


def test_draft_need_is_matched_for_its_own_side(cast: Cast) -> None:
    offer = valve()
    draft = make_need(owner=cast.organisation, title="Cryogenic valve", description=CRYOGENIC * 3)

    assert [card["ref"] for card in cards(draft, cast.client("colleague"))] == [offer.ref]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?field=aerospace", {"B"}),
        ("?field=aerospace&field=new_materials", {"A", "B"}),
        ("?trl=7", {"B"}),
        ("?language=zh", set()),
        ("?trl=x&field=x&language=x", {"A", "B"}),
    ],
)
def test_filters(cast: Cast, query: str, titles: set[str]) -> None:
    need = need_of(cast)
    valve(title="A")
    valve(title="B", trl=8, fields=["aerospace"])

    assert {card["title"] for card in cards(need, query=query)} == titles


def test_filter_by_owner(cast: Cast) -> None:
    need, offer = need_of(cast), valve()
    valve()

    assert [card["ref"] for card in cards(need, query=f"?owner={offer.owner.ref}")] == [offer.ref]
    assert cards(need, query="?owner=OR-000000") == []
    assert len(cards(need, query="?owner=%00")) == 2


@pytest.mark.parametrize(
    ("role", "side"),
    [
        ("anonymous", None),
        ("outsider", None),
        ("officer", None),
        ("colleague", "need"),
        ("manager", "broker"),
    ],
)
def test_who_decides_for_which_side(cast: Cast, role: str, side: str | None) -> None:
    need, offer = need_of(cast), valve()

    (card,) = cards(need, cast.client(role))
    assert card["side"] == side
    for asked in Side.values:
        decide(cast.client(role), need, offer, side=asked)
    assert {one.side for one in Decision.objects.all()} == ({side} if side else set())


def test_keeping_and_taking_back(cast: Cast) -> None:
    need, offer, client = need_of(cast), valve(), cast.client("colleague")

    answer = decide(client, need, offer, query="trl=3")
    assert answer.url == f"/market/needs/{need.ref}/matches/?trl=3#match-{offer.ref}"
    assert cards(need, client)[0]["state"] == "kept"

    decide(client, need, offer, verdict="undo")
    assert cards(need, client)[0]["state"] == ""
    assert Decision.objects.count() == 0


def test_dismissing_takes_a_reason_and_hides_the_match(cast: Cast) -> None:
    need, offer, client = need_of(cast), valve(), cast.client("colleague")

    decide(client, need, offer, verdict="dismissed")
    decide(client, need, offer, verdict="dismissed", reason="other")
    decide(client, need, offer, verdict="dismissed", reason="nonsense")
    assert Decision.objects.count() == 0

    decide(client, need, offer, verdict="dismissed", reason="readiness", note=" Not before 2030. ")
    decision = Decision.objects.get()
    assert (decision.reason, decision.note) == ("readiness", "Not before 2030.")
    assert cards(need, client) == []
    assert [card["state"] for card in cards(need, client, "?show=all")] == ["dismissed"]


def test_decision_of_one_side_is_not_shown_to_another(cast: Cast) -> None:
    need, offer = need_of(cast), valve()
    decide(cast.client("colleague"), need, offer, verdict="dismissed", reason="cost", note="Far too dear")

    for role in ("anonymous", "outsider", "manager", "officer"):
        answer = cast.client(role).get(f"/market/needs/{need.ref}/matches/?show=all")
        assert [card["state"] for card in answer.context["cards"]] == [""]
        assert "Far too dear" not in answer.content.decode()


def test_broker_and_need_decide_apart(cast: Cast) -> None:
    need, offer = need_of(cast), valve()
    decide(cast.client("colleague"), need, offer, verdict="dismissed", reason="cost")
    decide(cast.client("manager"), need, offer, side="broker")

    assert sorted(Decision.objects.values_list("side", "verdict")) == [
        ("broker", "kept"),
        ("need", "dismissed"),
    ]


def test_decision_on_what_one_may_not_see_is_not_found(cast: Cast) -> None:
    need, draft = need_of(cast), make_offer()

    assert decide(cast.client("colleague"), need, draft).status_code == 404
    assert decide(cast.client("colleague"), make_need(), valve()).status_code == 404
    assert decide(Client(), need, valve()).url.startswith("/accounts/login/")


def test_card_is_swapped_in_place_by_htmx(cast: Cast) -> None:
    need, offer, client = need_of(cast), valve(), cast.client("colleague")

    answer = client.post(
        f"/market/matches/{need.ref}/{offer.ref}/",
        {"side": "need", "page": "need", "verdict": "dismissed", "reason": "cost"},
        headers={"HX-Request": "true"},
        follow=True,
    )
    assert f'id="match-{offer.ref}"' in answer.content.decode()


def test_offers_side_decides_on_its_own_page(cast: Cast) -> None:
    offer = valve(owner=cast.organisation)
    need = make_need("published", title="Cryogenic valve", description=CRYOGENIC * 3)
    client = cast.client("colleague")

    answer = decide(client, need, offer, side="offer", page="offer")

    assert answer.url == f"/market/offers/{offer.ref}/matches/#match-{need.ref}"
    assert [card["state"] for card in cards(offer, client)] == ["kept"]
    assert [card["state"] for card in cards(need, cast.client("manager"))] == [""]


def test_two_or_three_offers_side_by_side(cast: Cast) -> None:
    need = need_of(cast, requirements=[make_requirement(statement="Closes within ten milliseconds")])
    offers = [valve(title="First valve"), other(), valve(title="Third valve"), valve(title="Fourth valve")]
    address = f"/market/needs/{need.ref}/compare/?" + "&".join(f"offer={offer.ref}" for offer in offers)

    answer = Client().get(address)

    assert [column.offer.ref for column in answer.context["columns"]] == [offer.ref for offer in offers[:3]]
    row = answer.context["requirements"][0]
    assert {cell.asked for cell in row} == {"Closes <mark>within ten milliseconds</mark>"}
    assert [cell.status for cell in row] == ["met", "not_addressed", "met"]
    assert "<mark>within ten milliseconds</mark>" in row[0].quote
    assert answer.context["in_common"] == []


def test_words_that_all_compared_offers_share(cast: Cast) -> None:
    need, first, second = need_of(cast), valve(), valve()

    answer = Client().get(f"/market/needs/{need.ref}/compare/?offer={first.ref}&offer={second.ref}")
    assert answer.context["in_common"] == ["Cryogenic", "valve", "liquid", "hydrogen"]


def test_one_offer_is_no_comparison_and_a_draft_never_comes_in(cast: Cast) -> None:
    need, offer, draft = need_of(cast), valve(), make_offer(owner=cast.organisation)

    address = f"/market/needs/{need.ref}/compare/?offer={offer.ref}&offer={draft.ref}&offer=%00"
    assert cast.client("owner").get(address).url == f"/market/needs/{need.ref}/matches/"


def test_nothing_to_match_says_what_to_do(cast: Cast) -> None:
    need = need_of(cast)

    assert "Nothing matches yet" in Client().get(f"/market/needs/{need.ref}/matches/").content.decode()
    valve()
    text = Client().get(f"/market/needs/{need.ref}/matches/?field=ai").content.decode()
    assert "Nothing passes these filters" in text


@pytest.mark.parametrize("number", [1, 20])
@pytest.mark.parametrize("role", ["anonymous", "colleague"])
def test_queries_of_a_match_page_do_not_grow(
    cast: Cast, role: str, number: int, django_assert_num_queries
) -> None:
    need = need_of(cast, requirements=[make_requirement() for _ in range(number)])
    for _ in range(number):
        offer = valve()
        decisions.decide(
            actor=cast.users["colleague"], need=need, offer=offer, side=Side.NEED, verdict=MatchVerdict.KEPT
        )
    client = cast.client(role)
    cards(need, client)

    with django_assert_num_queries({"anonymous": 9, "colleague": 13}[role]):
        assert len(cards(need, client)) == number


def battery(text: str) -> Offer:
    return valve(title="Cryogenic cell", description=f"{text} {CRYOGENIC * 3}")


def test_each_requirement_is_met_or_not_with_the_sentence_that_says_so(cast: Cast) -> None:
    row = make_requirement(
        statement="Weight of the valve", level="must", quantity="weight", relation="<=", value=5, unit="kg"
    )
    need = need_of(cast, requirements=[row])
    battery("Its weight is 4,500 g.")

    (card,) = cards(need)
    first = card["findings"]["shown"][0]
    assert (first.status, first.must, first.figure) == ("met", True, "weight ≤ 5 kg")
    assert first.quote == "Its weight is <mark>4,500 g</mark>."
    assert card["findings"]["musts_failed"] == 0


def test_a_must_that_is_contradicted_is_told_on_top(cast: Cast) -> None:
    row = make_requirement(
        statement="Weight of the valve", level="must", quantity="weight", relation="<=", value=5, unit="kg"
    )
    need = need_of(cast, requirements=[row])
    offer = battery("Its weight is 9 kg <b>.")

    (card,) = cards(need)
    assert card["findings"]["musts_failed"] == 1
    page = Client().get(f"/market/needs/{need.ref}/matches/").content.decode()
    assert "1 must contradicted" in page
    assert "Its weight is <mark>9 kg</mark> &lt;b&gt;." in page
    seen_from_offer = Client().get(f"/market/offers/{offer.ref}/matches/").content.decode()
    assert "1 must contradicted" in seen_from_offer


def test_what_only_the_text_of_a_need_asks_is_shown_where_the_offer_speaks_of_it(cast: Cast) -> None:
    need = make_need(
        "published",
        owner=cast.organisation,
        title="Cryogenic valve",
        description=CRYOGENIC * 3 + "The weight must be below 5 kg. The housing must be painted orange.",
        keywords=["valve"],
    )
    battery("Its weight is 4 kg.")

    (card,) = cards(need)
    told = card["findings"]
    assert [(one.status, one.stated) for one in told["shown"] if one.must] == [("met", False)]
    assert told["silent"] >= 1
