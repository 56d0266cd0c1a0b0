"""Where a fact comes from. Imports nothing of the other rooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    FORM = "form", _("Form")
    QUESTION = "question", _("Answer to a question")
    IMPORT = "import", _("Import")
    OFFICER = "officer", _("Zone officer")
    RECORD = "record", _("Record of the zone")
