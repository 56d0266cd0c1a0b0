"""The market's endpoints, asked by each role: who reads, who writes, and what never gets out."""

from __future__ import annotations

from typing import Any

import pytest

from hardtech.zone.accounts.models import User
from hardtech.zone.journal.models import Entry
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.registry.choices import MembershipRole
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.services import merge_organisations
from tests.calls import Caller, problem
from tests.factories import (
    make_member,
    make_need,
    make_offer,
    make_officer,
    make_organisation,
    make_person,
    make_requirement,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "outsider", "colleague", "owner", "manager", "officer"]
INSIDERS = {"colleague", "owner"}
REVIEWERS = {"manager", "officer"}
SECRET = "zirconoxytrope"  # a word that stands nowhere else
MAKE = {"offers": make_offer, "needs": make_need}


def as_role(role: str, owner: Organisation) -> User | None:
    return {
        "anonymous": lambda: None,
        "outsider": lambda: make_member(make_organisation()),
        "colleague": lambda: make_member(owner),
        "owner": lambda: make_member(owner, MembershipRole.OWNER),
        "manager": make_technology_manager,
        "officer": make_officer,
    }[role]()


def sees(role: str, status: str) -> bool:
    """The table of `permissions`, written out again."""
    if status == Status.PUBLISHED or role in INSIDERS:
        return True
    return role in REVIEWERS and status != Status.DRAFT


@pytest.mark.parametrize("kind", ["offers", "needs"])
@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("role", ROLES)
def test_who_reads_what(role: str, status: str, kind: str) -> None:
    record = MAKE[kind](status, title=f"About {SECRET}")
    caller = Caller(as_role(role, record.owner))
    seen = sees(role, status)
    for path in ("", "/timeline", "/matches", "/decisions"):
        response = caller.get(f"/{kind}/{record.ref}{path}")
        if seen:
            assert response.status_code == 200
        else:
            problem(response, 404, "not_found")
            assert SECRET not in response.content.decode()
    for params in (
        {},
        {"q": SECRET},
        {"status": status},
        {"owner": record.owner.ref},
        {"field": "new_materials"},
    ):
        response = caller.get(f"/{kind}", **params)
        body = response.json()
        assert (body["count"], [one["ref"] for one in body["items"]]) == (
            (1, [record.ref]) if seen else (0, [])
        )
        assert seen or SECRET not in response.content.decode()


