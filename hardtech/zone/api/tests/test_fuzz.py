"""Whatever is sent, the answer is a result or a problem that names what is wrong: never a fault of ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardtech.zone.market.schemas.matches import DecisionIn
from hardtech.zone.market.schemas.profiles import NeedIn, OfferIn, RequirementIn
from hardtech.zone.registry.schemas import OrganisationIn
from tests.calls import Caller, problem
from tests.factories import make_administrator, make_need, make_offer

pytestmark = pytest.mark.django_db

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

PATHS = [
    "/organisations/{}",
    "/organisations/{}/timeline",
    "/persons/{}",
    "/offers/{}",
    "/offers/{}/matches",
    "/offers/{}/timeline",
    "/needs/{}",
    "/needs/{}/matches",
    "/needs/{}/decisions",
]
LISTS = ["/organisations", "/persons", "/offers", "/needs"]
PARAMETERS = [
    "page",
    "limit",
    "q",
    "field",
    "trl_min",
    "trl_max",
    "owner",
    "status",
    "language",
    "updated_since",
    "sort",
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.text("\x00\ud800陕a ", max_size=5),
    st.sampled_from(
        [
            "ai",
            "en",
            "2026-01-01",
            "must",
            ">=",
            "between",
            "kept",
            "dismissed",
            "other",
            "company",
            7,
            10**20,
        ]
    ),
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4), max_leaves=5)
REQUIREMENTS = st.lists(
    st.dictionaries(st.sampled_from(sorted(RequirementIn.model_fields)), LEAVES, max_size=7), max_size=3
)


def bodies(*schemas: type[Any]) -> st.SearchStrategy[dict[str, Any]]:
    names = sorted({name for schema in schemas for name in schema.model_fields} - {"owner", "requirements"})
    return st.dictionaries(st.sampled_from(names), VALUES, max_size=6)


def expect(response: Any, *good: int) -> None:
    assert response.status_code in good or problem(response, 422, "invalid")["errors"]


@relaxed
@given(text=st.text(max_size=600), path=st.sampled_from(LISTS))
def test_any_words_can_be_looked_for(text: str, path: str) -> None:
    expect(Caller().get(path, q=text.encode("utf-8", "replace").decode()), 200)


@relaxed
@given(text=st.text(min_size=1, max_size=40), path=st.sampled_from(PATHS))
def test_any_reference_is_found_or_not(text: str, path: str) -> None:
    problem(Caller().get(path.format(quote(text, safe="", errors="replace"))), 404, "not_found")


@relaxed
@given(
    params=st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=30), max_size=4),
    path=st.sampled_from(LISTS),
)
def test_any_parameters_are_taken_or_refused(params: dict[str, str], path: str) -> None:
    clean = {name: value.encode("utf-8", "replace").decode() for name, value in params.items()}
    expect(Caller().get(path, **clean), 200)


@relaxed
@given(body=bodies(OfferIn, NeedIn), requirements=REQUIREMENTS)
def test_any_profile_is_written_or_refused(body: dict[str, Any], requirements: list[dict[str, Any]]) -> None:
    offer = make_offer()
    caller = Caller(make_administrator())
    expect(caller.patch(f"/offers/{offer.ref}", body), 200)
    need = {"title": "Need", **body, "owner": offer.owner.ref, "requirements": requirements}
    expect(caller.post("/needs", need), 201)


@relaxed
@given(body=bodies(OrganisationIn))
def test_any_organisation_is_written_or_refused(body: dict[str, Any]) -> None:
    response = Caller(make_administrator()).post(
        "/organisations", {"kind": "company", "name_en": "Example", **body}
    )
    expect(response, 201, 409)


@relaxed
@given(body=bodies(DecisionIn))
def test_any_decision_is_written_or_refused(body: dict[str, Any]) -> None:
    need, offer = make_need("published"), make_offer("published")
    caller = Caller(make_administrator())
    expect(caller.put(f"/needs/{need.ref}/matches/{offer.ref}/decisions/need", body), 200)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00Z"]
)
def test_the_ends_of_time(moment: str) -> None:
    assert Caller().get("/offers", updated_since=moment).status_code == 200


def test_the_last_page_there_can_be() -> None:
    assert Caller().get("/offers", page=1_000_000, limit=100).json()["items"] == []
