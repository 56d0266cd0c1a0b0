"""The pages of facts as each role: seen, stated, taken back, and never read by anybody else."""

from __future__ import annotations

import datetime
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.tests.people import ROLES, SECRET, SEEING, client_of, company, say, user_of
from hardtech.zone.journal.models import Entry
from tests.factories import make_member, make_officer, make_organisation

pytestmark = pytest.mark.django_db

LAST = timezone.localdate().year - 1


def pages(organisation):
    ref = organisation.ref
    return [
        f"/facts/{ref}/",
        f"/facts/{ref}/state/{LAST}/",
        f"/facts/{ref}/state/rights/",
        f"/facts/{ref}/history/revenue/",
    ]


@pytest.mark.parametrize("role", ROLES)
def test_facts_are_read_by_members_and_by_officers_of_the_zone_alone(role):
    organisation = company(resident=role != "officer_of_others")
    say(organisation, **{f"revenue_{LAST}": f"{SECRET}00"}, ip_class_1="12")
    client = client_of(user_of(role, organisation))
    for address in pages(organisation):
        response = client.get(address)
        seen = role in SEEING
        wanted = HTTPStatus.OK if seen else HTTPStatus.FOUND if role == "anonymous" else HTTPStatus.FORBIDDEN
        assert response.status_code == wanted, address
        assert ("7,654,321" in response.content.decode()) == (seen and "rights" not in address), address


@pytest.mark.parametrize("role", ROLES)
def test_the_page_of_the_organisation_leads_to_facts_for_those_who_may_see_them(role):
    organisation = company(resident=role != "officer_of_others")
    say(organisation, ip_class_1="12")
    page = client_of(user_of(role, organisation)).get(organisation.get_absolute_url()).content.decode()
    assert (f"/facts/{organisation.ref}/" in page) == (role in SEEING | {"officer_of_others"})
    assert ("1 fact on file." in page) == (role in SEEING)


@pytest.mark.parametrize("role", ROLES)
def test_facts_are_stated_by_members_and_by_officers_of_the_zone_alone(role):
    organisation = company(resident=role != "officer_of_others")
    user = user_of(role, organisation)
    address = f"/facts/{organisation.ref}/state/{LAST}/"
    response = client_of(user).post(address, {"fact-revenue": "1,234.50万元", "evidence": "Audit report"})
    stated = Statement.objects.filter(organisation=organisation).values_list(
        "name", "year", "value", "evidence", "origin", "stated_by"
    )
    if role in SEEING:
        origin = "officer" if role == "officer" else "form"
        assert list(stated) == [("revenue", LAST, "1234500000", "Audit report", origin, user.pk)]
        assert response.url == f"/facts/{organisation.ref}/#years"
    else:
        assert list(stated) == []


def test_what_is_left_empty_stays_as_it_is():
    organisation = company()
    say(organisation, **{f"revenue_{LAST}": "100", f"staff_{LAST}": "7"})
    client = client_of(make_member(organisation))
    client.post(f"/facts/{organisation.ref}/state/{LAST}/", {"fact-staff": "8"})
    current = Statement.objects.filter(organisation=organisation, is_current=True)
    assert dict(current.values_list("name", "value")) == {"revenue": "100", "staff": "8"}
    assert Statement.objects.filter(name="staff", is_current=False).get().value == "7"


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("fact-revenue", "about five million", "is no sum"),
        ("fact-revenue", "12 persons", "is not known"),
        ("fact-revenue", "0.001", "finer than a fen"),
        ("fact-revenue", "-5", "below 0"),
        ("fact-staff", "12.5", "is not a whole number"),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_nothing_is_written(name, typed, told):
    organisation = company()
    client = client_of(make_member(organisation))
    address = f"/facts/{organisation.ref}/state/{LAST}/"
    response = client.post(address, {name: typed, "fact-rd": "5"})
    assert list(response.context["form"].errors) == [name]
    assert told in response.context["form"].errors[name][0]
    assert not Statement.objects.exists()


def test_a_form_without_a_fact_says_so():
    organisation = company()
    client = client_of(make_member(organisation))
    response = client.post(f"/facts/{organisation.ref}/state/rights/", {"evidence": "Certificates"})
    assert "Nothing is stated yet" in response.content.decode()


def test_truths_choices_and_dates_are_stated():
    organisation = company()
    client = client_of(make_member(organisation))
    typed = {
        "fact-registered_on": "2019-02-28",
        "fact-industry": "manufacturing",
        "fact-resident_enterprise": "true",
    }
    client.post(f"/facts/{organisation.ref}/state/identity/", typed)
    found = dict(Statement.objects.values_list("name", "value"))
    assert found == {
        "registered_on": "2019-02-28",
        "industry": "manufacturing",
        "resident_enterprise": "true",
    }