@pytest.mark.parametrize("kind", ["offers", "needs"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_who_changes_what(role: str, kind: str, status: str) -> None:
    record = MAKE[kind](status)
    response = Caller(as_role(role, record.owner)).patch(f"/{kind}/{record.ref}", {"title": "Changed"})
    if role == "anonymous":
        problem(response, 401, "unauthenticated")
    elif not sees(role, status):
        problem(response, 404, "not_found")
    elif role not in INSIDERS:
        problem(response, 403, "forbidden")
    else:
        assert (response.status_code, response.json()["title"], response.json()["status"]) == (
            200,
            "Changed",
            status,
        )
    record.refresh_from_db()
    assert (record.title == "Changed") == (role in INSIDERS)


@pytest.mark.parametrize("session", [False, True])
@pytest.mark.parametrize("kind", ["offers", "needs"])
@pytest.mark.parametrize("role", ROLES)
def test_who_writes_a_draft(role: str, kind: str, session: bool) -> None:
    owner = make_organisation()
    response = Caller(as_role(role, owner), session=session).post(
        f"/{kind}", {"owner": owner.ref, "title": "New"}
    )
    if role in INSIDERS:
        assert (response.status_code, response.json()["status"]) == (201, "draft")
    elif role == "anonymous":
        problem(response, 401, "unauthenticated")
    else:
        problem(response, 403, "forbidden")
    assert Offer.objects.count() + Need.objects.count() == (role in INSIDERS)


def test_a_whole_need_comes_back_as_it_was_sent() -> None:
    owner, contact = make_organisation(), make_person()
    member = make_member(owner)
    sent = {
        "owner": owner.ref,
        "title": "A cell of 350 Wh/kg",
        "summary": "For small aircraft.",
        "description": "It must survive a thousand cycles.",
        "keywords": ["cell", "aircraft"],
        "fields": ["new_energy", "aerospace"],
        "partnerships": ["joint_development"],
        "language": "en",
        "people": [member.person.ref],
        "trl": 4,
        "budget_min_fen": 100,
        "budget_max_fen": 8_604_600_000_000,  # 86 billion yuan: more than a 32-bit number holds
        "currency": "CNY",
        "deadline": "2030-01-31",
        "requirements": [
            {
                "level": "must",
                "statement": "Energy",
                "quantity": "energy density",
                "relation": ">=",
                "value": "350.5",
                "value_max": None,
                "unit": "Wh/kg",
            }
        ],
    }
    caller = Caller(member)
    made = caller.post("/needs", sent).json()
    got = caller.get(f"/needs/{made['ref']}").json()
    got["owner"], got["people"] = got["owner"]["ref"], [one["ref"] for one in got["people"]]
    assert {name: got[name] for name in sent} == sent
    less = caller.patch(f"/needs/{made['ref']}", {"requirements": [], "trl": None}).json()
    assert (less["requirements"], less["trl"], less["budget_min_fen"]) == ([], None, 100)
    spelled = caller.patch(f"/needs/{made['ref']}", {"budget_min": "1.2万元"}).json()
    assert (spelled["budget_min_fen"], spelled["budget_max_fen"]) == (1_200_000, 8_604_600_000_000)
    cleared = caller.patch(
        f"/needs/{made['ref']}", {"budget_min": None, "budget_max": "9 bn euros", "currency": "EUR"}
    )
    assert [cleared.json()[name] for name in ("budget_min_fen", "budget_max_fen")] == [None, 900_000_000_000]
    stranger = problem(caller.patch(f"/needs/{made['ref']}", {"people": [contact.ref]}), 422, "invalid")
    assert [error["pointer"] for error in stranger["errors"]] == ["#/people/0"]


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"budget_min_fen": 2, "budget_max": "0.01 yuan"}, "#", "budget_order"),
        ({"budget_max_fen": 1.5}, "#/budget_max_fen", "int_type"),
        ({"budget_max_fen": "12"}, "#/budget_max_fen", "int_type"),
        ({"budget_max": "12"}, "#/budget_max", "bare_number"),
        ({"budget_max": 120_000_000}, "#/budget_max", "bare_number"),
        ({"budget_max": True}, "#/budget_max", "not_a_sum"),
        ({"budget_max": "€5", "currency": "CNY"}, "#/budget_max", "currency_differs"),
        ({"budget_max": "5 yuan", "budget_max_fen": 500}, "#/budget_max", "sum_twice"),
        ({"budget_max_fen": 10**30}, "#/budget_max_fen", "less_than_equal"),
        ({"keywords": ["k"] * 3 + ["x" * 130]}, "#/keywords", "keyword_long"),
        ({"requirements": [{"statement": "Energy", "value": 3}]}, "#/requirements/0/relation", "invalid"),
        (
            {"requirements": [{"statement": "E", "relation": ">=", "value": "many"}]},
            "#/requirements/0/value",
            None,
        ),
        ({"owner": "OR-000000"}, "#/owner", "unknown"),
        ({"deadline": "tomorrow"}, "#/deadline", "date_from_datetime_parsing"),
    ],
)
def test_the_same_checks_as_on_the_page(values: dict[str, Any], pointer: str, code: str | None) -> None:
    owner = make_organisation()
    body = {"owner": owner.ref, "title": "Need", **values}
    errors = problem(Caller(make_member(owner)).post("/needs", body), 422, "invalid")["errors"]
    assert errors[0]["pointer"] == pointer
    assert code is None or errors[0]["code"] == code
    assert not Need.objects.exists()


