"""The registry's endpoints, asked by each role."""

from __future__ import annotations

from typing import Any

import pytest

from hardtech.zone.accounts.models import User
from hardtech.zone.journal.models import Entry
from hardtech.zone.registry.choices import Field, MembershipRole
from hardtech.zone.registry.models import CitedFact, Membership, Organisation
from hardtech.zone.registry.services import merge_organisations
from tests.calls import BASE, Caller, problem
from tests.factories import (
    make_member,
    make_offer,
    make_officer,
    make_organisation,
    make_person,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "outsider", "colleague", "owner", "manager", "officer"]


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation(
        name_en="Example Photonics", name_zh="示例光电", city="Xi'an", fields=["optoelectronic_chips"]
    )


def as_role(role: str, organisation: Organisation) -> User | None:
    return {
        "anonymous": lambda: None,
        "outsider": lambda: make_member(make_organisation()),
        "colleague": lambda: make_member(organisation),
        "owner": lambda: make_member(organisation, MembershipRole.OWNER),
        "manager": make_technology_manager,
        "officer": make_officer,
    }[role]()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", ["/organisations", "/organisations/{}", "/persons", "/fields"])
def test_everybody_reads_the_registry(role: str, path: str, organisation: Organisation) -> None:
    assert Caller(as_role(role, organisation)).get(path.format(organisation.ref)).status_code == 200


def test_the_eight_fields_with_their_wordings() -> None:
    fields = Caller().get("/fields").json()
    assert [field["code"] for field in fields] == Field.values
    assert all(field["wordings"] and field["name_zh"] for field in fields)
    assert Caller(language="zh-hans").get("/fields").json()[0]["name"] == "人工智能"


def test_an_organisation_with_its_facts(organisation: Organisation) -> None:
    CitedFact.objects.create(
        organisation=organisation,
        statement_en="Contracts",
        value="120",
        relation="≥",
        unit="contracts",
        citation="004",
    )
    body = Caller().get(f"/organisations/{organisation.ref.lower()}").json()
    assert body["name"] == "Example Photonics"
    assert body["fields"] == ["optoelectronic_chips"]
    assert [(fact["relation"], fact["value"], fact["citation"]) for fact in body["facts"]] == [
        ("≥", "120", "004")
    ]
    assert "search" not in body


def test_a_merged_reference_leads_to_the_one_that_was_kept(organisation: Organisation) -> None:
    double = make_organisation(name_en="Photonics Example")
    officer = make_officer()
    merge_organisations(actor=officer, keep=organisation, drop=double)
    caller = Caller(officer)
    asked = caller.get(f"/organisations/{double.ref}")
    assert (asked.status_code, asked["Location"]) == (301, f"{BASE}/organisations/{organisation.ref}")
    changed = caller.patch(f"/organisations/{double.ref}", {"city": "Xianyang"})
    assert (changed.status_code, changed["Location"]) == (308, f"{BASE}/organisations/{organisation.ref}")
    assert caller.get(f"/organisations/{organisation.ref}").json()["former_refs"] == [double.ref]
    assert double.ref not in [one["ref"] for one in caller.get("/organisations").json()["items"]]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"q": "photonics"}, True),
        ({"q": "光电"}, True),
        ({"q": "turbine"}, False),
        ({"kind": "company"}, True),
        ({"kind": ["university", "company"]}, True),
        ({"kind": "university"}, False),
        ({"field": "optoelectronic_chips"}, True),
        ({"field": "ai"}, False),
        ({"city": "XI'AN"}, True),
        ({"country": "DE"}, False),
        ({"listed": "true"}, False),
        ({"listed": "false"}, True),
        ({"updated_since": "2000-01-01T00:00:00Z"}, True),
        ({"updated_since": "2990-01-01T00:00:00Z"}, False),
    ],
)
def test_filters_of_organisations(params: dict[str, Any], found: bool, organisation: Organisation) -> None:
    body = Caller().get("/organisations", **params).json()
    assert [one["ref"] for one in body["items"]] == ([organisation.ref] if found else [])
    assert body["count"] == found


def test_pages_follow_one_another() -> None:
    refs = [make_organisation(name_en=f"Organisation {letter}").ref for letter in "ABCDE"]
    caller, seen, link = Caller(), [], f"{BASE}/organisations?limit=2&sort=name"
    while link:
        body = caller.client.get(link).json()
        assert body["count"] == 5
        seen += [one["ref"] for one in body["items"]]
        link = body["next"]
    assert seen == refs
    assert body["previous"].endswith("limit=2&sort=name&page=2")
    beyond = caller.get("/organisations", limit=2, page=99).json()
    assert (beyond["items"], beyond["next"]) == ([], None)
    assert beyond["previous"].endswith("page=3")


