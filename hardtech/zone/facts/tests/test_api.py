"""The endpoints of facts as each role."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hardtech.zone.facts.models import Statement
from hardtech.zone.facts.tests.people import ROLES, SECRET, SEEING, company, say, user_of
from hardtech.zone.journal.models import Entry
from tests.calls import Caller, problem
from tests.factories import make_member, make_officer

pytestmark = pytest.mark.django_db

LAST = timezone.localdate().year - 1


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", ["facts", "facts/revenue"])
def test_facts_are_given_to_members_and_officers_of_the_zone_alone(role: str, path: str) -> None:
    organisation = company(resident=role != "officer_of_others")
    say(organisation, **{f"revenue_{LAST}": SECRET})
    answer = Caller(user_of(role, organisation)).get(f"/organisations/{organisation.ref}/{path}")
    if role in SEEING:
        assert answer.status_code == 200
        assert "76543.21 yuan" in answer.content.decode()
    elif role == "anonymous":
        problem(answer, 401, "unauthenticated")
    else:
        problem(answer, 404, "not_found")


@pytest.mark.parametrize("role", ROLES)
def test_facts_are_taken_from_members_and_officers_of_the_zone_alone(role: str) -> None:
    organisation = company(resident=role != "officer_of_others")
    fact = {"fact": "revenue", "fiscal_year": LAST, "value": "12.5 万元", "evidence": "Audit report"}
    answer = Caller(user_of(role, organisation)).post(
        f"/organisations/{organisation.ref}/facts", {"facts": [fact]}
    )
    assert (answer.status_code == 200) == (role in SEEING)
    assert Statement.objects.filter(value="12500000").exists() == (role in SEEING)


def test_what_is_on_file_tells_who_said_it() -> None:
    organisation = company()
    row = say(organisation, **{f"revenue_{LAST}": "500"}, evidence="Audit report")[0]
    facts = Caller(make_officer()).get(f"/organisations/{organisation.ref}/facts").json()
    assert facts["of_the_zone_since"] == "2024-05-01"
    assert facts["facts"] == [
        {
            "fact": "revenue",
            "label": "Sales revenue",
            "question": "What was the sales revenue of the last fiscal year?",
            "type": "money",
            "unit": "CNY",
            "judged": False,
            "fiscal_year": LAST,
            "value": "5 yuan",
            "evidence": "Audit report",
            "record": "",
            "origin": "form",
            "stated_by": row.stated_by.get_full_name(),
            "stated_at": facts["facts"][0]["stated_at"],
        }
    ]


def test_a_fact_is_stated_anew_and_taken_back_and_its_history_tells() -> None:
    organisation = company()
    caller = Caller(make_member(organisation))
    path = f"/organisations/{organisation.ref}/facts"
    for value in ("100", "200", "200", ""):
        fact = {"fact": "ip_class_1", "value": value}
        answer = caller.post(path, {"facts": [fact]})
        assert answer.status_code == 200
    assert answer.json()["facts"] == []
    history = caller.get(f"{path}/ip_class_1").json()
    assert [(one["value"], one["is_current"], one["fiscal_year"]) for one in history] == [
        ("", True, None),
        ("200", False, None),
        ("100", False, None),
    ]
    assert Entry.objects.filter(verb="facts.stated").count() == 3


@pytest.mark.parametrize(
    ("fact", "field", "code"),
    [
        ({"fact": "stuff", "value": "1"}, "facts.1.fact", "fact_unknown"),
        ({"fact": "revenue_1", "fiscal_year": LAST, "value": "1"}, "facts.1.fact", "fact_unknown"),
        ({"fact": "staff", "value": "1"}, "facts.1.fiscal_year", "year"),
        ({"fact": "staff", "fiscal_year": LAST + 1, "value": "1"}, "facts.1.fiscal_year", "year"),
        ({"fact": "ip_class_1", "fiscal_year": LAST, "value": "1"}, "facts.1.fiscal_year", "year"),
        ({"fact": "ip_class_1", "value": "many"}, "facts.1.value", "not_a_number"),
        ({"fact": "ip_class_2", "value": "1"}, "facts.1.fact", "fact_twice"),
    ],
)
def test_where_one_fact_is_refused_none_is_stated(fact: dict[str, object], field: str, code: str) -> None:
    organisation = company()
    good = {"fact": "ip_class_2", "value": "1"}
    answer = Caller(make_member(organisation)).post(
        f"/organisations/{organisation.ref}/facts", {"facts": [good, fact]}
    )
    errors = problem(answer, 422, "invalid")["errors"]
    assert [(one["field"], one["code"]) for one in errors] == [(field, code)]
    assert not Statement.objects.exists()


def test_what_a_person_judges_is_not_taken_from_members() -> None:
    organisation = company()
    body = {"facts": [{"fact": "market_ahead", "value": "true"}]}
    path = f"/organisations/{organisation.ref}/facts"
    problem(Caller(make_member(organisation)).post(path, body), 403, "forbidden")
    problem(Caller(make_member(organisation, is_zone_officer=True)).post(path, body), 403, "forbidden")
    assert not Statement.objects.exists()
    assert Caller(make_officer()).post(path, body).status_code == 200


def test_as_many_questions_for_one_fact_as_for_thirty() -> None:
    counts = []
    for number in (1, 30):
        organisation = company()
        names = ["revenue", "staff", "rd", "total_assets", "total_debt", "main_revenue", "total_cost"]
        places = [f"{name}_{LAST - back}" for back in range(4) for name in names] + ["ip_class_1", "listed"]
        say(organisation, **{place: "true" if place == "listed" else "5" for place in places[:number]})
        caller = Caller(make_member(organisation))
        with CaptureQueriesContext(connection) as queries:
            answer = caller.get(f"/organisations/{organisation.ref}/facts")
        assert len(answer.json()["facts"]) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]
