"""The OpenAPI document is complete, and true of what the API does; its page needs no script."""

from __future__ import annotations

import json
import re
import shlex
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hardtech.zone.api.docs import type_name
from hardtech.zone.api.openapi import example_of
from hardtech.zone.common.rest.problems import KINDS
from hardtech.zone.cultivation.schemas import CertificateIn
from hardtech.zone.facts.schemas import FactsIn
from hardtech.zone.incentives.schemas.claims import ClaimDecisionIn, ClaimIn
from hardtech.zone.market.schemas.matches import DecisionIn
from hardtech.zone.market.schemas.profiles import NeedIn, NeedPatch, OfferIn, OfferPatch
from hardtech.zone.market.schemas.ranking import RankingIn
from hardtech.zone.registry.schemas import OrganisationIn, OrganisationPatch
from hardtech.zone.workshop.act_api import ActionIn
from tests.calls import BASE

pytestmark = pytest.mark.django_db

WRITING = {"post", "put", "patch", "delete"}
PRIVATE = (
    *("/me", "/refusals", "/facts", "/facts/{name}", "/ladder", "/counts", "/owed", "/owed/{measure}"),
    *("/claims", "/claims/{ref}"),
)
"""Endings of addresses where nobody reads without signing in."""


@pytest.fixture
def document() -> dict[str, Any]:
    body: dict[str, Any] = Client().get(f"{BASE}/openapi.json").json()
    return body


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()
    ]


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [ref for value in part.values() for ref in references(value)]
    return [ref for value in part for ref in references(value)] if isinstance(part, list) else []


def test_it_has_the_parts_that_openapi_demands(document: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert {"title", "version", "description"} <= set(document["info"])
    assert set(document["components"]) == {"schemas", "responses", "securitySchemes"}
    assert all(path.startswith("/api/v1/") for path in document["paths"])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for ref in references(document):
        part: Any = document
        for name in ref.removeprefix("#/").split("/"):
            part = part[name]


def test_every_operation_says_what_it_does_under_its_own_id(document: dict[str, Any]) -> None:
    found = operations(document)
    assert len(found) == 52
    assert len({one["operationId"] for _path, _method, one in found}) == len(found)
    known = {tag["name"] for tag in document["tags"]}
    for path, _method, one in found:
        assert one["summary"].strip(), path
        assert set(one["tags"]) <= known, path


def test_every_path_parameter_is_declared(document: dict[str, Any]) -> None:
    for path, _method, one in operations(document):
        declared = {item["name"] for item in one["parameters"] if item["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", path)), path
        assert all(item["required"] for item in one["parameters"] if item["in"] == "path")
        assert not any("examples" in item for item in one["parameters"])  # a list there is not OpenAPI


def test_every_operation_has_an_example_of_what_it_takes_and_gives(document: dict[str, Any]) -> None:
    for path, method, one in operations(document):
        assert all("example" in item for item in one["parameters"]), path
        if "requestBody" in one:
            assert one["requestBody"]["content"]["application/json"]["example"], path
        good = [answer for status, answer in one["responses"].items() if status.startswith("2")]
        assert len(good) == 1, path
        if method != "delete":
            assert good[0]["content"]["application/json"]["example"], path


def test_every_operation_declares_its_errors(document: dict[str, Any]) -> None:
    for path, method, one in operations(document):
        declared = set(one["responses"])
        wanted = {"401", "500", "503"}
        wanted |= {"404"} if "{" in path else set()
        wanted |= {"403", "409"} if method in WRITING else set()
        wanted |= {"400", "413", "422"} if "requestBody" in one else set()
        assert wanted <= declared, path
    for answer in document["components"]["responses"].values():
        assert list(answer["content"]) == ["application/problem+json"]
    assert {f"Problem{kind.status}" for kind in KINDS.values()} == set(document["components"]["responses"])


def test_it_says_where_a_key_is_needed(document: dict[str, Any]) -> None:
    for path, method, one in operations(document):
        anonymous = {} in one["security"]
        assert anonymous == (method == "get" and not path.endswith(PRIVATE)), path
        assert not any(name.startswith("x-") for name in one)
    assert document["components"]["securitySchemes"]["BearerKey"] == {"type": "http", "scheme": "bearer"}


def test_the_examples_of_what_lists_give_fit_their_schemas(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in (
        "OfferDetail",
        "NeedDetail",
        "OrganisationDetail",
        "PersonDetail",
        "OfferMatches",
        "TimelinePage",
    ):
        example = example_of(schemas[name], schemas)
        assert set(example) == set(schemas[name]["properties"]), name


EXAMPLES = {
    "fact_state": FactsIn,
    "certificate_create": CertificateIn,
    "claim_decide": ClaimDecisionIn,
    "claim_submit": ClaimIn,
    "organisation_create": OrganisationIn,
    "organisation_update": OrganisationPatch,
    "offer_create": OfferIn,
    "offer_update": OfferPatch,
    "need_create": NeedIn,
    "need_update": NeedPatch,
    "offer_action": ActionIn,
    "need_action": ActionIn,
    "decision_put": DecisionIn,
    "ranking_put": RankingIn,
}


def test_the_examples_of_bodies_are_accepted(document: dict[str, Any]) -> None:
    bodies = {
        one["operationId"]: one["requestBody"]["content"]["application/json"]["example"]
        for _path, _method, one in operations(document)
        if "requestBody" in one
    }
    assert set(bodies) == set(EXAMPLES)
    for name, example in bodies.items():
        EXAMPLES[name].model_validate(example)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer"}, "integer"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer | null"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Kind"}}, "[a | b]"),
        ({"anyOf": [{"$ref": "#/components/schemas/Kind"}, {"const": "", "type": "string"}]}, "a | b | “”"),
        ({"allOf": [{"$ref": "#/components/schemas/Kind"}], "default": "a"}, "a | b"),
        ({"type": "string", "format": "date"}, "date"),
    ],
)
def test_types_in_few_words(schema: dict[str, Any], words: str) -> None:
    assert type_name(schema, {"Kind": {"enum": ["a", "b"]}}) == words


def test_the_calls_it_shows_are_what_a_shell_understands(document: dict[str, Any]) -> None:
    html = Client().get(f"{BASE}/docs").content.decode()
    calls = [unescape(call) for call in re.findall(r"<code>(curl .*?)</code>", html, re.DOTALL)]
    assert len(calls) == 1 + len(operations(document))
    for call in calls:
        words = shlex.split(call.replace("\\\n", ""))
        assert words[-1].startswith("http://testserver/api/v1/")
        if "-d" in words:
            assert json.loads(words[words.index("-d") + 1])
    assert "requirements[].value_max" in html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_its_page_shows_every_operation_and_problem_without_a_script(
    document: dict[str, Any], language: str
) -> None:
    response = Client(headers={"accept-language": language}).get(f"{BASE}/docs")
    html = response.content.decode()
    assert response.status_code == 200
    for _path, _method, one in operations(document):
        assert f'id="{one["operationId"]}"' in html
    for code in KINDS:
        assert f'id="problem-{code}"' in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"""(?:src|href)=["']https?://""", html)


def test_every_operation_stands_in_the_documents(document: dict[str, Any]) -> None:
    text = (Path(__file__).parents[4] / "docs" / "rooms" / "api.md").read_text(encoding="utf-8")
    for path, method, _one in operations(document):
        assert f"`{method.upper()} {path.removeprefix(BASE)}`" in text


def test_the_root_tells_where_to_go() -> None:
    links = Client().get(f"{BASE}/").json()
    client = Client()
    for name, link in links.items():
        assert client.get(link).status_code == (401 if name == "me" else 200), link
