"""What somebody decided on a match of a need and an offer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hardtech.zone.market.choices import DismissalReason, MatchVerdict, Side
from hardtech.zone.market.models.need import Need
from hardtech.zone.market.models.offer import Offer


class Decision(models.Model):
    """Kept or dismissed, once for each side; deciding again replaces it and both stand in the journal."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="decisions")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="decisions")
    side = models.CharField(_("side"), max_length=6, choices=Side.choices)
    verdict = models.CharField(_("verdict"), max_length=10, choices=MatchVerdict.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=DismissalReason.choices, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("decision on a match")
        verbose_name_plural = _("decisions on matches")
        constraints = [
            models.UniqueConstraint(fields=["need", "offer", "side"], name="one_decision_each_side"),
            models.CheckConstraint(
                condition=models.Q(verdict="kept", reason="")
                | (models.Q(verdict="dismissed") & ~models.Q(reason="")),
                name="a_dismissal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} · {self.offer} · {self.get_verdict_display()}"
