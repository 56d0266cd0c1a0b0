"""Every page as everybody: what one may not see does not exist (404), what one may not do is refused (403)."""

from __future__ import annotations

import pytest
from django.test import Client

from hardtech.zone.market.choices import MatchVerdict, Side
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.permissions import may_see, visible
from hardtech.zone.market.services import decisions
from hardtech.zone.market.tests.conftest import ROLES, Cast, content_of
from tests.factories import make_administrator, make_need, make_offer

MAKERS = {"offers": make_offer, "needs": make_need}
STATES = ("draft", "in_review", "published", "expired", "archived")

INSIDERS = {"colleague", "owner"}
REVIEWERS = {"manager", "officer"}
SEEN_BY = {
    "draft": INSIDERS,
    "in_review": INSIDERS | REVIEWERS,
    "published": set(ROLES),
    "expired": INSIDERS | REVIEWERS,
    "archived": INSIDERS | REVIEWERS,
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", MAKERS)
def test_record_and_its_matches_exist_for_those_who_may_see_it(cast: Cast, kind: str, state: str) -> None:
    record = MAKERS[kind](status=state, owner=cast.organisation)

    pages = [f"/market/{kind}/{record.ref}/", f"/market/{kind}/{record.ref}/matches/"]
    if kind == "needs":
        pages.append(f"/market/needs/{record.ref}/compare/")
    found = {
        page: {role for role in ROLES if cast.client(role).get(page).status_code in {200, 302}}
        for page in pages
    }

    assert found == dict.fromkeys(pages, SEEN_BY[state])


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", MAKERS)
def test_edit_page(cast: Cast, kind: str, state: str) -> None:
    record = MAKERS[kind](status=state, owner=cast.organisation)

    codes = {role: cast.client(role).get(f"/market/{kind}/{record.ref}/edit/").status_code for role in ROLES}

    refused = {role: 403 if role in SEEN_BY[state] else 404 for role in ROLES if role != "anonymous"}
    assert codes == {"anonymous": 302, **refused, **dict.fromkeys(INSIDERS, 200)}


@pytest.mark.parametrize("page", ["/market/offers/new/", "/market/needs/new/", "/market/desk/"])
def test_pages_for_those_who_signed_in(cast: Cast, page: str) -> None:
    codes = {role: cast.client(role).get(page).status_code for role in ROLES}

    assert codes == {"anonymous": 302, **{role: 200 for role in ROLES if role != "anonymous"}}


@pytest.mark.parametrize("page", ["/market/offers/", "/market/needs/"])
def test_lists_are_open_to_all(cast: Cast, page: str) -> None:
    assert {role: cast.client(role).get(page).status_code for role in ROLES} == dict.fromkeys(ROLES, 200)


@pytest.mark.parametrize("kind", MAKERS)
def test_list_shows_and_counts_what_one_may_see(cast: Cast, kind: str) -> None:
    records = {state: MAKERS[kind](status=state, owner=cast.organisation) for state in STATES}

    for role in ROLES:
        listing = cast.client(role).get(f"/market/{kind}/").context["listing"]
        expected = {records[state].ref for state in STATES if role in SEEN_BY[state]}
        assert {record.ref for record in listing.page} == expected
        field = next(facet for facet in listing.facets if facet.name == "field")
        assert sum(option.count for option in field.options) == len(expected)


@pytest.mark.parametrize("model", [Offer, Need])
def test_condition_in_sql_says_the_same_as_the_predicate(cast: Cast, model: type) -> None:
    for state in STATES:
        MAKERS[f"{model.SIDE}s"](status=state, owner=cast.organisation)
    everybody = [*cast.users.values(), make_administrator()]

    for user in everybody:
        by_sql = set(model.objects.filter(visible(user)).values_list("ref", flat=True))
        assert by_sql == {record.ref for record in model.objects.all() if may_see(user, record)}


@pytest.mark.parametrize("where", ["title", "summary", "description", "keywords"])
def test_word_of_a_draft_is_found_by_its_own_side_only(cast: Cast, where: str) -> None:
    value = ["zirconolite"] if where == "keywords" else "A zirconolite matrix"
    make_offer(owner=cast.organisation, **{where: value})

    for role in ROLES:
        client = cast.client(role)
        listing = client.get("/market/offers/?q=zirconolite").context["listing"]
        export = content_of(client.get("/market/offers/export.jsonl?q=zirconolite"))
        inside = role in INSIDERS
        assert (len(listing.page), bool(export)) == (int(inside), inside)


def test_no_page_of_the_market_takes_a_nul_or_a_wild_number(cast: Cast) -> None:
    for query in (
        "q=%00",
        "owner=%00",
        "page=-7",
        "page=999999999999",
        "sort=%00",
        "trl=none&trl=x",
        "field=%27",
    ):
        assert cast.client("anonymous").get(f"/market/needs/?{query}").status_code == 200


@pytest.mark.parametrize("ref", ["%00", "OF-%00AAAAA", "x" * 400, "OF-000000"])
def test_wild_references_are_not_found(cast: Cast, ref: str) -> None:
    for page in ("", "matches/", "edit/"):
        assert cast.client("owner").get(f"/market/offers/{ref}/{page}").status_code == 404


def test_lower_case_reference_is_understood(cast: Cast) -> None:
    offer = make_offer("published")

    assert cast.client("anonymous").get(f"/market/offers/{offer.ref.lower()}/").status_code == 200


def test_administration_shows_and_changes_nothing(cast: Cast) -> None:
    need, offer = make_need("published", owner=cast.organisation), make_offer("published")
    actor = cast.users["owner"]
    decision = decisions.decide(
        actor=actor, need=need, offer=offer, side=Side.NEED, verdict=MatchVerdict.KEPT
    )
    client = Client()
    client.force_login(make_administrator())

    for record in (need, offer, decision):
        model = record._meta.model_name
        assert client.get(f"/admin/market/{model}/").status_code == 200
        assert client.get(f"/admin/market/{model}/{record.pk}/change/").status_code == 200
        assert (
            client.post(f"/admin/market/{model}/{record.pk}/change/", {"status": "archived"}).status_code
            == 403
        )
        assert client.get(f"/admin/market/{model}/add/").status_code == 403
        assert client.post(f"/admin/market/{model}/{record.pk}/delete/").status_code == 403
