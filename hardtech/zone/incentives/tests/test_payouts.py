"""Money: parts that sum to the grant, days, four eyes, and what is asked back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from hardtech.engines.rules import assess, load_rulebook, measure_from
from hardtech.rulebooks import FOLDER
from hardtech.zone.facts.models import Resident
from hardtech.zone.incentives.choices import ClawbackState, PayoutState
from hardtech.zone.incentives.deadlines import in_years, working_days_after
from hardtech.zone.incentives.models import Clawback, Payout
from hardtech.zone.incentives.schedule import WHOLE, parts_of
from hardtech.zone.incentives.services import payouts
from hardtech.zone.incentives.tests.granting import (
    TODAY,
    cited,
    fact,
    grant,
    make_approved,
    make_claim,
    make_paid,
    make_tenant,
    publish,
    state,
)
from hardtech.zone.incentives.tests.test_claims import codes
from hardtech.zone.journal.models import Entry
from tests.factories import make_member, make_officer, make_technology_manager

DAY = datetime.timedelta(days=1)
TITLE = {"en": "Part", "zh": "部分"}
BOOK = load_rulebook(FOLDER)


def paid_in(*parts: dict[str, Any]) -> dict[str, Any]:
    rows = [cited(id=f"part{number}", title=TITLE, **part) for number, part in enumerate(parts)]
    return grant(facts={"tenant": fact("bool"), "rent": fact("money"), "moved": fact("bool")}, payments=rows)


SHARES = paid_in({"share": "30 %"}, {"share": "30 %", "year": 2}, {"share": "40 %", "when": "moved"})


@given(
    rent=st.integers(1, 2 * 10**7),
    shares=st.lists(st.integers(1, 40), min_size=1, max_size=6),
    moved=st.sampled_from([None, True, False]),
)
def test_parts_sum_to_the_grant_to_the_fen(rent: int, shares: list[int], moved: bool | None) -> None:
    """Shares of 100 % or not, capped or not, due or not."""
    rows = [{"share": f"{share} %", "year": year, "when": "moved"} for year, share in enumerate(shares, 1)]
    verdict = assess(measure_from(paid_in(*rows)), {"tenant": True, "rent": rent, "moved": moved}, TODAY)
    parts = parts_of(verdict, TODAY)
    assert verdict.amount == min(rent, 10**7)
    assert sum(part.amount for part in parts) == verdict.amount
    assert all(part.amount > 0 for part in parts)
    assert len({part.id for part in parts}) == len(parts)


def test_parts_of_every_case_of_the_rulebooks_sum_to_its_amount() -> None:
    tried = 0
    for rule in BOOK.values():
        for case in rule.cases:
            verdict = assess(rule, case.facts, case.on, BOOK.facts())
            parts = parts_of(verdict, case.on)
            assert sum(part.amount for part in parts) == (verdict.amount or 0), (rule.id, case.name)
            tried += bool(parts)
    assert tried > 20


def test_a_measure_of_several_years_grants_the_part_of_this_one() -> None:
    values = {
        "recognised_talent": True,
        "award_year": 2,
        "contribution_year_1": 500,
        "contribution_year_2": 700,
    }
    verdict = assess(BOOK["xixian-2022/talent-reward"], values, TODAY)
    assert [(part.id, part.amount) for part in parts_of(verdict, TODAY)] == [("second_year", 700)]


def test_parts_have_their_days() -> None:
    verdict = assess(measure_from(SHARES), {"tenant": True, "rent": 1001, "moved": None}, TODAY)
    found = [(part.id, part.amount, part.due_on) for part in parts_of(verdict, TODAY)]
    assert found == [
        ("part0", 300, datetime.date(2026, 4, 1)),
        ("part1", 300, datetime.date(2027, 4, 1)),
        ("part2", 401, None),
    ]


def test_a_measure_without_parts_is_paid_at_once() -> None:
    verdict = assess(measure_from(grant()), {"tenant": True, "rent": 5}, TODAY)
    assert [(part.id, part.amount) for part in parts_of(verdict, TODAY)] == [(WHOLE, 5)]


def test_days_and_years() -> None:
    assert working_days_after(datetime.date(2026, 11, 20), 15) == datetime.date(2026, 12, 11)
    assert in_years(datetime.date(2028, 2, 29), 1) == datetime.date(2029, 2, 28)


@pytest.fixture
def milestone() -> Payout:
    organisation = make_tenant(rent="1000")
    claim = make_approved(make_claim(organisation, publish(SHARES)))
    return claim.payouts.get(part="part2")


@pytest.mark.django_db
def test_a_decision_makes_the_schedule(milestone: Payout) -> None:
    claim = milestone.claim
    found = [(one.part, one.amount_fen, one.state) for one in claim.payouts.all()]
    assert found == [("part0", 300, "scheduled"), ("part1", 300, "scheduled"), ("part2", 400, "scheduled")]
    assert sum(one.amount_fen for one in claim.payouts.all()) == claim.amount_fen


@pytest.mark.django_db
def test_a_milestone_is_reached_then_paid(milestone: Payout) -> None:
    officer = make_officer()
    with pytest.raises(ValidationError) as caught:
        make_paid(milestone)
    assert codes(caught) == {"": "milestone"}
    reached = payouts.reach_milestone(actor=officer, payout=milestone, on=TODAY)
    assert reached.due_on == datetime.date(2026, 4, 1)
    with pytest.raises(ValidationError) as caught:
        payouts.reach_milestone(actor=officer, payout=milestone, on=TODAY)
    assert codes(caught) == {"": "status"}
    paid = make_paid(milestone, officer)
    assert (paid.state, paid.paid_on, paid.paid_by, paid.reference) == ("paid", TODAY, officer, "T-1")
    verbs = list(Entry.objects.filter(subject=milestone.ref).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["payout.milestone_reached", "payout.paid"]
    claim = milestone.claim
    assert Entry.objects.get(verb="payout.paid").about == sorted([claim.ref, claim.organisation.ref])


@pytest.mark.django_db
def test_who_decided_does_not_pay() -> None:
    officer = make_officer()
    payout = make_approved(officer=officer).payouts.get()
    organisation = payout.claim.organisation
    for actor in (officer, make_technology_manager(), make_member(organisation, is_zone_officer=True)):
        with pytest.raises(PermissionDenied):
            make_paid(payout, actor)
    assert make_paid(payout, make_officer()).state == PayoutState.PAID


@pytest.mark.django_db
def test_what_a_payment_must_say() -> None:
    payout, officer = make_approved().payouts.get(), make_officer()
    common = {"actor": officer, "payout": payout, "today": TODAY}
    for values, field in (
        ({"reference": " ", "on": TODAY}, "reference"),
        ({"reference": "x" * 121, "on": TODAY}, "reference"),
        ({"reference": "T-1", "on": TODAY + DAY}, "paid_on"),
    ):
        with pytest.raises(ValidationError) as caught:
            payouts.mark_paid(**common, **values)
        assert list(codes(caught)) == [field]


@pytest.mark.django_db
def test_a_part_is_cancelled_with_a_reason() -> None:
    payout, officer = make_approved().payouts.get(), make_officer()
    with pytest.raises(ValidationError) as caught:
        payouts.cancel_payout(actor=officer, payout=payout, reason="")
    assert codes(caught) == {"reason": "required"}
    done = payouts.cancel_payout(actor=officer, payout=payout, reason="The lease ended.")
    assert (done.state, done.reason) == (PayoutState.CANCELLED, "The lease ended.")
    with pytest.raises(ValidationError) as caught:
        make_paid(payout)
    assert codes(caught) == {"": "status"}


def demand(payout: Payout, fen: int, **values: Any) -> Clawback:
    values = {"actor": make_officer(), "reason": "The lease ended early.", "due_on": TODAY, **values}
    return payouts.demand_back(payout=payout, amount_fen=fen, today=TODAY, **values)


@pytest.mark.django_db
def test_no_more_is_asked_back_than_was_paid() -> None:
    payout = make_paid(make_approved(make_claim(make_tenant(rent="1000"))).payouts.get())
    for fen in (0, -1, 1001):
        with pytest.raises(ValidationError) as caught:
            demand(payout, fen)
        assert codes(caught) == {"amount": "out_of_range"}
    first = demand(payout, 600)
    with pytest.raises(ValidationError):
        demand(payout, 401)
    demand(payout, 400)
    waived = payouts.settle(
        actor=make_officer(), clawback=first, state=ClawbackState.WAIVED, remark="Hard times.", on=TODAY
    )
    assert (waived.state, waived.settled_on, waived.remark) == ("waived", TODAY, "Hard times.")
    assert demand(payout, 600).amount_fen == 600
    assert payouts.left_to_demand(payout) == 0


@pytest.mark.django_db
def test_what_a_demand_must_say_and_who_may_make_it() -> None:
    payout = make_paid()
    for values, field in (({"reason": ""}, "reason"), ({"due_on": TODAY - DAY}, "due_on")):
        with pytest.raises(ValidationError) as caught:
            demand(payout, 1, **values)
        assert list(codes(caught)) == [field]
    with pytest.raises(PermissionDenied):
        demand(payout, 1, actor=make_technology_manager())
    with pytest.raises(ValidationError) as caught:
        demand(make_approved(make_claim(make_tenant())).payouts.get(), 1)
    assert codes(caught) == {"": "status"}


@pytest.mark.django_db
def test_a_demand_is_settled_once() -> None:
    clawback, officer = demand(make_paid(), 5), make_officer()
    common = {"actor": officer, "clawback": clawback, "on": TODAY}
    with pytest.raises(ValidationError) as caught:
        payouts.settle(**common, state=ClawbackState.WAIVED, remark="")
    assert codes(caught) == {"remark": "required"}
    assert payouts.settle(**common, state=ClawbackState.REPAID, remark="").state == ClawbackState.REPAID
    with pytest.raises(ValidationError) as caught:
        payouts.settle(**common, state=ClawbackState.WAIVED, remark="Late.")
    assert codes(caught) == {"": "status"}


@pytest.mark.django_db
def test_nothing_is_paid_outside_the_zone() -> None:
    payout = make_approved().payouts.get()
    state(payout.claim.organisation, rent="1")
    Resident.objects.all().delete()
    with pytest.raises(PermissionDenied):
        make_paid(payout)
