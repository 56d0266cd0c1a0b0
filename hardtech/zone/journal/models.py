"""The spine: every business event, append-only, each entry carrying the hash of the one before."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One thing that happened. A trigger refuses UPDATE, DELETE and TRUNCATE.

    People are named by their account's reference only: names are looked up when shown, so that the chain
    never has to be rewritten when somebody's name is corrected or erased.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("when"), db_index=True)
    actor = models.CharField(_("who"), max_length=20, blank=True, help_text=_("Empty: the system itself."))
    verb = models.CharField(_("what"), max_length=80, db_index=True)
    subject = models.CharField(_("on what"), max_length=40, blank=True)
    about = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    evidence = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)
    data = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-seq"]
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        indexes = [
            models.Index(fields=["subject", "-seq"], name="journal_by_subject"),
            GinIndex(fields=["about"], name="journal_by_about"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject}"
