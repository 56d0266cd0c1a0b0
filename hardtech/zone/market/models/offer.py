"""A technology on offer: a result, a patent, know-how."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hardtech.zone.market.choices import IpStage
from hardtech.zone.market.models.profile import Profile
from hardtech.zone.market.validators import validate_trl
from hardtech.zone.registry.models import Person


class Offer(Profile):
    REF_PREFIX = "OF"
    SIDE = "offer"

    trl = models.PositiveSmallIntegerField(
        _("technology readiness level"),
        null=True,
        blank=True,
        validators=[validate_trl],
        help_text=_(
            "1 basic principle … 4 shown in the laboratory … 7 prototype in use … 9 proven in operation."
        ),
    )
    trl_evidence = models.TextField(
        _("evidence for the level"),
        max_length=2000,
        blank=True,
        help_text=_("What was shown, where, with what result."),
    )
    ip_stage = models.CharField(_("stage of protection"), max_length=20, choices=IpStage.choices, blank=True)
    ip_note = models.TextField(
        _("note on rights"), max_length=2000, blank=True, help_text=_("Numbers, countries, who owns them.")
    )
    advantage_cost = models.TextField(
        _("cost against the best rival"),
        max_length=2000,
        blank=True,
        help_text=_("What the buyer saves, in figures."),
    )
    advantage_performance = models.TextField(
        _("performance against the best rival"),
        max_length=2000,
        blank=True,
        help_text=_("What it does better, in figures, and against which solution."),
    )
    advantage_return = models.TextField(
        _("return for the buyer"),
        max_length=2000,
        blank=True,
        help_text=_("When and from what the outlay comes back."),
    )
    people = models.ManyToManyField(Person, related_name="offers", blank=True, verbose_name=_("people"))

    class Meta(Profile.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            *Profile.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(trl__isnull=True) | models.Q(trl__range=(1, 9)), name="offer_trl_1_to_9"
            ),
        ]

    def texts(self) -> list[str]:
        gains = [self.advantage_performance, self.advantage_cost, self.advantage_return]
        return [*super().texts(), *gains]

    def document_texts(self) -> list[str]:
        return [*self.texts(), self.trl_evidence]

    def get_absolute_url(self) -> str:
        return reverse("market:offer_detail", args=[self.ref])
