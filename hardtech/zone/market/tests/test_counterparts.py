"""The other sides of a match: who could use an offer, who can answer a need, and which records fit of two houses."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hardtech.zone.finding import catalogue
from hardtech.zone.market.counterparts import portfolio
from hardtech.zone.market.counterparts.search import companies_for_offer, people_for_need
from hardtech.zone.market.counterparts.teams import teams_of
from hardtech.zone.market.documents import OFFER_NOUN
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.services import profiles
from hardtech.zone.market.tests.conftest import ROLES, Cast, content_of
from hardtech.zone.registry import services as registry
from hardtech.zone.registry.documents import COMPANY_NOUN
from hardtech.zone.registry.models import Organisation
from tests.calls import Caller, problem
from tests.factories import (
    make_administrator,
    make_need,
    make_offer,
    make_officer,
    make_organisation,
    make_person,
)

VALVE = "A valve for liquid hydrogen that closes within ten milliseconds and leaks nothing at twenty kelvin. "
CAMERA = "A camera that counts seedlings in a greenhouse, day and night, and tells the gardener. "


def valve(status: str = "published", **values: Any) -> Offer:
    content = {
        "title": "Fast cryogenic valve",
        "summary": VALVE,
        "description": VALVE * 3,
        "keywords": ["valve"],
    }
    return make_offer(status, **{**content, **values})


def camera(status: str = "published", **values: Any) -> Offer:
    content = {
        "title": "Seedling camera",
        "summary": CAMERA,
        "description": CAMERA * 3,
        "keywords": ["camera"],
    }
    return make_offer(status, **{**content, **values})


def wanted(text: str = VALVE, **values: Any) -> Need:
    content = {
        "title": f"Wanted: {text[:40]}",
        "summary": text,
        "description": text * 3,
        "keywords": ["valve"],
    }
    return make_need("published", **{**content, **values})


@pytest.mark.django_db
class TestCompanies:
    def test_a_company_that_published_a_fitting_need_comes_with_the_need_and_the_reasons(self) -> None:
        offer, need, far = valve(), wanted(), wanted(CAMERA, keywords=["camera"])
        found = companies_for_offer(offer).by_need
        assert [(one.record, one.records, one.share) for one in found] == [(need.owner, (need,), 1.0)]
        assert "hydrogen" in {reason.surface for reason in found[0].explanation.reasons}
        assert far.owner not in [one.record for one in found]

    def test_the_owner_of_the_offer_is_no_suggestion(self) -> None:
        owner = make_organisation(summary=VALVE)
        wanted(owner=owner)
        found = companies_for_offer(valve(owner=owner))
        assert (found.by_need, found.by_profile) == ([], [])

    def test_needs_of_others_than_companies_are_left_out(self) -> None:
        wanted(owner=make_organisation(kind="government", name_en="Ministry of Valves"))
        found = companies_for_offer(valve())
        assert (found.by_need, found.by_profile) == ([], [])

    def test_a_company_without_a_fitting_need_is_found_by_its_profile(self) -> None:
        need = wanted()
        need.owner.summary = VALVE
        need.owner.save()
        maker = make_organisation(name_en="Hydrogen Plants", summary="We run plants for liquid hydrogen.")
        make_organisation(name_en="Greenhouses", summary="We grow seedlings.")
        found = companies_for_offer(valve())
        assert [one.record for one in found.by_need] == [need.owner]
        assert [(one.record, one.records) for one in found.by_profile] == [(maker, ())]

    def test_the_fields_are_those_of_the_company(self) -> None:
        one = wanted(owner=make_organisation(fields=["aerospace"]))
        wanted(owner=make_organisation(fields=["new_energy"]))
        maker = make_organisation(fields=["aerospace"], summary=VALVE)
        found = companies_for_offer(valve(), fields=["aerospace"])
        assert [entry.record for entry in found.by_need] == [one.owner]
        assert [entry.record for entry in found.by_profile] == [maker]

    def test_the_next_records_that_fit_are_told_and_those_that_hardly_do_are_not(self) -> None:
        owner = make_organisation()
        first, second = wanted(owner=owner), wanted(owner=owner)
        weak = wanted(CAMERA + "Its valve is small.", owner=owner, keywords=["camera"])
        (found,) = companies_for_offer(valve()).by_need
        assert set(found.records) == {first, second}
        assert weak not in found.records


@pytest.mark.django_db
class TestPeople:
    def test_people_rank_by_the_best_offer_that_names_them(self) -> None:
        maker, gardener, nobody = make_person(), make_person(), make_person()
        fitting = valve(people=[maker])
        camera(people=[maker, gardener])
        found = people_for_need(wanted())
        assert [(one.record, one.records) for one in found] == [(maker, (fitting,))]
        assert nobody not in [one.record for one in found]

    @pytest.mark.parametrize("status", ["draft", "in_review", "expired", "archived"])
    def test_only_published_offers_speak_for_somebody(self, status: str) -> None:
        valve(status, people=[make_person()])
        assert people_for_need(wanted()) == []

    def test_who_stands_on_one_offer_is_one_team_also_through_a_third(self) -> None:
        a, b, c, alone = (make_person() for _ in range(4))
        unit = make_organisation(name_en="Institute of Cold")
        valve(people=[a, b], owner=unit)
        valve(people=[b, c])
        valve(people=[alone])
        teams = teams_of(people_for_need(wanted()))
        assert {frozenset(one.record for one in team.members) for team in teams} == {
            frozenset({a, b, c}),
            frozenset({alone}),
        }
        together = next(team for team in teams if len(team.members) == 3)
        assert unit in together.units
        assert len(together.offers) == 2

    def test_the_page_shows_neither_an_address_nor_an_account(self) -> None:
        officer = make_officer(email="secret.address@example.org")
        valve(people=[registry.person_for(officer)])
        need = wanted()
        for path in (f"/market/needs/{need.ref}/people/", f"/api/v1/needs/{need.ref}/people"):
            text = Client().get(path).text
            assert officer.person.ref in text
            assert "secret.address" not in text


@pytest.mark.django_db
class TestPortfolio:
    def test_pairs_of_different_needs_are_ranked_on_one_scale(self) -> None:
        house = make_organisation()
        offers = [valve(owner=house), camera(owner=house)]
        seeker = make_organisation()
        full = wanted(VALVE, owner=seeker)
        part = wanted(
            CAMERA + "It flies over fields of wheat and finds thistles by their colour.",
            owner=seeker,
            keywords=[],
        )
        found = portfolio.compare(house, needs_of=seeker)
        assert [(pair.need, pair.offer) for pair in found.pairs] == [(full, offers[0]), (part, offers[1])]
        assert 1 >= found.pairs[0].coverage > found.pairs[1].coverage > 0
        assert not found.is_cut

    def test_only_what_is_published_and_asked_for_takes_part(self) -> None:
        house, seeker = make_organisation(), make_organisation()
        offer, need = valve(owner=house), wanted(owner=seeker, fields=["aerospace"])
        valve("draft", owner=house)
        valve()
        wanted(owner=house)
        make_need("in_review", owner=seeker, title=need.title, fields=["aerospace"])
        wanted(fields=["new_energy"])
        for asked in (
            {"needs_of": seeker},
            {"field": "aerospace"},
            {"needs_of": seeker, "field": "aerospace"},
        ):
            found = portfolio.compare(house, **asked)
            assert [(pair.need, pair.offer) for pair in found.pairs] == [(need, offer)]
            assert (found.offers, found.needs) == (1, 1)
        assert portfolio.compare(house, needs_of=seeker, field="new_energy").pairs == []

    def test_too_many_are_cut_to_the_newest_and_the_page_says_so(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(portfolio, "MOST_RECORDS", 2)
        house = make_organisation()
        offers = [valve(owner=house) for _ in range(3)]
        wanted(fields=["aerospace"])
        found = portfolio.compare(house, field="aerospace")
        assert (found.offers, found.offers_compared, found.is_cut) == (3, 2, True)
        assert offers[0] not in [pair.offer for pair in found.pairs]
        page = Client().get(
            "/market/portfolio/", {"offers_of": house.ref, "needs_of": "", "field": "aerospace"}
        )
        assert "newest 2 offers" in page.text

    @pytest.mark.parametrize(
        "name", ["Institute of Cold", "institute of cold", "Cold institute", "低温研究所"]
    )
    def test_an_organisation_is_chosen_by_name(self, name: str) -> None:
        house = make_organisation(name_en="Institute of Cold", name_zh="低温研究所")
        valve(owner=house)
        wanted(fields=["aerospace"])
        page = Client().get("/market/portfolio/", {"offers_of": name, "needs_of": "", "field": "aerospace"})
        assert (page.status_code, len(page.context["rows"])) == (200, 1)
        assert f"Institute of Cold ({house.ref})" in page.text

    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            ({}, "needs"),
            ({"field": "none"}, "invalid_choice"),
            ({"needs_of": "Nobody of this name"}, "unknown"),
            ({"needs_of": "OR-000000"}, "unknown"),
        ],
    )
    def test_what_is_asked_wrongly_is_said(self, asked: dict[str, str], code: str) -> None:
        house = valve().owner
        page = Client().get(
            "/market/portfolio/", {"needs_of": "", "field": "", **asked, "offers_of": house.ref}
        )
        errors = page.context["form"].errors.as_data()
        assert page.status_code == 422
        assert code in [error.code for found in errors.values() for error in found]

    def test_a_link_may_name_one_side_only(self) -> None:
        house = valve().owner
        page = Client().get("/market/portfolio/", {"offers_of": house.ref})
        assert (page.status_code, page.context["found"]) == (200, None)
        assert house.ref in page.text

    @pytest.mark.parametrize("suffix", ["csv", "xlsx", "jsonl"])
    def test_as_a_file(self, suffix: str) -> None:
        house = make_organisation(name_en="Institute of Cold")
        offer, need = valve(owner=house), wanted(fields=["aerospace"])
        address = f"/market/portfolio/export.{suffix}?offers_of={house.ref}&field=aerospace"
        content = content_of(Client().get(address))
        assert content
        if suffix == "csv":
            (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
            assert (row["offer"], row["need"], row["offer_owner"]) == (
                offer.ref,
                need.ref,
                "Institute of Cold",
            )
            assert 0 < float(row["coverage"]) <= 1

    def test_a_file_of_nothing_asked_does_not_exist(self) -> None:
        assert Client().get("/market/portfolio/export.csv").status_code == 404
        assert (
            Client().get(f"/market/portfolio/export.exe?offers_of={valve().owner.ref}&field=ai").status_code
            == 404
        )


@pytest.mark.django_db
def test_the_same_for_programs() -> None:
    offer, need = valve(people=[make_person()]), wanted(fields=["aerospace"])
    maker = make_organisation(summary=VALVE)
    caller = Caller()

    companies = caller.get(f"/offers/{offer.ref}/companies").json()
    assert [(one["company"]["ref"], one["basis"], one["needs"]) for one in companies["items"]] == [
        (need.owner.ref, "need", [need.ref]),
        (maker.ref, "profile", []),
    ]
    people = caller.get(f"/needs/{need.ref}/people").json()["items"]
    assert [(one["team"], one["offers"], one["share"]) for one in people] == [(1, [offer.ref], 1.0)]
    asked = {"offers_of": offer.owner.ref, "field": "aerospace"}
    pairs = caller.get("/portfolio", **asked).json()
    assert [(one["offer"], one["need"]) for one in pairs["items"]] == [(offer.ref, need.ref)]
    assert (pairs["offers"], pairs["needs_compared"]) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"needs_of": ""}, {"field": "none"}])
def test_a_program_that_names_no_needs_is_told(asked: dict[str, str]) -> None:
    problem(Caller().get("/portfolio", offers_of=valve().owner.ref, **asked), 422, "invalid")


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "in_review", "published", "expired", "archived"])
def test_the_pages_exist_for_those_who_may_see_the_record(cast: Cast, state: str) -> None:
    offer, need = make_offer(state, owner=cast.organisation), make_need(state, owner=cast.organisation)
    for page, record in (
        (f"/market/offers/{offer.ref}/companies/", offer),
        (f"/market/needs/{need.ref}/people/", need),
    ):
        codes = {role: cast.client(role).get(page).status_code for role in ROLES}
        seen = {role: cast.client(role).get(record.get_absolute_url()).status_code for role in ROLES}
        assert codes == seen


@pytest.mark.django_db
def test_portfolios_are_open_to_all(cast: Cast) -> None:
    assert {cast.client(role).get("/market/portfolio/").status_code for role in ROLES} == {200}


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["field=%00", "field=none&field=", "field=ai&page=-1", "x=%ff"])
def test_pages_take_wild_queries(query: str) -> None:
    offer, need = valve(), wanted()
    for page in (f"offers/{offer.ref}/companies/", f"needs/{need.ref}/people/"):
        assert Client().get(f"/market/{page}?{query}").status_code == 200
    assert Client().get(f"/market/portfolio/?offers_of=%00&needs_of=%00&{query}").status_code in {200, 422}


# Each change in a transaction of its own, as in life: within one, two changes of a row bear the same id.
@pytest.mark.django_db(transaction=True)
def test_a_company_is_found_at_once_by_what_it_wrote_and_gone_when_it_takes_it_back() -> None:
    offer = valve()
    catalogue.rebuild(COMPANY_NOUN)

    def found() -> list[Organisation]:
        return [one.record for one in companies_for_offer(offer).by_profile]

    assert found() == []
    company = make_organisation(summary=VALVE)
    assert found() == [company]
    actor = make_officer()
    registry.update_organisation(actor=actor, organisation=company, values={"summary": ""})
    assert found() == []
    registry.update_organisation(actor=actor, organisation=company, values={"summary": VALVE})
    assert found() == [company]
    other = make_organisation(summary=VALVE, kind="institute")
    registry.merge_organisations(actor=actor, keep=other, drop=company)
    assert found() == []


@pytest.mark.django_db(transaction=True)
def test_people_follow_the_offers_that_name_them_at_once() -> None:
    need, one, another = wanted(), make_person(), make_person()
    offer = valve(people=[one])
    catalogue.rebuild(OFFER_NOUN)
    actor = make_administrator()

    def found() -> list[Any]:
        return [person.record for person in people_for_need(need)]

    assert found() == [one]
    profiles.update_profile(actor=actor, profile=offer, values={}, people=[another])
    assert found() == [another]
    profiles.withdraw(actor=actor, profile=offer)
    assert found() == []


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow(number: int) -> None:
    house = make_organisation()
    offers = [valve(owner=house, people=[make_person()]) for _ in range(number)]
    needs = [wanted(fields=["aerospace"]) for _ in range(number)]
    for _ in range(number):
        make_organisation(summary=VALVE)
    portfolio_page = f"/market/portfolio/?offers_of={house.ref}&needs_of=&field=aerospace"
    pages = {
        f"/market/offers/{offers[0].ref}/companies/": 16,
        f"/market/needs/{needs[0].ref}/people/": 10,
        portfolio_page: 13,
        f"/api/v1/offers/{offers[0].ref}/companies": 16,
        f"/api/v1/needs/{needs[0].ref}/people": 10,
        f"/api/v1/portfolio?offers_of={house.ref}&field=aerospace": 11,
    }
    assert {page: queries_of(page) for page in pages} == pages


def queries_of(page: str) -> int:
    Client().get(page)
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(page).status_code == 200
    return len(queries)
