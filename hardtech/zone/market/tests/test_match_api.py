"""Matches and decisions through the API."""

from __future__ import annotations

from typing import Any

import pytest

from hardtech.zone.market.models import Decision, Need, Offer
from tests.calls import Caller, problem
from tests.factories import (
    make_member,
    make_need,
    make_offer,
    make_organisation,
    make_requirement,
    make_technology_manager,
    make_user,
)

pytestmark = pytest.mark.django_db

SECRET = "zirconoxytrope"


@pytest.fixture
def need() -> Need:
    return make_need("published", title="Heater of a printed silver layer", trl=7)


@pytest.fixture
def offer() -> Offer:
    return make_offer("published", title="Printed silver layer", trl=5, fields=["new_materials"])


def decision_path(need: Need, offer: Offer, side: str) -> str:
    return f"/needs/{need.ref}/matches/{offer.ref}/decisions/{side}"


def test_a_match_says_why_and_what_is_missing(need: Need, offer: Offer) -> None:
    make_offer("published", title="Gearbox oil", description="Lubricates wheels. " * 30, keywords=["oil"])
    body = Caller().get(f"/needs/{need.ref}/matches").json()
    best = body["items"][0]
    assert (best["rank"], best["share"], best["offer"]["ref"]) == (1, 1.0, offer.ref)
    assert {"silver", "layer"} & {reason["term"].lower() for reason in best["reasons"]}
    assert sum(reason["share"] for reason in best["reasons"]) == pytest.approx(1)
    for passage in best["passages"]:
        assert all(0 <= start < end <= len(passage["text"]) for start, end in passage["highlights"])
    assert [gap["term"] for gap in best["gaps"]] == ["Heater"]
    assert best["trl_gap"] == {"asked": 7, "offered": 5}
    assert best["decision"] is None
    assert [one["need"]["ref"] for one in Caller().get(f"/offers/{offer.ref}/matches").json()["items"]] == [
        need.ref
    ]


def test_a_reason_in_the_other_language_names_the_word_of_the_need() -> None:
    asked = make_need("published", title="Cathode of a battery")
    make_offer("published", title="电池的正极材料")
    (match,) = Caller().get(f"/needs/{asked.ref}/matches").json()["items"]
    via = {reason["term"]: reason["via"] for reason in match["reasons"] if reason["via"]}
    assert via == {"电池": "battery", "正极": "Cathode"}


def test_a_match_tells_what_the_offer_does_to_each_requirement() -> None:
    row = make_requirement(
        statement="Thickness of the layer",
        level="must",
        quantity="thickness",
        relation="<=",
        value=5,
        unit="µm",
    )
    need = make_need("published", title="Printed silver layer", requirements=[row])
    text = "The silver layer that is printed on glass has a thickness of 0.008 mm. " + "It conducts. " * 20
    offer = make_offer("published", title="Printed silver layer", description=text)
    (match,) = Caller().get(f"/needs/{need.ref}/matches").json()["items"]
    told = match["findings"][0]
    assert {name: told[name] for name in ("requirement", "level", "stated", "status", "code", "part")} == {
        "requirement": "Thickness of the layer",
        "level": "must",
        "stated": True,
        "status": "contradicted",
        "code": "figure",
        "part": "body",
    }
    assert [told["text"][start:end] for start, end in told["highlights"]] == ["0.008 mm"]
    (seen,) = Caller().get(f"/offers/{offer.ref}/matches").json()["items"]
    assert [one["status"] for one in seen["findings"]] == ["contradicted"]


@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_only_what_is_published_is_matched(need: Need, status: str) -> None:
    hidden = make_offer(status, title=f"Printed silver layer {SECRET}")
    response = Caller(make_member(hidden.owner)).get(f"/needs/{need.ref}/matches")
    assert response.json() == {"count": 0, "items": []}


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"field": "new_materials"}, 1),
        ({"field": "ai"}, 0),
        ({"trl_min": 5}, 1),
        ({"trl_min": 6}, 0),
        ({"language": "zh"}, 0),
        ({"owner": "OR-000000"}, 0),
        ({"owner": "\x00"}, None),
        ({"top": 0}, None),
        ({"unknown": 1}, None),
    ],
)
def test_filters_of_matches(need: Need, offer: Offer, params: dict[str, Any], found: int | None) -> None:
    response = Caller().get(f"/needs/{need.ref}/matches", **params)
    if found is None:
        problem(response, 422, "invalid")
    else:
        assert response.json()["count"] == found