@pytest.mark.parametrize("kind", ["offers", "needs"])
def test_a_life_from_draft_to_archive_and_back(kind: str) -> None:
    record = MAKE[kind]()
    path = f"/{kind}/{record.ref}"
    member, officer = Caller(make_member(record.owner)), Caller(make_officer())

    def act(caller: Caller, verb: str, text: str | None = None) -> tuple[str, list[str]]:
        response = caller.post(f"{path}/actions/{verb}", None if text is None else {"text": text})
        assert response.status_code == 200, response.content
        return response.json()["status"], response.json()["actions"]

    assert member.get(path).json()["actions"] == ["submit"]
    assert act(member, "submit") == ("in_review", ["withdraw"])
    returned = officer.post(f"{path}/actions/return", {"text": "Add figures."})
    assert returned.status_code == 200
    assert member.get(path).json()["review_note"] == "Add figures."
    act(member, "submit")
    assert act(officer, "publish") == ("published", ["withdraw"])
    assert act(member, "renew") == ("published", ["renew", "withdraw"])
    assert act(member, "withdraw", "Licensed.") == ("archived", ["reopen"])
    assert act(member, "reopen") == ("draft", ["submit"])
    verbs = [one["verb"].partition(".")[2] for one in member.get(f"{path}/timeline").json()["items"]]
    assert verbs[::-1] == [
        *("created", "submitted", "returned", "submitted", "published"),
        *("renewed", "withdrawn", "reopened"),
    ]


def test_a_reviewer_who_returned_a_draft_no_longer_sees_it() -> None:
    offer = make_offer("in_review")
    officer = Caller(make_officer())
    response = officer.post(f"/offers/{offer.ref}/actions/return", {"text": "Add figures."})
    assert (response.status_code, response.json()["status"]) == (200, "draft")
    problem(officer.get(f"/offers/{offer.ref}"), 404, "not_found")


@pytest.mark.parametrize("verb", ["submit", "return", "publish", "reopen"])
def test_an_action_at_the_wrong_time_is_a_conflict(verb: str) -> None:
    offer = make_offer("published")
    actor = make_officer() if verb in {"return", "publish"} else make_member(offer.owner)
    body = problem(
        Caller(actor).post(f"/offers/{offer.ref}/actions/{verb}", {"text": "Why"}), 409, "conflict"
    )
    assert "Published" in body["detail"]


def test_actions_of_others_and_of_nobody() -> None:
    offer = make_offer("in_review")
    author = offer.created_by
    problem(Caller(author).post(f"/offers/{offer.ref}/actions/publish"), 403, "forbidden")
    problem(Caller(make_officer()).post(f"/offers/{offer.ref}/actions/burn"), 404, "not_found")
    problem(Caller().post(f"/offers/{offer.ref}/actions/publish"), 401, "unauthenticated")
    errors = problem(Caller(make_officer()).post(f"/offers/{offer.ref}/actions/return"), 422, "invalid")[
        "errors"
    ]
    assert [error["code"] for error in errors] == ["note"]


def test_a_draft_that_lacks_something_says_what() -> None:
    offer = make_offer(summary="", trl=None)
    response = Caller(offer.created_by).post(f"/offers/{offer.ref}/actions/submit")
    errors = problem(response, 422, "invalid")["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [
        ("#/summary", "incomplete"),
        ("#/trl", "incomplete"),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_notes_between_authors_and_reviewers(role: str) -> None:
    offer = make_offer("archived")
    Offer.objects.filter(pk=offer.pk).update(status=Status.PUBLISHED, review_note=f"Note {SECRET}")
    caller = Caller(as_role(role, offer.owner))
    insider = role in INSIDERS | REVIEWERS
    assert caller.get(f"/offers/{offer.ref}").json()["review_note"] == (f"Note {SECRET}" if insider else None)
    timeline = caller.get(f"/offers/{offer.ref}/timeline").content.decode()
    assert ("No longer on offer." in timeline) == insider  # the reason of the withdrawal
    assert ("offer.created" in timeline) == (role in INSIDERS | {"manager"})


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"q": "conductivity"}, True),
        ({"q": "gearbox"}, False),
        ({"field": ["ai", "new_materials"]}, True),
        ({"field": "ai"}, False),
        ({"trl_min": 6, "trl_max": 6}, True),
        ({"trl_min": 7}, False),
        ({"trl_max": 5}, False),
        ({"language": "en"}, True),
        ({"language": "zh"}, False),
        ({"partnership": "licence"}, True),
        ({"partnership": "pilot"}, False),
        ({"ip_stage": "granted"}, True),
        ({"ip_stage": ["know_how", "applied"]}, False),
        ({"updated_since": "2000-01-01T00:00:00+08:00"}, True),
        ({"updated_since": "2990-01-01T00:00:00Z"}, False),
        ({"owner": "OR-000000"}, False),
    ],
)
def test_filters_of_offers(params: dict[str, Any], found: bool) -> None:
    offer = make_offer("published", trl=6, partnerships=["licence"], ip_stage="granted")
    body = Caller().get("/offers", **params).json()
    assert (body["count"], [one["ref"] for one in body["items"]]) == ((1, [offer.ref]) if found else (0, []))


