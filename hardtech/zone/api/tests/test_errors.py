"""Errors have one form (RFC 9457), say nothing of our insides, and speak the reader's language."""

from __future__ import annotations

import pytest
from django.test import Client

from hardtech.zone.api import shell
from tests.calls import BASE, Caller, problem
from tests.factories import make_member, make_offer, make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_an_unknown_address() -> None:
    problem(Caller().get("/nothing/here"), 404, "not_found")


def test_a_method_that_an_address_does_not_take() -> None:
    response = Caller().send("DELETE", "/offers")
    problem(response, 405, "method_not_allowed")
    assert sorted(response.headers["Allow"].split(", ")) == ["GET", "POST"]


def test_a_host_that_is_not_ours() -> None:
    response = Client(headers={"host": "elsewhere.example"}).get(f"{BASE}/offers")
    problem(response, 400, "malformed")


@pytest.mark.parametrize(
    "key", ["ht_unknown", "", "ht_" + "x" * 5000, "\N{SNOWMAN}".encode().decode("latin-1")]
)
def test_a_key_that_is_not_valid_is_never_anonymous(key: str) -> None:
    response = Client(headers={"authorization": f"Bearer {key}"}).get(f"{BASE}/offers")
    problem(response, 401, "unauthenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_key_of_an_account_that_was_closed() -> None:
    user = make_user()
    caller = Caller(user)
    assert caller.get("/me").status_code == 200
    user.is_active = False
    user.save()
    problem(caller.get("/me"), 401, "unauthenticated")


def test_another_scheme_of_authorisation_is_left_to_whoever_wants_it() -> None:
    assert Client(headers={"authorization": "Basic eDp5"}).get(f"{BASE}/offers").status_code == 200


def test_a_session_that_changes_something_must_carry_the_csrf_token() -> None:
    owner = make_organisation()
    member = make_member(owner)
    body = {"owner": owner.ref, "title": "Sent by a form"}
    problem(Caller(member, session=True, csrf=False).post("/offers", body), 403, "csrf")
    assert Caller(member, session=True).post("/offers", body).status_code == 201
    assert Caller(member, session=True, csrf=False).get("/me").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_nobody_changes_nothing(method: str) -> None:
    offer = make_offer("published")
    paths = {
        "POST": f"/offers/{offer.ref}/actions/withdraw",
        "PATCH": f"/offers/{offer.ref}",
        "PUT": f"/needs/{offer.ref}/matches/{offer.ref}/decisions/need",
        "DELETE": f"/needs/{offer.ref}/matches/{offer.ref}/decisions/need",
    }
    problem(Caller().send(method, paths[method], {}), 401, "unauthenticated")


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b"[1,", b"{'a': 1}", b"[" * 100_000, b'{"trl": ' + b"9" * 5000 + b"}"],
    ids=["cut", "not UTF-8", "cut list", "single quotes", "deep", "long number"],
)
def test_a_body_that_is_not_json(body: bytes) -> None:
    problem(Caller(make_user()).post("/offers", body), 400, "malformed")


@pytest.mark.parametrize("body", [b"null", b"[]", b'"text"', b"1", b""])
def test_a_body_of_another_shape(body: bytes) -> None:
    problem(Caller(make_user()).post("/offers", body), 422, "invalid")


def test_a_body_that_is_too_large(settings: pytest.FixtureRequest) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000  # type: ignore[attr-defined]
    problem(Caller(make_user()).post("/offers", {"title": "x" * 2000}), 413, "too_large")


def test_refused_values_are_named_one_by_one() -> None:
    body = {"title": " ", "trl": 10, "colour": "blue", "fields": ["astrology"], "summary": "a\x00b"}
    found = problem(Caller(make_user()).post("/offers", body), 422, "invalid")["errors"]
    told = {error["pointer"]: error["code"] for error in found}
    assert told == {
        "#/owner": "missing",
        "#/title": "string_too_short",
        "#/trl": "less_than_equal",
        "#/colour": "extra_forbidden",
        "#/fields/0": "enum",
        "#/summary": "nul_character",
    }
    assert {error["where"] for error in found} == {"body"}


def test_refused_parameters_are_named_one_by_one() -> None:
    found = problem(
        Caller().get("/offers", page=0, limit=101, trl_min="many", updated_since="2026-01-01"), 422, "invalid"
    )
    told = {error["field"]: (error["where"], error["pointer"]) for error in found["errors"]}
    assert told == dict.fromkeys(("page", "limit", "trl_min", "updated_since"), ("query", None))


def test_a_parameter_that_nobody_knows_is_not_passed_over() -> None:
    found = problem(Caller().get("/offers", trlmin=4), 422, "invalid")
    assert [(error["field"], error["code"]) for error in found["errors"]] == [("trlmin", "unknown_parameter")]


@pytest.mark.parametrize(("language", "word"), [("en", "URL"), ("zh-hans", "输入一个有效的")])
def test_sentences_follow_the_language_of_the_request(language: str, word: str) -> None:
    body = {"kind": "company", "name_en": "Example Photonics", "website": "nowhere"}
    response = Caller(make_user(), language=language).post("/organisations", body)
    [error] = problem(response, 422, "invalid")["errors"]
    assert error["pointer"] == "#/website"
    assert word in error["detail"]
    assert response.headers["Content-Language"] == language


def test_a_bug_says_nothing_of_our_insides(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    operation = next(
        operation
        for router in shell.api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
        if operation.view_func.__name__ == "field_list"
    )

    def broken(request: object) -> object:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr(operation, "view_func", broken)
    response = Caller().get("/fields")
    problem(response, 500, "internal")
    assert "secret" not in response.content.decode()
    assert "the secret inside" in caplog.text  # the log tells us
