"""What is known of organisations: facts as stated, by whom, on what evidence. Nothing is overwritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.refs import Identified
from hardtech.zone.facts.choices import Origin
from hardtech.zone.registry.models import Organisation

NO_YEAR = 0


class Resident(models.Model):
    """An organisation that belongs to the zone: its officers see its facts, and measures are assessed for it."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="residence")
    since = models.DateField(_("since"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organisation of the zone")
        verbose_name_plural = _("organisations of the zone")

    def __str__(self) -> str:
        return str(self.organisation)


class Statement(Identified):
    """One fact of an organisation as somebody stated it.

    `name` is the fact's name in the rulebooks, without the suffix of a year (`revenue`, not `revenue_1`); `year` is the
    fiscal year of a yearly fact, 0 of any other. `value` is written as `hardtech.engines.rules.shown` gives it (money in
    fen, dates in ISO 8601, truths as `true` and `false`); empty says that the fact was taken back. Stating again adds a
    row and ends the one before.
    """

    REF_PREFIX = "FA"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="statements")
    name = models.CharField(_("fact"), max_length=80)
    year = models.PositiveSmallIntegerField(_("fiscal year"), default=NO_YEAR)
    value = models.CharField(_("value"), max_length=200, blank=True)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stated_at = models.DateTimeField(_("stated at"), db_index=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("stated fact")
        verbose_name_plural = _("stated facts")
        ordering = ["organisation", "name", "-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "year"],
                condition=models.Q(is_current=True),
                name="one_current_statement",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.name} {self.year or ''}".rstrip()
