"""Which tier an organisation reached when, and how far it is from the next one."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.refs import Identified
from hardtech.zone.cultivation.choices import Tier, Way
from hardtech.zone.registry.models import Organisation, Sourced


class Certificate(Identified, Sourced):
    """A title held by an organisation: a certificate, an entry in a published list, a listing."""

    REF_PREFIX = "TC"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="certificates")
    tier = models.CharField(_("tier"), max_length=20, choices=Tier.choices)
    number = models.CharField(_("number"), max_length=80, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revocation = models.CharField(_("why it was revoked"), max_length=500, blank=True)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="certificate_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_on__isnull=True)
                | models.Q(revoked_on__gte=models.F("valid_from")),
                name="certificate_revoked_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["organisation", "tier", "valid_from"], name="one_certificate_a_day"
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~models.Q(source=""),
                name="certificate_once_a_source",
            ),
        ]
        indexes = [models.Index(fields=["tier", "valid_from"], name="certificate_by_tier")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_tier_display()}"


class Standing(models.Model):
    """Where an organisation stands for the next tier, as the last run over the zone found it.

    `tier` is the highest rung held, `target` the one to aim at (`ladder.aims`). `steps` are the changes of the least plan:
    fact, value before and after (as `shown` gives them), conditions met. `failing` is how many conditions say no,
    `renews_on` when the first certificate ends that no other one follows.
    Replaced when what it was computed from (`fingerprint`) is another.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="standing")
    tier = models.CharField(_("highest tier held"), max_length=20, choices=Tier.choices, blank=True)
    target = models.CharField(_("next tier"), max_length=20, choices=Tier.choices, blank=True)
    answer = models.CharField(_("answer"), max_length=10, blank=True)
    way = models.CharField(_("way there"), max_length=10, choices=Way.choices, blank=True)
    missing = ArrayField(models.CharField(max_length=80), verbose_name=_("missing facts"), default=list)
    steps = models.JSONField(default=list)
    step_count = models.PositiveSmallIntegerField(_("steps to go"), null=True, blank=True)
    renews_on = models.DateField(_("next certificate to end"), null=True, blank=True)
    failing = models.PositiveSmallIntegerField(_("conditions not met"), null=True, blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    computed_at = models.DateTimeField(_("computed at"))

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes = [models.Index(fields=["target", "step_count"], name="standing_by_distance")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.tier}"
