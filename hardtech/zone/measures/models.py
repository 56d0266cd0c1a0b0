"""Policy measures and the texts by which they were and are decided."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.languages import in_reader_language
from hardtech.zone.common.ordered_json import OrderedJSONField
from hardtech.zone.common.refs import Identified
from hardtech.zone.measures.choices import RevisionOrigin, RevisionState


class Measure(Identified):
    """A policy measure. What it says stands in its revisions; titles are kept here for lists and search."""

    REF_PREFIX = "MS"

    key = models.CharField(_("id in the rulebooks"), max_length=120, unique=True)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=300, blank=True)
    pays_automatically = models.BooleanField(
        _("paid without application"),
        default=False,
        help_text=_("The nightly run proposes a payment to every organisation whose facts are complete."),
    )
    search = SearchVectorField(null=True, editable=False)
    takes_claims = models.BooleanField(
        _("claimed here"),
        default=True,
        help_text=_("The zone decides claims on it. Off: another authority does."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["key"]
        indexes = [GinIndex(fields=["search"], name="measure_search")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the language of the page."""
        return in_reader_language(self.title_en, self.title_zh)

    def get_absolute_url(self) -> str:
        return reverse("measures:measure_detail", args=[self.ref])


class Revision(Identified):
    """The whole text of a measure, its versions by date of effect included, as it was once published or proposed.

    A published revision is never changed. `source` is `hardtech.engines.rules.Measure.source`, `cases` are the examples that
    run as its tests; together they are what `measure_from` reads.
    """

    REF_PREFIX = "MR"

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    origin = models.CharField(_("origin"), max_length=10, choices=RevisionOrigin.choices)
    state = models.CharField(_("state"), max_length=10, choices=RevisionState.choices)
    source = OrderedJSONField()
    cases = OrderedJSONField(default=list)
    digest = models.CharField(max_length=64, editable=False)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("why it is changed"), max_length=2000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remark = models.TextField(_("remark of the approver"), max_length=2000, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("revision of a measure")
        verbose_name_plural = _("revisions of measures")
        ordering = ["measure", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["measure"], condition=models.Q(state="published"), name="one_published_revision"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("author"))
                | models.Q(author__isnull=True),
                name="four_eyes_on_a_revision",
            ),
            models.CheckConstraint(
                condition=~models.Q(origin="officer", state__in=["published", "replaced"])
                | models.Q(author__isnull=False, approved_by__isnull=False),
                name="published_by_a_second_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure.key} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("measures:revision_detail", args=[self.ref])
