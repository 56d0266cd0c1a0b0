"""What each organisation would get today, as the last run over the zone found it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.refs import Identified
from hardtech.zone.incentives.choices import Answer
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.registry.models import Organisation


class Run(Identified):
    """One assessment of the whole zone."""

    REF_PREFIX = "RN"

    on = models.DateField(_("day"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    organisations = models.PositiveIntegerField(_("organisations"), default=0)
    measures = models.PositiveIntegerField(_("measures"), default=0)
    entitled = models.PositiveIntegerField(_("entitlements"), default=0)
    amount_fen = models.DecimalField(_("sum in fen"), max_digits=24, decimal_places=0, default=0)
    proposed = models.PositiveIntegerField(_("payments proposed"), default=0)

    class Meta:
        verbose_name = _("assessment of the zone")
        verbose_name_plural = _("assessments of the zone")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.ref} {self.on}"


class Assessment(models.Model):
    """The answer of one measure for one organisation, replaced when it comes out otherwise.

    A cache of what the facts on file come to: decisions keep traces of their own (`Claim`). `on` and `assessed_at` tell
    since when the answer stands.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="assessments")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="assessments")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(_("day"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    amount_fen = models.DecimalField(
        _("amount in fen"), max_digits=24, decimal_places=0, null=True, blank=True
    )
    missing = ArrayField(models.CharField(max_length=80), verbose_name=_("missing facts"), default=list)
    assessed_at = models.DateTimeField(_("assessed at"))

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "measure"], name="one_assessment_each")
        ]
        indexes = [models.Index(fields=["measure", "answer"], name="assessment_by_answer")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.measure.key} · {self.answer}"