def test_orders_of_lists() -> None:
    first = make_need("published", title="A", budget_max=100, deadline="2040-01-01")
    second = make_need("published", title="B", budget_max=None, deadline="2030-01-01")
    third = make_need("published", title="C", budget_max=900)
    caller = Caller()

    def order(sort: str) -> list[str]:
        return [one["title"] for one in caller.get("/needs", sort=sort).json()["items"]]

    assert order("") == order("-published") == ["C", "B", "A"]
    assert order("title") == order("published") == ["A", "B", "C"]
    assert order("deadline") == ["B", "A", "C"]
    assert order("-budget") == ["C", "A", "B"]
    assert {first.ref, second.ref, third.ref} == {one["ref"] for one in caller.get("/needs").json()["items"]}
    problem(caller.get("/offers", sort="deadline"), 422, "invalid")


def test_an_owner_that_was_merged_is_still_found() -> None:
    offer = make_offer("published")
    kept = make_organisation()
    old = offer.owner.ref
    merge_organisations(actor=make_officer(), keep=kept, drop=offer.owner)
    for ref in (old, kept.ref):
        assert Caller().get("/offers", owner=ref).json()["count"] == 1


def test_the_columns_of_an_import_stay_inside() -> None:
    offer = make_offer("published", source="sbir", source_id="7", extra={"contact": f"{SECRET}@example.org"})
    body = Caller(offer.created_by).get(f"/offers/{offer.ref}")
    assert (body.json()["source"], body.json()["source_id"]) == ("sbir", "7")
    assert SECRET not in body.content.decode()


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("who", "queries"), [("anonymous", 2), ("key", 4), ("session", 5)])
@pytest.mark.parametrize("kind", ["offers", "needs"])
def test_lists_take_the_same_number_of_queries(
    kind: str, who: str, queries: int, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        MAKE[kind]("published")
    caller = Caller(None if who == "anonymous" else make_user(), session=who == "session")
    caller.get(f"/{kind}")  # notes the use of the key, once a minute
    with django_assert_num_queries(queries):
        assert len(caller.get(f"/{kind}", limit=100).json()["items"]) == number


@pytest.mark.parametrize("number", [1, 30])
def test_one_need_takes_the_same_number_of_queries(number: int, django_assert_num_queries: Any) -> None:
    people = [make_person() for _ in range(number)]
    need = make_need("published", people=people, requirements=[make_requirement() for _ in range(number)])
    caller = Caller()
    with django_assert_num_queries(3):
        body = caller.get(f"/needs/{need.ref}").json()
    assert (len(body["people"]), len(body["requirements"])) == (number, number)


@pytest.mark.parametrize("number", [1, 30])
def test_a_timeline_takes_the_same_number_of_queries(number: int, django_assert_num_queries: Any) -> None:
    offer = make_offer("published")
    member = make_member(offer.owner)
    caller = Caller(member)
    for place in range(number):
        caller.patch(f"/offers/{offer.ref}", {"title": f"Title {place}"})
    with django_assert_num_queries(6):
        body = caller.get(f"/offers/{offer.ref}/timeline", limit=100).json()
    assert body["count"] == number + 3
    assert body["count"] == Entry.objects.filter(subject=offer.ref).count()
    assert body["items"][0]["actor_name"] == member.name
    assert body["items"][0]["data"] == {"fields": ["title"]}
