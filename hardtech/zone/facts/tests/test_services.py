"""Stating facts and entering the zone: what is written, what is passed over, and what the journal is told."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.listeners import FactsListener, listeners
from hardtech.zone.facts.models import Resident, Statement
from hardtech.zone.facts.permissions import may_see_facts, with_visible_facts
from hardtech.zone.facts.services import StatedValue, enter_zone, state_facts
from hardtech.zone.facts.tests.people import ROLES, SEEING, company, say, user_of
from hardtech.zone.journal.models import Entry
from hardtech.zone.registry.models import Organisation
from tests.factories import make_member, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 5, 1)


def test_saying_the_same_again_writes_nothing() -> None:
    organisation = company()
    actor = make_member(organisation)
    said = {("staff", 2025): StatedValue("40", "Payroll")}
    first = state_facts(actor=actor, organisation=organisation, said=said, origin=Origin.FORM)
    assert [row.value for row in first] == ["40"]
    assert state_facts(actor=actor, organisation=organisation, said=said, origin=Origin.FORM) == []
    assert Entry.objects.filter(verb="facts.stated").count() == 1


def test_other_evidence_is_another_statement() -> None:
    organisation = company()
    say(organisation, staff_2025="40", evidence="Payroll")
    say(organisation, staff_2025="40", evidence="Social insurance records")
    assert list(Statement.objects.order_by("id").values_list("evidence", "is_current")) == [
        ("Payroll", False),
        ("Social insurance records", True),
    ]


def test_taking_back_what_nobody_stated_writes_nothing() -> None:
    assert say(company(), staff_2025="") == []
    assert not Statement.objects.exists()


def test_one_refused_fact_leaves_all_unwritten() -> None:
    organisation = company()
    with pytest.raises(PermissionDenied):
        say(organisation, staff_2025="40", market_ahead="true")
    assert not Statement.objects.exists()


def test_facts_of_two_organisations_do_not_meet() -> None:
    first, second = company(), company()
    say(first, staff_2025="40")
    say(second, staff_2025="41")
    current = Statement.objects.filter(is_current=True)
    assert set(current.values_list("organisation", "value")) == {(first.pk, "40"), (second.pk, "41")}


def test_listeners_hear_of_a_change_once_it_is_committed(
    django_capture_on_commit_callbacks: object,
) -> None:
    heard: list[int] = []
    organisation = company()
    executed = django_capture_on_commit_callbacks(execute=True)  # type: ignore[operator]
    with listeners.only(FactsListener(heard.append)), executed:
        say(organisation, staff_2025="40")
        assert heard == []
        say(organisation, staff_2025="40")
    assert heard == [organisation.pk]


def test_an_organisation_enters_the_zone_once() -> None:
    organisation = company(resident=False)
    actor = make_member(organisation)
    enter_zone(actor=actor, organisation=organisation, since=DAY)
    enter_zone(actor=make_officer(), organisation=organisation, since=datetime.date(2025, 1, 1))
    assert list(Resident.objects.values_list("since", "entered_by")) == [(DAY, actor.pk)]
    assert Entry.objects.filter(verb="zone.entered", subject=organisation.ref).count() == 1


def test_nobody_else_brings_an_organisation_into_the_zone() -> None:
    with pytest.raises(PermissionDenied):
        enter_zone(actor=make_user(), organisation=company(resident=False), since=DAY)


@pytest.mark.parametrize("role", ROLES)
def test_the_predicate_and_the_condition_in_sql_agree(role: str) -> None:
    organisation = company(resident=role != "officer_of_others")
    make_organisation()
    user = user_of(role, organisation)
    if user is None:
        return
    seen = set(Organisation.objects.filter(with_visible_facts(user)).values_list("pk", flat=True))
    everybody = Organisation.objects.all()
    assert seen == {one.pk for one in everybody if may_see_facts(user, one)}
    assert (organisation.pk in seen) == (role in SEEING)