@pytest.mark.parametrize("role", ROLES)
def test_who_may_change_an_organisation(role: str, organisation: Organisation) -> None:
    response = Caller(as_role(role, organisation)).patch(
        f"/organisations/{organisation.ref}", {"city": "Xianyang"}
    )
    allowed = role in {"colleague", "owner", "officer"}
    if allowed:
        assert response.status_code == 200
        assert response.json()["city"] == "Xianyang"
    else:
        problem(
            response,
            401 if role == "anonymous" else 403,
            "unauthenticated" if role == "anonymous" else "forbidden",
        )
    organisation.refresh_from_db()
    assert organisation.city == ("Xianyang" if allowed else "Xi'an")
    assert organisation.name_en == "Example Photonics"  # what is not named stays


@pytest.mark.parametrize("session", [False, True])
def test_who_enters_an_organisation_owns_it(session: bool) -> None:
    user = make_user()
    body = {"kind": "company", "name_zh": "新材料有限公司", "uscc": "91350100M000100Y43"}
    response = Caller(user, session=session).post("/organisations", body)
    assert response.status_code == 201
    made = Organisation.objects.get(ref=response.json()["ref"])
    assert Membership.objects.get(organisation=made).person.user == user
    assert Entry.objects.get(verb="organisation.created").subject == made.ref
    problem(Caller().post("/organisations", body), 401, "unauthenticated")


def test_an_organisation_that_looks_like_another_is_asked_about(organisation: Organisation) -> None:
    caller = Caller(make_user())
    body = {"kind": "company", "name_en": "Example Photonics Co., Ltd."}
    found = problem(caller.post("/organisations", body), 409, "possible_duplicate")
    assert found["duplicates"] == [{"ref": organisation.ref, "name": "Example Photonics"}]
    assert caller.post("/organisations?despite_duplicates=true", body).status_code == 201


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"uscc": "91350100M000100Y44"}, "#/uscc", "uscc_check"),
        ({"ror": "1234"}, "#/ror", "ror_form"),
        ({"website": "nowhere"}, "#/website", "invalid"),
        ({"kind": "castle"}, "#/kind", "enum"),
        ({"name_en": ""}, "#", "organisation_has_a_name"),
    ],
)
def test_the_same_checks_as_on_the_page(values: dict[str, str], pointer: str, code: str) -> None:
    body = {"kind": "company", "name_en": "Example Turbines", **values}
    [error] = problem(Caller(make_user()).post("/organisations", body), 422, "invalid")["errors"]
    assert error["pointer"] == pointer
    assert code == "organisation_has_a_name" or error["code"] == code
    assert not Organisation.objects.exists()


def test_the_timeline_of_an_organisation_tells_outsiders_nothing_of_drafts(
    organisation: Organisation,
) -> None:
    member = make_member(organisation, MembershipRole.OWNER)
    Caller(member).patch(f"/organisations/{organisation.ref}", {"city": "Xianyang"})
    make_offer("draft", organisation, created_by=member)
    path = f"/organisations/{organisation.ref}/timeline"
    assert {one["verb"] for one in Caller(member).get(path).json()["items"]} == {
        "organisation.updated",
        "offer.created",
    }
    outside = Caller(make_user()).get(path).json()
    assert (outside["count"], [one["verb"] for one in outside["items"]]) == (1, ["organisation.updated"])


def test_people_and_their_organisations(organisation: Organisation) -> None:
    member = make_member(organisation, name="Li Ming", email="private@example.org")
    other = make_person(name_en="Wang Fang", title="Optics", fields=["ai"])
    caller = Caller()
    assert [one["name"] for one in caller.get("/persons", q="li ming").json()["items"]] == ["Li Ming"]
    assert [one["ref"] for one in caller.get("/persons", field="ai").json()["items"]] == [other.ref]
    found = caller.get("/persons", organisation=organisation.ref).json()["items"]
    assert [one["ref"] for one in found] == [member.person.ref]
    response = caller.get(f"/persons/{member.person.ref}")
    assert response.json()["organisations"] == [{"ref": organisation.ref, "name": "Example Photonics"}]
    assert "private@example.org" not in response.content.decode()


@pytest.mark.parametrize("session", [False, True])
def test_who_i_am(session: bool, organisation: Organisation) -> None:
    member = make_member(organisation, MembershipRole.OWNER)
    body = Caller(member, session=session).get("/me").json()
    assert (body["ref"], body["email"]) == (member.ref, member.email)
    assert body["memberships"] == [
        {"organisation": {"ref": organisation.ref, "name": "Example Photonics"}, "role": "owner"}
    ]
    problem(Caller().get("/me"), 401, "unauthenticated")


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("path", "queries"), [("/organisations", 2), ("/persons", 2)])
def test_the_number_of_queries_does_not_grow(
    number: int, path: str, queries: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        make_organisation()
        make_person()
    caller = Caller()
    with django_assert_num_queries(queries):
        assert len(caller.get(path, limit=100).json()["items"]) == number