def test_what_a_person_judges_is_stated_by_officers_of_other_organisations_alone():
    organisation = company()
    address = f"/facts/{organisation.ref}/state/judged/"
    member = client_of(make_member(organisation))
    assert member.get(address).status_code == HTTPStatus.NOT_FOUND
    assert member.post(address, {"fact-market_ahead": "true"}).status_code == HTTPStatus.NOT_FOUND
    assert not Statement.objects.exists()
    client_of(make_officer()).post(address, {"fact-market_ahead": "true"})
    assert Statement.objects.get().value == "true"
    page = member.get(f"/facts/{organisation.ref}/").content.decode()
    assert f"/facts/{organisation.ref}/state/judged/" not in page
    taken = member.post(f"/facts/{organisation.ref}/history/market_ahead/", {"year": "0"})
    assert taken.status_code == HTTPStatus.FORBIDDEN
    assert Statement.objects.get().is_current


def test_a_fact_is_taken_back_and_its_history_stays():
    organisation = company()
    say(organisation, **{f"revenue_{LAST}": f"{SECRET}00"}, evidence="Audit report")
    client = client_of(make_member(organisation))
    address = f"/facts/{organisation.ref}/history/revenue/"
    client.post(address, {"year": str(LAST)})
    assert list(Statement.objects.order_by("id").values_list("value", "is_current")) == [
        (f"{SECRET}00", False),
        ("", True),
    ]
    page = client.get(address).content.decode()
    assert "Taken back" in page
    assert "7,654,321" in page
    assert "7,654,321" not in client.get(f"/facts/{organisation.ref}/").content.decode()


@pytest.mark.parametrize("year", ["", "x", "0", "1889", str(LAST + 1), "٢٠٢٥"])
def test_no_other_year_is_taken_back(year):
    organisation = company()
    client = client_of(make_member(organisation))
    response = client.post(f"/facts/{organisation.ref}/history/revenue/", {"year": year})
    assert response.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("part", ["1999", str(LAST + 1), "elsewhere", "judged"])
def test_there_is_no_other_part(part):
    organisation = company()
    client = client_of(make_member(organisation))
    assert client.get(f"/facts/{organisation.ref}/state/{part}/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("name", ["revenue_1", "nothing", "net_income"])
def test_there_is_no_history_of_what_is_not_asked(name):
    organisation = company()
    client = client_of(make_member(organisation))
    assert client.get(f"/facts/{organisation.ref}/history/{name}/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("role", ROLES)
def test_members_and_officers_bring_an_organisation_into_the_zone(role):
    organisation = company(resident=False)
    client = client_of(user_of(role, organisation))
    client.post(f"/facts/{organisation.ref}/enter/", {"since": "2023-04-05"})
    entered = Resident.objects.filter(organisation=organisation, since=datetime.date(2023, 4, 5))
    assert entered.exists() == (role in SEEING | {"officer_of_others"})


def test_journal_and_timeline_tell_that_facts_were_stated_and_no_value():
    organisation = company()
    say(organisation, **{f"revenue_{LAST}": f"{SECRET}00"}, evidence="Secret paper")
    entry = Entry.objects.get(verb="facts.stated")
    assert entry.data == {"facts": ["revenue"], "origin": "form"}
    page = client_of(make_member(organisation)).get(organisation.get_absolute_url()).content.decode()
    assert "Facts stated" in page
    assert "7,654,321" not in page
    assert "Secret paper" not in page
    for role in ("anonymous", "outsider", "technology_manager", "officer"):
        page = client_of(user_of(role, organisation)).get(organisation.get_absolute_url()).content.decode()
        assert "Facts stated" not in page


def test_officers_do_not_read_in_the_zone_timeline_who_stated_facts():
    organisation = company(resident=False)
    say(organisation, **{f"revenue_{LAST}": "100"})
    assert "Facts stated" not in client_of(make_officer()).get("/journal/").content.decode()


def test_the_page_asks_as_often_for_one_fact_as_for_thirty():
    counts = []
    for number in (1, 30):
        organisation = company()
        names = ["revenue", "staff", "rd", "total_assets", "total_debt", "main_revenue", "total_cost"]
        places = [f"{name}_{LAST - back}" for back in range(4) for name in names]
        places += ["ip_class_1", "ip_class_2"]
        say(organisation, **dict.fromkeys(places[:number], "5"))
        client = client_of(make_member(organisation))
        client.get(f"/facts/{organisation.ref}/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/facts/{organisation.ref}/")
        assert page.context["file"].known == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_reference_of_a_merged_organisation_leads_on():
    organisation, other = company(), make_organisation()
    other.merged_into = organisation
    other.save()
    client = client_of(make_member(organisation))
    assert client.get(f"/facts/{other.ref}/").url == f"/facts/{organisation.ref}/"
