"""Kinds and roles of the registry. Imports nothing of the other rooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    COMPANY = "company", _("Company")
    INCUBATOR = "incubator", _("Incubator")
    INVESTOR = "investor", _("Investor")
    GOVERNMENT = "government", _("Government body")
    PARK = "park", _("Zone or park")
    SERVICE_PROVIDER = "service_provider", _("Service provider")


class MembershipRole(models.TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")


class Exchange(models.TextChoices):
    STAR = "star", _("Shanghai, STAR Market")
    SHANGHAI = "shanghai", _("Shanghai, main board")
    CHINEXT = "chinext", _("Shenzhen, ChiNext")
    SHENZHEN = "shenzhen", _("Shenzhen, main board")
    BEIJING = "beijing", _("Beijing")
    HONG_KONG = "hong_kong", _("Hong Kong")
    OTHER = "other", _("Other exchange")


class Field(models.TextChoices):
    """The eight fields of hard technology, the "Eighth Route Army" (articles 000, 001, 003)."""

    AI = "ai", _("Artificial intelligence")
    AEROSPACE = "aerospace", _("Aerospace")
    BIOTECHNOLOGY = "biotechnology", _("Biotechnology")
    OPTOELECTRONIC_CHIPS = "optoelectronic_chips", _("Optoelectronic chips")
    INFORMATION_TECHNOLOGY = "information_technology", _("Information technology")
    NEW_MATERIALS = "new_materials", _("New materials")
    NEW_ENERGY = "new_energy", _("New energy")
    INTELLIGENT_MANUFACTURING = "intelligent_manufacturing", _("Intelligent manufacturing")


class Relation(models.TextChoices):
    """How a figure relates to the truth: most figures of the articles are lower bounds."""

    EQUAL = "=", _("exactly")
    AT_LEAST = "≥", _("at least")
    AT_MOST = "≤", _("at most")
