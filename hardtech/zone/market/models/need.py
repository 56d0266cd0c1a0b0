"""A technology request or challenge, and what exactly it asks for."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hardtech.zone.market.choices import Comparison, Currency, RequirementLevel
from hardtech.zone.market.models.offer import Offer
from hardtech.zone.market.models.profile import Profile
from hardtech.zone.market.validators import validate_trl
from hardtech.zone.registry.models import Person


class Need(Profile):
    REF_PREFIX = "NE"
    SIDE = "need"
    TEXT_ROWS = ("requirements",)

    trl = models.PositiveSmallIntegerField(
        _("lowest readiness level wanted"),
        null=True,
        blank=True,
        validators=[validate_trl],
        help_text=_("Leave empty when early results are welcome."),
    )
    budget_min = models.BigIntegerField(
        _("budget from"), null=True, blank=True, help_text=_("In fen (cents).")
    )
    budget_max = models.BigIntegerField(_("budget to"), null=True, blank=True, help_text=_("In fen (cents)."))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    people = models.ManyToManyField(Person, related_name="needs", blank=True, verbose_name=_("people"))

    class Meta(Profile.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            *Profile.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(trl__isnull=True) | models.Q(trl__range=(1, 9)), name="need_trl_1_to_9"
            ),
            models.CheckConstraint(
                condition=models.Q(budget_min__isnull=True)
                | models.Q(budget_max__isnull=True)
                | models.Q(budget_min__lte=models.F("budget_max")),
                name="need_budget_in_order",
            ),
        ]

    def texts(self) -> list[str]:
        rows = self.requirements.all() if self.pk else []
        return [*super().texts(), *(row.statement for row in rows)]

    def get_absolute_url(self) -> str:
        return reverse("market:need_detail", args=[self.ref])


class Requirement(models.Model):
    """One thing that a solution must or should do, with its figure where there is one."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="requirements")
    level = models.CharField(
        _("level"), max_length=6, choices=RequirementLevel.choices, default=RequirementLevel.MUST
    )
    statement = models.CharField(_("requirement"), max_length=500)
    quantity = models.CharField(
        _("quantity"), max_length=120, blank=True, help_text=_("For example: energy density")
    )
    relation = models.CharField(_("relation"), max_length=10, choices=Comparison.choices, blank=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6, null=True, blank=True)
    value_max = models.DecimalField(
        _("upper value"),
        max_digits=20,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Only for “between”."),
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.statement


def need_and_offer(one: Need | Offer, other: Need | Offer) -> tuple[Need, Offer]:
    """The two records of a match, whichever of them is first."""
    return cast("tuple[Need, Offer]", (one, other) if isinstance(one, Need) else (other, one))
