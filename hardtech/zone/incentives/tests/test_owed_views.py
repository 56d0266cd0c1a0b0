"""The pages of what one is owed: who sees them, what they ask, and that nothing is kept before a claim."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hardtech.engines.rules import replay
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import Statement
from hardtech.zone.facts.tests.people import ROLES, SEEING, client_of, user_of
from hardtech.zone.incentives.models import Claim
from hardtech.zone.incentives.services.assessing import assess_organisation
from hardtech.zone.incentives.tests.granting import (
    cited,
    fact,
    grant,
    make_resident,
    make_tenant,
    publish,
    state,
)
from hardtech.zone.incentives.tests.test_owed import ask, condition, other
from hardtech.zone.measures.models import Measure
from hardtech.zone.registry.models import Organisation
from tests.factories import make_member, make_officer, make_organisation

pytestmark = pytest.mark.django_db

RENT = "7654300"
SHOWN = "76,543 yuan"


def pages(organisation: Organisation, measure: Measure) -> list[str]:
    return [
        reverse("incentives:owed", args=[organisation.ref]),
        reverse("incentives:question", args=[organisation.ref]),
        reverse("incentives:verdict", args=[organisation.ref, measure.ref]),
        reverse("incentives:verdict_trace", args=[organisation.ref, measure.ref]),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_each_page_is_for_members_and_for_officers_of_residents(role: str) -> None:
    measure = publish()
    ask("waiting", "a")
    organisation = make_resident() if role != "officer_of_others" else make_organisation()
    state(organisation, tenant="true", rent=RENT)
    client = client_of(user_of(role, organisation))
    for page in pages(organisation, measure):
        response = client.get(page)
        if role in SEEING:
            assert response.status_code == 200
            assert response["Cache-Control"].count("no-store") == 1
        else:
            assert response.status_code == (302 if role == "anonymous" else 404)
            assert SHOWN.encode() not in response.content
    if role in SEEING:
        assert SHOWN in client.get(pages(organisation, measure)[0]).text
        assert SHOWN in client.get(pages(organisation, measure)[2]).text


@pytest.mark.parametrize("role", ["outsider", "technology_manager", "officer_of_others"])
def test_nobody_else_answers_a_question(role: str) -> None:
    ask("waiting", "a")
    organisation = make_resident() if role != "officer_of_others" else make_organisation()
    url = reverse("incentives:question", args=[organisation.ref])
    response = client_of(user_of(role, organisation)).post(url, {"fact": "a", "answer": "true"})
    assert response.status_code == 404
    assert not Statement.objects.exists()


def test_the_list_leads_to_ones_own_organisation() -> None:
    organisation = make_resident()
    client = client_of(make_member(organisation))
    url = reverse("incentives:owed_list")
    assert client.get(url)["Location"] == reverse("incentives:owed", args=[organisation.ref])
    assert "You act for no organisation yet" in client_of(make_officer()).get(url).text
    assert Client().get(url).status_code == 302


def test_questions_come_one_at_a_time_and_answers_are_kept() -> None:
    ask("one", "a", "b")
    ask("two", "c")
    organisation = make_resident()
    member = make_member(organisation)
    client = client_of(member)
    url = reverse("incentives:question", args=[organisation.ref])
    page = client.get(url)
    assert "It alone decides on Two." in page.text
    assert "3 questions are open, the most useful first" in page.text

    response = client.post(url, {"fact": "c", "answer": "true", "evidence": "Lease of 2025"})
    assert response["Location"] == url
    kept = Statement.objects.get()
    assert (kept.name, kept.value, kept.evidence, kept.origin, kept.stated_by) == (
        "c",
        "true",
        "Lease of 2025",
        Origin.QUESTION,
        member,
    )
    assert "decides on Two" not in client.get(url).text
    client.post(url, {"fact": "a", "answer": "false"})
    done = client.get(url, follow=True)
    assert "No measure waits for an answer of yours." in done.text


def test_an_answer_that_does_not_fit_is_asked_again_with_the_reason() -> None:
    publish()
    organisation = make_resident()
    state(organisation, tenant="true")
    client = client_of(make_member(organisation))
    url = reverse("incentives:question", args=[organisation.ref])
    page = client.post(url, {"fact": "rent", "answer": "a lot"})
    assert page.status_code == 422
    assert "“a lot” is no sum." in page.text
    assert 'value="a lot"' in page.text
    page = client.post(url, {"fact": "rent", "answer": ""})
    assert page.status_code == 422
    assert Statement.objects.filter(name="rent").count() == 0


def test_an_answer_to_a_question_that_is_no_longer_asked_is_not_taken_for_another() -> None:
    """Somebody else answered meanwhile: the form of the next question is shown, empty."""
    ask("one", "a")
    organisation = make_resident()
    client = client_of(make_member(organisation))
    url = reverse("incentives:question", args=[organisation.ref])
    page = client.post(url, {"fact": "b", "answer": "true"})
    assert page.status_code == 200
    assert not Statement.objects.exists()


def test_a_question_can_be_skipped() -> None:
    ask("one", "a")
    ask("two", "b")
    client = client_of(make_member(organisation := make_resident()))
    url = reverse("incentives:question", args=[organisation.ref])
    assert f'href="{url}?skip=a"' in client.get(url).text
    page = client.get(url, {"skip": "a"})
    assert "It alone decides on Two." in page.text
    done = client.get(url, {"skip": "a,b,<nonsense>"}, follow=True)
    assert "The questions that you skipped are still open." in done.text
    after = client.post(f"{url}?skip=a", {"fact": "b", "answer": "true"})
    assert after["Location"] == f"{url}?skip=a"


def test_a_yearly_answer_is_kept_with_its_year() -> None:
    sales = fact("money", yearly=True)
    publish(other("sales", facts={"sales": sales}, conditions=[condition("sales", "sales > 0")], parameters={},
                  amount=cited(formula="sales", rounding={"mode": "down", "to": "fen"})))  # fmt: skip
    client = client_of(make_member(organisation := make_resident()))
    url = reverse("incentives:question", args=[organisation.ref])
    last = timezone.localdate().year - 1
    assert f"fiscal year {last}" in client.get(url).text
    client.post(url, {"fact": "sales", "answer": "120 万元"})
    assert Statement.objects.values_list("name", "year", "value").get() == ("sales", last, "120000000")


def test_the_letter_says_why_with_its_source_and_offers_the_claim() -> None:
    measure = publish()
    organisation = make_tenant()
    page = client_of(make_member(organisation)).get(
        reverse("incentives:verdict", args=[organisation.ref, measure.ref])
    )
    for said in (
        "Entitled to 5,000 yuan.",
        "It is a tenant",
        "rent is granted to tenants",
        "Notice of the zone",
        "This measure is unverified",
        "By the formula: 5,000 yuan.",
        "Decided on these facts",
        f"{reverse('incentives:claim_new', args=[measure.ref])}?organisation={organisation.ref}",
    ):
        assert said in page.text


def test_the_letter_on_a_no_says_what_would_have_to_change() -> None:
    measure = publish()
    organisation = make_resident()
    state(organisation, tenant="false", rent="100")
    page = client_of(make_member(organisation)).get(
        reverse("incentives:verdict", args=[organisation.ref, measure.ref])
    )
    assert "Not entitled, because this is not met: It is a tenant." in page.text
    assert "What would have to change" in page.text
    assert "With these changes, and nothing less" in page.text
    assert "claim/?organisation" not in page.text


def test_another_day_is_decided_by_the_text_of_that_day() -> None:
    measure = publish()
    organisation = make_tenant()
    client = client_of(make_member(organisation))
    url = reverse("incentives:verdict", args=[organisation.ref, measure.ref])
    assert "The measure is not in force on this day." in client.get(url, {"on": "2025-12-31"}).text
    assert "5,000 yuan" in client.get(url, {"on": "2026-01-01"}).text
    for wrong in ("yesterday", "1999-12-31", "2100-01-02"):
        assert client.get(url, {"on": wrong}).status_code == 404
        assert (
            client.get(reverse("incentives:owed", args=[organisation.ref]), {"on": wrong}).status_code == 404
        )


def test_the_trace_can_be_replayed() -> None:
    measure = publish()
    organisation = make_tenant()
    client = client_of(make_member(organisation))
    url = reverse("incentives:verdict_trace", args=[organisation.ref, measure.ref])
    response = client.get(url, {"on": "2026-03-02"})
    assert response["Content-Disposition"].endswith('.2026-03-02.trace.json"')
    found = replay(response.json())
    assert (found.same, found.verdict.amount, found.verdict.on) == (True, 500_000, datetime.date(2026, 3, 2))


def test_facts_of_a_project_are_assessed_and_not_kept() -> None:
    measure = publish(grant(id="zone/project", subject="project"))
    organisation = make_resident()
    client = client_of(make_member(organisation))
    url = reverse("incentives:verdict", args=[organisation.ref, measure.ref])
    assert "nothing is kept until you claim" in client.get(url).text
    sent = {"subject": "Bridge", "fact-tenant": "true", "fact-rent": "1,200.50"}
    page = client.post(url, sent)
    assert "Entitled to 1,200.50 yuan." in page.text
    assert "just given, not kept" in page.text
    assert "Bridge" in page.text
    assert not Statement.objects.exists()
    assert not Claim.objects.exists()
    assert replay(client.post(url, {**sent, "as": "trace"}).json()).verdict.amount == 120_050
    wrong = client.post(url, {**sent, "fact-rent": "much"})
    assert wrong.status_code == 422
    assert "“much” is no sum." in wrong.text
    assert "Entitled" not in wrong.text


def test_what_was_typed_for_a_project_reaches_the_form_of_the_claim() -> None:
    measure = publish(grant(id="zone/project", subject="project"))
    organisation = make_resident()
    client = client_of(make_member(organisation))
    sent = {"subject": "Bridge", "fact-tenant": "true", "fact-rent": "1200", "intent": "check"}
    page = client.post(
        f"{reverse('incentives:claim_new', args=[measure.ref])}?organisation={organisation.ref}", sent
    )
    assert 'value="Bridge"' in page.text
    assert 'value="1200"' in page.text
    assert not Claim.objects.exists()


def test_an_unknown_organisation_or_measure_is_not_found() -> None:
    measure = publish()
    organisation = make_resident()
    client = client_of(make_member(organisation))
    for refs in (["OR-000000", measure.ref], [organisation.ref, "MS-000000"], [organisation.ref, "nonsense"]):
        assert client.get(reverse("incentives:verdict", args=refs)).status_code == 404


def test_another_companys_verdicts_stand_on_no_page_of_ours() -> None:
    measure = publish()
    make_tenant(RENT)
    organisation = make_tenant("100")
    client = client_of(make_member(organisation))
    for page in pages(organisation, measure):
        assert SHOWN not in client.get(page, follow=True).text


Budget = Callable[[int], Any]


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow(count: int, django_assert_num_queries: Budget) -> None:
    publish()
    for number in range(count):
        ask(f"waiting-{number}", f"a{number}", "b")
    organisation = make_tenant()
    client = client_of(make_member(organisation))
    measure = Measure.objects.get(key="zone/rent-grant")
    overview, asked, letter, _trace = pages(organisation, measure)
    client.get(overview)  # the texts are read once for a process
    with django_assert_num_queries(11):
        client.get(overview)
    with django_assert_num_queries(8):
        client.get(asked)
    with django_assert_num_queries(11):
        client.get(letter)


@pytest.mark.parametrize("role", ROLES)
def test_the_organisations_page_leads_here_for_those_who_may_see_it(role: str) -> None:
    publish()
    organisation = make_resident() if role != "officer_of_others" else make_organisation()
    state(organisation, tenant="true", rent=RENT)
    assess_organisation(organisation, timezone.localdate(), timezone.now())
    page = client_of(user_of(role, organisation)).get(organisation.get_absolute_url())
    url = reverse("incentives:owed", args=[organisation.ref])
    assert (f'href="{url}"' in page.text) == (role in SEEING)
    assert ("1 measure says yes on the facts on file." in page.text) == (role in SEEING)
