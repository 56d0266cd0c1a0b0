"""Measures for programs: the same for everybody, and nothing of drafts."""

from __future__ import annotations

import pytest
from django.test import Client

from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.services.rulebooks import take_rulebooks
from hardtech.zone.measures.tests.texts import KEY, draft_of, measure, proposal_of, publish
from tests.calls import BASE
from tests.factories import make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _measures() -> None:
    take_rulebooks()


def get(path: str, language: str = "en") -> dict:
    response = Client().get(f"{BASE}{path}", headers={"accept-language": language})
    assert response.status_code == 200, response.content
    return response.json()


def test_measures_are_listed_filtered_and_searched() -> None:
    assert get("/measures?limit=100")["count"] == Measure.objects.count()
    assert next(row["key"] for row in get("/measures?q=孵化器")["items"]) == "xian-2017/incubator-bonus"
    pays = get("/measures?pays=true")["count"]
    assert pays + get("/measures?pays=false")["count"] == Measure.objects.count()
    assert {row["subject"] for row in get("/measures?subject=person")["items"]} == {"person"}
    assert get("/measures?status=verified")["count"] == 0
    assert get("/measures?open=true&pays=true")["count"] == 0
    for wrong in ("/measures?nonsense=1", "/measures?subject=nobody"):
        assert Client().get(f"{BASE}{wrong}").status_code == 422


def test_one_measure_with_facts_versions_and_citations() -> None:
    ref = Measure.objects.get(key=KEY).ref
    told = get(f"/measures/{ref.lower()}")
    assert (told["key"], told["gives"], told["status"], told["revision"]) == (
        KEY,
        "Up to 3 million yuan",
        "unverified",
        1,
    )
    assert [fact["name"] for fact in told["facts"]] == [
        "technology_project", "enterprise_established", "capacity_reached", "actual_investment",
    ]  # fmt: skip
    (version,) = told["versions"]
    figures = {figure["name"]: (figure["value"], figure["cite"]["quote"]) for figure in version["figures"]}
    assert figures["cap"] == ("3000000 yuan", "up to 3 million RMB")
    assert version["amount"]["formula"] == "rate * actual_investment"
    assert [one["id"] for one in version["conditions"]] == ["introduced", "established", "capacity"]
    assert get(f"/measures/{ref}", "zh-hans")["title"] == "引进科技项目入驻秦创原总窗口奖励"


def test_groups_of_conditions_and_relations_are_told() -> None:
    giant = get(f"/measures/{Measure.objects.get(key='cn/little-giant').ref}")
    assert (giant["relations"][0]["kind"], giant["relations"][0]["of"]) == ("prerequisite", ["cn/srdi-sme"])
    sme = get(f"/measures/{Measure.objects.get(key='cn/technology-sme').ref}")
    group = sme["versions"][0]["conditions"][-1]
    assert (group["group"], group["when"], [part["group"] for part in group["parts"]]) == (
        "any",
        None,
        ["all", "any"],
    )


@pytest.mark.parametrize("ref", ["MS-000000", "nonsense", "%00"])
def test_unknown_measures_are_not_found(ref: str) -> None:
    assert Client().get(f"{BASE}/measures/{ref}").status_code == 404


def test_drafts_and_proposals_change_nothing_even_for_officers() -> None:
    one = measure()
    client = Client()
    client.force_login(make_officer())
    before = client.get(f"{BASE}/measures/{one.ref}").content
    draft_of(one)
    proposal_of(one)
    assert client.get(f"{BASE}/measures/{one.ref}").content == before
    publish(one, cap="7000000 yuan")
    assert [row["figures"][1]["value"] for row in get(f"/measures/{one.ref}")["versions"]] == [
        "3000000 yuan", "7000000 yuan",
    ]  # fmt: skip


def test_the_list_asks_as_often_for_many_as_for_one(django_assert_num_queries) -> None:
    client = Client()
    client.get(f"{BASE}/measures")
    for limit in (1, 30):
        with django_assert_num_queries(3):
            client.get(f"{BASE}/measures?limit={limit}")
