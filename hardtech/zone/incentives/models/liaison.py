"""Who answers for which company: the liaison system of technology policy (article 000)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hardtech.zone.registry.models import Organisation


class Liaison(models.Model):
    """The zone officer whom an organisation asks, and who reviews its claims."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="liaison")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="liaison_of")
    since = models.DateField(_("since"))

    class Meta:
        verbose_name = _("liaison officer")
        verbose_name_plural = _("liaison officers")

    def __str__(self) -> str:
        return f"{self.organisation} · {self.officer}"
