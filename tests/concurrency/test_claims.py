"""Two people at one claim at the same moment: one decision, one payment, one claim; and without the lock it goes wrong."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from hardtech.zone.accounts.models import User
from hardtech.zone.incentives.models import Claim, Notice, Payout
from hardtech.zone.incentives.services import automatic_payments, claims, payouts
from hardtech.zone.incentives.services.reminding import note_reminders, send_notices
from hardtech.zone.incentives.tests.granting import (
    NOW,
    TODAY,
    make_approved,
    make_claim,
    make_paid,
    make_tenant,
    publish,
)
from hardtech.zone.incentives.tests.test_automatic_payments import assessed, make_run
from hardtech.zone.incentives.tests.test_reminding import DUE, reachable
from hardtech.zone.journal.models import Entry
from tests.concurrency.test_rooms import at_once
from tests.factories import make_member, make_officer

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = ValidationError.__name__
DECISIONS = ("claim.approved", "claim.refused")


def decide(actor: User, claim: Claim, *, approve: bool) -> None:
    claims.decide(actor=actor, claim=Claim.objects.get(pk=claim.pk), approve=approve, reason="So.", now=NOW)


def race(claim: Claim) -> list[str]:
    """Two officers at one claim, one for it and one against."""
    first, second = make_officer(), make_officer()
    return at_once(lambda: decide(first, claim, approve=True), lambda: decide(second, claim, approve=False))


def test_two_officers_make_one_decision() -> None:
    for _round in range(3):
        claim = make_claim(make_tenant())
        assert race(claim) == [REFUSED, "done"]
        claim.refresh_from_db()
        assert Entry.objects.filter(subject=claim.ref, verb__in=DECISIONS).count() == 1
        assert claim.payouts.count() == (claim.state == "approved")


def test_without_the_lock_both_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: both read the claim before either writes, as the lock forbids."""
    both_have_read = threading.Barrier(2)

    def unlocked(claim: Claim) -> Claim:
        found = Claim.objects.select_related("organisation", "measure", "revision").get(pk=claim.pk)
        both_have_read.wait(timeout=20)
        return found

    monkeypatch.setattr(claims, "locked", unlocked)
    claim = make_claim()
    assert race(claim) == ["done", "done"]
    assert Entry.objects.filter(subject=claim.ref, verb__in=DECISIONS).count() == 2


def test_two_members_file_one_claim() -> None:
    organisation, measure = make_tenant(), publish()
    members = make_member(organisation), make_member(organisation)
    outcomes = at_once(*(lambda one=one: make_claim(organisation, measure, actor=one) for one in members))
    assert outcomes == [REFUSED, "done"]
    assert Claim.objects.count() == 1


def test_a_part_is_paid_once_and_asked_back_once() -> None:
    payout = make_approved().payouts.get()
    officers = make_officer(), make_officer()
    assert at_once(*(lambda one=one: make_paid(payout, one) for one in officers)) == [REFUSED, "done"]

    def demand(officer: User) -> Any:
        paid = Payout.objects.get(pk=payout.pk)
        return payouts.demand_back(
            actor=officer,
            payout=paid,
            amount_fen=int(paid.amount_fen),
            reason="Left.",
            due_on=TODAY,
            today=TODAY,
        )

    assert at_once(*(lambda one=one: demand(one) for one in officers)) == [REFUSED, "done"]
    assert payouts.left_to_demand(payout) == 0


def test_a_proposal_is_confirmed_once_while_the_organisation_claims() -> None:
    organisation, measure = make_tenant(), publish(pays_automatically=True)
    assessed(organisation, measure)
    automatic_payments.propose_payments(make_run(), NOW)
    officer, member = make_officer(), make_member(organisation)
    outcomes = at_once(
        lambda: automatic_payments.confirm(actor=officer, claim=Claim.objects.get(state="proposed"), now=NOW),
        lambda: make_claim(organisation, measure, actor=member),
    )
    assert "done" in outcomes
    assert Claim.objects.filter(state__in=["approved", "submitted"]).count() == 1


def test_two_nights_propose_once() -> None:
    organisation, measure = make_tenant(), publish(pays_automatically=True)
    assessed(organisation, measure)
    runs = make_run(), make_run()
    at_once(*(lambda one=one: automatic_payments.propose_payments(one, NOW) for one in runs))
    assert Claim.objects.count() == 1


def test_two_workers_send_one_mail(mailoutbox: list[Any]) -> None:
    officer = reachable(make_officer())
    make_claim()
    at_once(lambda: note_reminders(DUE), lambda: note_reminders(DUE))
    assert Notice.objects.filter(recipient=officer).count() == 1
    at_once(lambda: send_notices(NOW), lambda: send_notices(NOW))
    assert [one.to for one in mailoutbox] == [[officer.email]]
    connection.close()
