"""What was learned from decisions on matches, version by version."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.refs import Identified
from hardtech.zone.market.choices import RankingStatus


class RankingVersion(Identified):
    """A trained ranking: from which decisions, what it weighs, how it did on decisions that it had not seen.

    What it weighs never changes afterwards; only its status does, and who changed it stands beside it.
    """

    REF_PREFIX = "RV"

    status = models.CharField(
        _("status"), max_length=10, choices=RankingStatus.choices, default=RankingStatus.CANDIDATE
    )
    trained_at = models.DateTimeField(_("trained"))
    horizon = models.BigIntegerField(_("last entry of the journal that it knows"))
    # The engine's values as JSON: `learning/stored.py` reads and writes them.
    model = models.JSONField()
    past = models.JSONField()
    judgement = models.JSONField()
    exposure = models.JSONField()
    doubts = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    on_at = models.DateTimeField(_("switched on"), null=True, blank=True)
    on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    on_reason = models.CharField(_("reason for switching it on"), max_length=500, blank=True)
    off_at = models.DateTimeField(_("switched off"), null=True, blank=True)
    off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    off_reason = models.CharField(_("reason for switching it off"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("version of the ranking")
        verbose_name_plural = _("versions of the ranking")
        ordering = ["-trained_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["status"],
                condition=models.Q(status=RankingStatus.ON),
                name="one_ranking_is_on",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=RankingStatus.ON) | models.Q(doubts=[]),
                name="a_doubted_ranking_is_never_on",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return f"{reverse('market:ranking_versions')}#{self.ref}"
