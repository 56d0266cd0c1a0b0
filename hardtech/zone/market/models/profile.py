"""What offers and needs have in common: a profile that partners read.

The fields follow the partnering profiles of the Enterprise Europe Network.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.common.refs import Identified
from hardtech.zone.finding.models import ChangeTracked
from hardtech.zone.market.choices import Partnership, Status
from hardtech.zone.market.validators import validate_keywords
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Organisation, Sourced


class ProfileManager(models.Manager["Profile"]):
    """Leaves the search vector in the database: nobody reads it in Python."""

    def get_queryset(self) -> models.QuerySet[Profile]:
        return super().get_queryset().defer("search")


class Profile(Identified, Sourced, ChangeTracked):
    SIDE: ClassVar[str] = ""  # "offer" or "need"
    STATE_FIELD = "status"
    TEXT_ROWS: ClassVar[tuple[str, ...]] = ()  # related rows that are part of its text

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("organisation")
    )
    title = models.CharField(
        _("title"),
        max_length=300,
        help_text=_("What it does and for whom, in one line; no names of products."),
    )
    summary = models.TextField(
        _("summary"), max_length=2000, blank=True, help_text=_("Three sentences that a buyer reads first.")
    )
    description = models.TextField(_("description"), max_length=60_000, blank=True)
    keywords = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("keywords"),
        default=list,
        blank=True,
        validators=[validate_keywords],
    )
    fields = ArrayField(
        models.CharField(max_length=30, choices=Field.choices),
        verbose_name=_("fields"),
        default=list,
        blank=True,
    )
    partnerships = ArrayField(
        models.CharField(max_length=30, choices=Partnership.choices),
        verbose_name=_("partnership wanted"),
        default=list,
        blank=True,
    )
    language = models.CharField(
        _("language"), max_length=2, choices=RecordLanguage.choices, default=RecordLanguage.ENGLISH
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    review_note = models.TextField(_("reviewer's note"), max_length=2000, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[models.Manager[Self]] = ProfileManager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~models.Q(source=""), name="%(class)s_once_a_source"
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="%(class)s_search"),
            GinIndex(fields=["fields"], name="%(class)s_fields"),
            models.Index(fields=["status", "-published_at", "-id"], name="%(class)s_newest"),
            models.Index(fields=["change_xid"], name="%(class)s_changes"),
        ]

    def __str__(self) -> str:
        return self.title

    def concerned(self) -> list[Identified]:
        return [self.owner]

    def texts(self) -> list[str]:
        """What it says at length: the description, and whatever else says what it can or must do."""
        return [self.description]

    def document_texts(self) -> list[str]:
        """What it is matched by, beside title, keywords and summary."""
        return self.texts()

    @property
    def html_lang(self) -> str:
        """The language of the texts, as pages name it."""
        return "zh-Hans" if self.language == RecordLanguage.CHINESE else self.language
