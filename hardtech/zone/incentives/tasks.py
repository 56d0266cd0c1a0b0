"""Background work of the incentives: thin, each calls one function, and may run twice without harm."""

from __future__ import annotations

from contextlib import suppress

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from hardtech.zone.incentives.services import nightly
from hardtech.zone.incentives.services.assessing import assess_organisation
from hardtech.zone.incentives.services.reminding import note_reminders, send_notices
from hardtech.zone.registry.models import Organisation

__all__ = ["ask_for_assessment", "assess_one", "assess_whole_zone", "remind", "send_mail"]

ONE = "incentives.assess_organisation"
REMIND = "incentives.remind"
MAIL = "incentives.send_mail"


@app.task(name=ONE)
def assess_one(organisation: int) -> None:
    """Assess one organisation on the facts that it has now."""
    found = Organisation.objects.filter(pk=organisation).first()
    if found is not None:
        assess_organisation(found, timezone.localdate(), timezone.now())


def ask_for_assessment(organisation: int) -> None:
    """Have the worker assess it; asked again while that still waits, once is enough."""
    with suppress(AlreadyEnqueued):
        app.configure_task(ONE, queueing_lock=f"{ONE}:{organisation}").defer(organisation=organisation)


@app.periodic(cron="40 18 * * *", periodic_id="assess_zone")  # UTC: night in China
@app.task(name=nightly.TASK, queueing_lock=nightly.TASK, lock=nightly.TASK)
def assess_whole_zone(timestamp: int) -> None:
    """Assess every organisation of the zone, and propose the payments that need no application."""
    today = timezone.localdate()
    nightly.run_night(today, timezone.now(), today=today)


@app.periodic(cron="0 23 * * *", periodic_id="remind")  # UTC: morning in China
@app.task(name=REMIND, queueing_lock=REMIND, lock=REMIND)
def remind(timestamp: int) -> None:
    """Note what falls due, each line once."""
    note_reminders(timezone.localdate())


@app.periodic(cron="*/5 * * * *", periodic_id="send_mail")
@app.task(name=MAIL, queueing_lock=MAIL, lock=MAIL)
def send_mail(timestamp: int) -> None:
    """Send what is noted and not sent yet."""
    send_notices(timezone.now())