@pytest.mark.parametrize("session", [False, True])
def test_keeping_dismissing_and_taking_back(need: Need, offer: Offer, session: bool) -> None:
    caller = Caller(make_member(need.owner), session=session)
    path = decision_path(need, offer, "need")
    kept = caller.put(path, {"verdict": "kept"}).json()
    assert (kept["need"], kept["offer"], kept["side"], kept["verdict"]) == (
        need.ref,
        offer.ref,
        "need",
        "kept",
    )
    assert caller.get(f"/needs/{need.ref}/matches").json()["items"][0]["decision"]["verdict"] == "kept"
    body = {"verdict": "dismissed", "reason": "readiness", "note": SECRET}
    assert caller.put(path, body).json()["reason"] == "readiness"
    assert caller.get(f"/needs/{need.ref}/matches").json()["count"] == 0
    assert caller.get(f"/needs/{need.ref}/matches", dismissed="true").json()["count"] == 1
    assert caller.delete(path).status_code == 204
    told = caller.get(f"/needs/{need.ref}/timeline").json()["items"]
    assert [one["verb"] for one in told[:3]] == ["match.undecided", "match.dismissed", "match.kept"]
    assert all(one["about"] == [offer.ref] for one in told[:3])
    assert all(one["about"] == [] for one in told[3:])
    problem(caller.delete(path), 404, "not_found")
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"verdict": "dismissed"}, "#/reason"),
        ({"verdict": "dismissed", "reason": "other"}, "#/note"),
        ({"verdict": "loved"}, "#/verdict"),
        ({}, "#/verdict"),
    ],
)
def test_a_dismissal_says_why(need: Need, offer: Offer, body: dict[str, str], pointer: str) -> None:
    response = Caller(make_member(need.owner)).put(decision_path(need, offer, "need"), body)
    assert [error["pointer"] for error in problem(response, 422, "invalid")["errors"]] == [pointer]


@pytest.mark.parametrize("side", ["need", "offer", "broker"])
@pytest.mark.parametrize("role", ["outsider", "need", "offer", "broker"])
def test_each_side_decides_for_itself(need: Need, offer: Offer, role: str, side: str) -> None:
    actors = {
        "outsider": make_user,
        "need": lambda: make_member(need.owner),
        "offer": lambda: make_member(offer.owner),
        "broker": make_technology_manager,
    }
    caller = Caller(actors[role]())
    response = caller.put(decision_path(need, offer, side), {"verdict": "kept", "note": SECRET})
    if role == side:
        assert response.status_code == 200
    else:
        problem(response, 403, "forbidden")
    problem(Caller().put(decision_path(need, offer, side), {"verdict": "kept"}), 401, "unauthenticated")
    for other in actors.values():
        if other is not actors[side]:
            reader = Caller(other())
            for path in (f"/needs/{need.ref}", f"/offers/{offer.ref}"):
                for part in ("/decisions", "/matches", "/timeline"):
                    assert SECRET not in reader.get(path + part).content.decode()


def test_a_decision_on_what_one_may_not_see(need: Need) -> None:
    draft = make_offer("draft")
    caller = Caller(make_member(need.owner))
    problem(caller.put(decision_path(need, draft, "need"), {"verdict": "kept"}), 404, "not_found")


def test_decisions_leave_out_what_was_taken_off_the_market(need: Need, offer: Offer) -> None:
    caller = Caller(make_member(need.owner))
    caller.put(decision_path(need, offer, "need"), {"verdict": "kept"})
    assert caller.get(f"/needs/{need.ref}/decisions").json()["count"] == 1
    Caller(make_member(offer.owner)).post(f"/offers/{offer.ref}/actions/withdraw")
    assert caller.get(f"/needs/{need.ref}/decisions").json()["count"] == 0


def test_the_offers_side_learns_why_needs_say_no_and_nobody_else(need: Need, offer: Offer) -> None:
    body = {"verdict": "dismissed", "reason": "cost", "note": SECRET}
    Caller(make_member(need.owner)).put(decision_path(need, offer, "need"), body)
    path = f"/offers/{offer.ref}/refusals"
    response = Caller(make_member(offer.owner)).get(path)
    assert response.json() == [{"reason": "cost", "times": 1}]
    problem(Caller(make_member(need.owner)).get(path), 403, "forbidden")
    problem(Caller(make_technology_manager()).get(path), 403, "forbidden")
    problem(Caller().get(path), 401, "unauthenticated")


@pytest.mark.parametrize("number", [1, 30])
def test_matches_take_the_same_number_of_queries(
    need: Need, number: int, django_assert_num_queries: Any
) -> None:
    owner = make_organisation()
    member = make_member(owner)
    offers = [
        make_offer("published", owner, created_by=member, title="Printed silver") for _ in range(number)
    ]
    caller = Caller(make_member(need.owner))
    for one in offers:
        caller.put(decision_path(need, one, "need"), {"verdict": "kept"})
    caller.get(f"/needs/{need.ref}/matches")  # builds the catalogue
    with django_assert_num_queries(12):
        assert caller.get(f"/needs/{need.ref}/matches", top=100).json()["count"] == number
