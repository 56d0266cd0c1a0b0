"""Reminders and news by mail: each once, to whom they concern, in their language; liaison decides who that is."""

from __future__ import annotations

import datetime
import smtplib
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from hardtech.zone.accounts.models import User
from hardtech.zone.facts.models import Resident
from hardtech.zone.incentives.choices import ClawbackState, NoticeKind
from hardtech.zone.incentives.models import Claim, Liaison, Notice
from hardtech.zone.incentives.services import claims, payouts, reminding
from hardtech.zone.incentives.services.liaison import assign_liaison
from hardtech.zone.incentives.services.reminding import note_reminders, send_notices
from hardtech.zone.incentives.tests.granting import (
    NOW,
    TODAY,
    cited,
    grant,
    make_approved,
    make_claim,
    make_paid,
    make_resident,
    make_tenant,
    publish,
)
from hardtech.zone.incentives.tests.test_automatic_payments import assessed
from hardtech.zone.journal.models import Entry
from tests.factories import make_administrator, make_member, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 3, 23)
DAY = datetime.timedelta(days=1)


def reachable(user: User, language: str = "") -> User:
    """Somebody whose address is confirmed."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    User.objects.filter(pk=user.pk).update(language=language)
    return user


def noted() -> list[tuple[str, int, str]]:
    return sorted(Notice.objects.values_list("kind", "recipient", "subject"))


def test_a_decision_that_falls_due_is_told_three_days_before_and_once_late() -> None:
    officer, other = make_officer(), make_officer()
    claim = make_claim()
    note_reminders(DUE - 4 * DAY)
    assert noted() == []
    for day in (DUE - 3 * DAY, DUE - 2 * DAY, DUE):
        note_reminders(day)
    soon = sorted(("decision_soon", one.pk, claim.ref) for one in (officer, other))
    assert noted() == soon
    for day in (DUE + DAY, DUE + 9 * DAY):
        note_reminders(day)
    assert noted() == sorted([*soon, *(("decision_late", pk, ref) for _kind, pk, ref in soon)])


def test_the_officer_in_charge_alone_is_told() -> None:
    officer, organisation = make_officer(), make_tenant()
    make_officer()
    assign_liaison(actor=officer, organisations=[organisation.pk], officer=officer, on=TODAY)
    claim = make_claim(organisation)
    Notice.objects.all().delete()
    note_reminders(DUE)
    assert noted() == [("decision_soon", officer.pk, claim.ref)]


def test_who_decided_is_not_asked_to_pay() -> None:
    decider, other, organisation = make_officer(), make_officer(), make_tenant()
    assign_liaison(actor=decider, organisations=[organisation.pk], officer=decider, on=TODAY)
    payout = make_approved(make_claim(organisation), decider).payouts.get()
    Notice.objects.all().delete()
    note_reminders(payout.due_on)
    assert noted() == [("payout_due", other.pk, payout.ref)]


def test_a_repayment_is_told_to_the_organisation_and_to_who_asked() -> None:
    payout, officer = make_paid(), make_officer()
    back = payouts.demand_back(
        actor=officer, payout=payout, amount_fen=5, reason="Left.", due_on=TODAY, today=TODAY
    )
    members = list(User.objects.filter(person__organisations=payout.claim.organisation))
    Notice.objects.all().delete()
    note_reminders(TODAY)
    assert noted() == sorted(("clawback_due", one.pk, back.ref) for one in [*members, officer])
    payouts.settle(actor=officer, clawback=back, state=ClawbackState.REPAID, remark="", on=TODAY)
    Notice.objects.all().delete()
    note_reminders(TODAY)
    assert noted() == []


def test_a_window_that_closes_is_told_to_those_entitled() -> None:
    measure = publish(grant(windows=[cited(opens="02-01", closes="03-16")]))
    organisation, claimed, stranger = make_tenant(), make_tenant(), make_tenant()
    members = [make_member(one) for one in (organisation, claimed, stranger)]
    for one in (organisation, claimed, stranger):
        assessed(one, measure)
    assessed(make_tenant(), measure, answer="unknown")
    make_claim(claimed, measure)
    Resident.objects.filter(organisation=stranger).delete()
    told = {one.pk for one in User.objects.filter(person__organisations=organisation)}
    note_reminders(TODAY - DAY)
    assert noted() == []
    note_reminders(TODAY)
    note_reminders(TODAY + DAY)
    assert noted() == sorted(("window_closes", pk, measure.ref) for pk in told)
    assert members[0].pk in told


def test_mail_goes_out_once_in_the_language_of_who_reads_it() -> None:
    organisation = make_tenant(name_en="Cold House", name_zh="冷屋公司")
    member = reachable(make_member(organisation), "zh-hans")
    officer = reachable(make_officer())
    assign_liaison(actor=officer, organisations=[organisation.pk], officer=officer, on=TODAY)
    claim = make_claim(organisation, actor=member)
    assert send_notices(NOW) == 1
    make_approved(claim, officer)
    assert send_notices(NOW) == 1
    assert send_notices(NOW) == 0
    to_officer, to_member = mail.outbox
    assert (to_officer.to, to_officer.subject) == (
        [officer.email],
        "A claim for you to decide: Cold House, Rent grant",
    )
    assert f"http://localhost:8000{claim.get_absolute_url()}" in to_officer.body
    assert to_member.to == [member.email]
    assert "租金补贴" in to_member.subject + to_member.body


def test_several_things_are_one_mail_and_what_is_over_is_left_out() -> None:
    officer = reachable(make_officer())
    kept, gone = make_claim(), make_claim()
    note_reminders(DUE)
    claims.withdraw(actor=gone.submitted_by, claim=gone)
    other = make_claim()
    Resident.objects.filter(organisation=other.organisation).delete()
    Notice.objects.create(kind=NoticeKind.DECISION_LATE, recipient=officer, subject=other.ref, on=DUE)
    Notice.objects.create(kind=NoticeKind.DECISION_LATE, recipient=officer, subject=kept.ref, on=DUE)
    assert send_notices(NOW) == 1
    assert mail.outbox[0].subject == "2 things in the zone"
    assert mail.outbox[0].body.count(kept.ref) == 2
    for ref in (gone.ref, other.ref):
        assert ref not in mail.outbox[0].body
    assert Notice.objects.filter(recipient=officer, sent_at__isnull=True).count() == 0


def test_no_mail_goes_to_an_address_that_nobody_confirmed() -> None:
    make_officer()
    make_claim()
    note_reminders(DUE)
    assert (send_notices(NOW), mail.outbox) == (0, [])


def test_a_closed_post_office_loses_nothing_and_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (reachable(make_officer()) for _number in range(2))
    make_claim()
    note_reminders(DUE)
    send = reminding.send_mail

    def closed_for_the_first(subject: str, text: str, sender: Any, to: list[str]) -> int:
        if to == [first.email]:
            raise smtplib.SMTPServerDisconnected
        return send(subject, text, sender, to)

    monkeypatch.setattr(reminding, "send_mail", closed_for_the_first)
    assert send_notices(NOW) == 1
    monkeypatch.undo()
    assert send_notices(NOW) == 1
    assert [one.to for one in mail.outbox] == [[second.email], [first.email]]


def test_liaison_is_assigned_in_bulk_and_claims_move_along() -> None:
    officer, successor = make_officer(), make_officer()
    ours = [make_tenant() for _number in range(3)]
    waiting = make_claim(ours[0])
    decided = make_approved(make_claim(ours[1]))
    pks = [one.pk for one in [*ours, make_organisation()]]
    assert assign_liaison(actor=officer, organisations=pks, officer=officer, on=TODAY) == 3
    assert assign_liaison(actor=officer, organisations=pks, officer=officer, on=TODAY) == 0
    assert Liaison.objects.filter(officer=officer, since=TODAY).count() == 3
    entry = Entry.objects.get(verb="liaison.assigned")
    assert (entry.subject, entry.about) == (officer.ref, sorted(one.ref for one in ours))
    assign_liaison(actor=officer, organisations=pks[:2], officer=successor, on=TODAY + DAY)
    assert Claim.objects.get(pk=waiting.pk).officer == successor
    assert Claim.objects.get(pk=decided.pk).officer is None
    assert assign_liaison(actor=officer, organisations=pks, officer=None, on=TODAY) == 3
    assert Liaison.objects.count() == 0


def test_nobody_answers_for_their_own_organisation() -> None:
    organisation = make_resident()
    member = make_member(organisation, is_zone_officer=True)
    assert (
        assign_liaison(actor=make_officer(), organisations=[organisation.pk], officer=member, on=TODAY) == 0
    )


def test_only_officers_share_out_the_zone_among_officers() -> None:
    organisation = make_resident()
    with pytest.raises(PermissionDenied):
        assign_liaison(actor=make_user(), organisations=[organisation.pk], officer=None, on=TODAY)
    with pytest.raises(ValidationError):
        assign_liaison(
            actor=make_administrator(), organisations=[organisation.pk], officer=make_user(), on=TODAY
        )
