"""Origins and states of a measure's text. Imports nothing of the other rooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RevisionOrigin(models.TextChoices):
    RULEBOOK = "rulebook", _("Rulebook")
    OFFICER = "officer", _("Zone officer")


class RevisionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waits for approval")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Replaced by a later one")
    REJECTED = "rejected", _("Sent back")
