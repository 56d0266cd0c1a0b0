"""Reminders and news by mail. What is due is noted once a day, each line once; what is noted is sent, a mail a person.

Killed at any moment, nothing is lost: a line counts as sent in the same transaction in which its mail is handed over.
"""

from __future__ import annotations

import datetime
import logging
import smtplib
from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from hardtech.zone.accounts.languages import reading
from hardtech.zone.accounts.models import User
from hardtech.zone.incentives.choices import ClaimState, ClawbackState, NoticeKind, PayoutState
from hardtech.zone.incentives.deadlines import SOON
from hardtech.zone.incentives.models import Claim, Clawback, Notice, Payout
from hardtech.zone.incentives.notices import members_of, note
from hardtech.zone.incentives.queries.closing import entitled_unclaimed, windows_closing
from hardtech.zone.incentives.wording.mail import mail_of

__all__ = ["note_reminders", "send_notices"]

log = logging.getLogger(__name__)

Line = tuple[int, str, datetime.date]


@transaction.atomic
def note_reminders(today: datetime.date) -> None:
    """Note whatever falls due: decisions, payouts, repayments, and windows for those who are entitled."""
    officers = list(
        User.objects.filter(is_active=True, is_zone_officer=True).order_by("pk").values_list("pk", flat=True)
    )
    decisions = list(_decisions(today, officers))
    note(NoticeKind.DECISION_SOON, [line for line in decisions if line[2] >= today])
    note(NoticeKind.DECISION_LATE, [line for line in decisions if line[2] < today])
    note(NoticeKind.PAYOUT_DUE, _payouts(today, officers))
    note(NoticeKind.CLAWBACK_DUE, _clawbacks(today))
    note(NoticeKind.WINDOW_CLOSES, _windows(today))


def _decisions(today: datetime.date, officers: list[int]) -> Iterator[Line]:
    """To the officer in charge; where there is none, to all."""
    waiting = Claim.objects.filter(state=ClaimState.SUBMITTED, due_on__lte=today + SOON)
    for ref, officer, due in waiting.values_list("ref", "officer", "due_on"):
        if due is not None:
            yield from ((one, ref, due) for one in ([officer] if officer else officers))


def _payouts(today: datetime.date, officers: list[int]) -> Iterator[Line]:
    """To the officer in charge, unless they decided: another one pays."""
    due = Payout.objects.filter(state=PayoutState.SCHEDULED, due_on__lte=today + SOON)
    rows = due.values_list("ref", "claim__officer", "claim__decided_by", "due_on")
    for ref, officer, decided_by, day in rows:
        others = [one for one in officers if one != decided_by]
        if day is not None:
            chosen = [officer] if officer and officer != decided_by else others
            yield from ((one, ref, day) for one in chosen)


def _clawbacks(today: datetime.date) -> Iterator[Line]:
    """To the organisation, and to the officer who asked."""
    due = Clawback.objects.filter(state=ClawbackState.DEMANDED, due_on__lte=today + SOON)
    rows = list(due.values_list("ref", "payout__claim__organisation", "demanded_by", "due_on"))
    members = members_of(organisation for _ref, organisation, _by, _day in rows)
    for ref, organisation, demanded_by, day in rows:
        for one in {*members.get(organisation, []), demanded_by}:
            yield one, ref, day


def _windows(today: datetime.date) -> Iterator[Line]:
    """To organisations that are entitled and have not claimed yet."""
    closing = windows_closing(today)
    entitled = entitled_unclaimed(closing, today.year)
    rows = list(entitled.values_list("organisation", "measure__ref", "measure__key"))
    members = members_of({organisation for organisation, _ref, _key in rows})
    for organisation, ref, key in rows:
        for one in members.get(organisation, []):
            yield one, ref, closing[key]


def send_notices(now: datetime.datetime) -> int:
    """Send what is noted and not sent, one mail to each person with a confirmed address; how many mails."""
    confirmed = EmailAddress.objects.filter(
        user=OuterRef("recipient"), verified=True, email__iexact=F("user__email")
    )
    waiting = Notice.objects.filter(Exists(confirmed), sent_at__isnull=True, recipient__is_active=True)
    recipients = waiting.order_by("recipient").values_list("recipient", flat=True).distinct()
    return sum(_send(recipient, now) for recipient in list(recipients))


def _send(recipient: int, now: datetime.datetime) -> bool:
    """One mail with all that waits for the person; False where nothing was left to say, or the post is closed."""
    try:
        with transaction.atomic():
            notices = Notice.objects.select_for_update(skip_locked=True).filter(
                recipient=recipient, sent_at__isnull=True
            )
            lines = list(notices.order_by("pk"))
            user = User.objects.get(pk=recipient)
            with reading(user):
                mail = mail_of(user, lines)
            Notice.objects.filter(pk__in=[line.pk for line in lines]).update(sent_at=now)
            if mail is not None:
                send_mail(mail.subject, mail.text, None, [user.email])
            return mail is not None
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail to an account waits: %s", error)
        return False
