"""What the zone has to tell somebody by mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hardtech.zone.incentives.choices import NoticeKind


class Notice(models.Model):
    """One line of a mail to one person, noted in the transaction that gives cause for it, and sent once.

    `subject` is the reference of what it is about; `on` the day that matters (a deadline, else the day of the event). The
    same line for the same day can't be noted twice, so whatever notes it may run again.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="incentive_notices"
    )
    subject = models.CharField(_("about"), max_length=20)
    on = models.DateField(_("day"))
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "recipient", "subject", "on"], name="one_notice_each")
        ]
        indexes = [
            models.Index(fields=["recipient"], condition=models.Q(sent_at__isnull=True), name="notice_unsent")
        ]

    def __str__(self) -> str:
        return f"{self.recipient} · {self.kind} · {self.subject}"
