"""Organisations, people, and who belongs where."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.languages import in_reader_language
from hardtech.zone.common.refs import Identified
from hardtech.zone.finding.models import ChangeTracked
from hardtech.zone.registry.choices import Exchange, Field, MembershipRole, OrganisationKind, Relation
from hardtech.zone.registry.validators import validate_orcid, validate_ror, validate_uscc


class Sourced(models.Model):
    """A record that may have come from elsewhere: importing it again finds it by source and id."""

    source = models.CharField(_("source"), max_length=60, blank=True, editable=False)
    source_id = models.CharField(_("id at the source"), max_length=200, blank=True, editable=False)
    extra = models.JSONField(_("other columns of the source"), default=dict, blank=True, editable=False)
    is_demo = models.BooleanField(_("demonstration record"), default=False, editable=False)

    class Meta:
        abstract = True


class Organisation(Identified, Sourced, ChangeTracked):
    REF_PREFIX = "OR"

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=250, blank=True)
    aliases = ArrayField(
        models.CharField(max_length=250), verbose_name=_("other names"), default=list, blank=True
    )
    uscc = models.CharField(
        _("unified social credit code"),
        max_length=18,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_uscc],
    )
    ror = models.CharField("ROR", max_length=9, null=True, blank=True, unique=True, validators=[validate_ror])
    country = models.CharField(
        _("country"), max_length=2, default="CN", help_text=_("Two letters, for example CN.")
    )
    province = models.CharField(_("province or state"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    fields = ArrayField(
        models.CharField(max_length=30, choices=Field.choices),
        verbose_name=_("fields"),
        default=list,
        blank=True,
    )
    exchange = models.CharField(_("listed at"), max_length=20, choices=Exchange.choices, blank=True)
    stock_code = models.CharField(_("stock code"), max_length=12, blank=True)
    website = models.URLField(_("website"), blank=True)
    summary = models.TextField(_("summary"), max_length=2000, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )
    search = SearchVectorField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_en", "name_zh", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_en="") | ~models.Q(name_zh=""), name="organisation_has_a_name"
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~models.Q(source=""),
                name="organisation_once_a_source",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="organisation_search"),
            GinIndex(fields=["fields"], name="organisation_fields"),
            models.Index(fields=["change_xid"], name="organisation_changes"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the language of the page."""
        return in_reader_language(self.name_en, self.name_zh)

    def get_absolute_url(self) -> str:
        return reverse("registry:organisation_detail", args=[self.ref])


class CitedFact(models.Model):
    """A figure or statement about an organisation that a document gives, with its relation and citation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="facts")
    statement_en = models.CharField(_("statement in English"), max_length=300)
    statement_zh = models.CharField(_("statement in Chinese"), max_length=300, blank=True)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4, null=True, blank=True)
    relation = models.CharField(_("relation"), max_length=1, choices=Relation.choices, default=Relation.EQUAL)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    as_of = models.CharField(_("as of"), max_length=20, blank=True)
    citation = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.statement

    @property
    def statement(self) -> str:
        return in_reader_language(self.statement_en, self.statement_zh)


class Person(Identified, Sourced):
    REF_PREFIX = "PE"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )
    name_en = models.CharField(_("name in Latin letters"), max_length=150, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=150, blank=True)
    orcid = models.CharField(
        "ORCID", max_length=19, null=True, blank=True, unique=True, validators=[validate_orcid]
    )
    title = models.CharField(_("position"), max_length=200, blank=True)
    fields = ArrayField(
        models.CharField(max_length=30, choices=Field.choices),
        verbose_name=_("fields"),
        default=list,
        blank=True,
    )
    organisations: models.ManyToManyField[Organisation, Membership] = models.ManyToManyField(
        Organisation, through="Membership", related_name="people"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name_en", "name_zh", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_en="") | ~models.Q(name_zh=""), name="person_has_a_name"
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~models.Q(source=""), name="person_once_a_source"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the language of the page."""
        return in_reader_language(self.name_en, self.name_zh)

    def get_absolute_url(self) -> str:
        return reverse("registry:person_detail", args=[self.ref])


class Membership(models.Model):
    """A person acts for an organisation: an owner also decides who else does."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(
        _("role"), max_length=10, choices=MembershipRole.choices, default=MembershipRole.EDITOR
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["person", "organisation"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} · {self.get_role_display()}"
