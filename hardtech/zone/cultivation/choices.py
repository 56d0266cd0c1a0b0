"""The ladder from technology SME to giant. Imports nothing of the other rooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    """In ascending order. The measure by which each is judged stands in `RULES`."""

    TECHNOLOGY_SME = "technology_sme", _("Technology-based SME")
    INNOVATIVE_SME = "innovative_sme", _("Innovative SME")
    HIGH_TECH = "high_tech", _("High-tech enterprise")
    SRDI_SME = "srdi_sme", _("Specialised and innovative SME (SRDI)")
    LITTLE_GIANT = "little_giant", _("Little giant")
    GAZELLE = "gazelle", _("Gazelle")
    UNICORN = "unicorn", _("Unicorn")
    LISTED = "listed", _("Listed company")


RUNGS = (Tier.TECHNOLOGY_SME, Tier.INNOVATIVE_SME, Tier.HIGH_TECH, Tier.SRDI_SME, Tier.LITTLE_GIANT)
"""The steps of the ladder, in ascending order; the other tiers are titles beside it."""

RULES = {
    Tier.TECHNOLOGY_SME: "cn/technology-sme",
    Tier.INNOVATIVE_SME: "cn/innovative-sme",
    Tier.HIGH_TECH: "cn/high-tech-enterprise",
    Tier.SRDI_SME: "cn/srdi-sme",
    Tier.LITTLE_GIANT: "cn/little-giant",
    Tier.GAZELLE: "cn/gazelle-torch",
    Tier.UNICORN: "cn/unicorn-suqian",
}
"""What the rules engine judges a tier by; a listing is a fact, not a verdict."""

FACTS = {
    Tier.TECHNOLOGY_SME: "valid_technology_sme",
    Tier.INNOVATIVE_SME: "valid_innovative_sme",
    Tier.HIGH_TECH: "valid_high_tech",
    Tier.SRDI_SME: "valid_srdi_sme",
    Tier.LISTED: "listed",
}
"""The rulebooks' fact that a valid certificate tells."""


class Way(models.TextChoices):
    """What lies between an organisation and a tier."""

    OPEN = "open", _("Nothing in the facts on file")
    STEPS = "steps", _("A few steps")
    FACTS = "facts", _("Facts are missing")
    FAR = "far", _("Many conditions")
    NONE = "none", _("A condition that cannot change")


class RungState(models.TextChoices):
    """How an organisation stands on one tier."""

    HELD = "held", _("Held")
    YES = "yes", _("Within reach: every condition is met")
    JUDGEMENT = "judgement", _("Within reach: a person judges")
    UNKNOWN = "unknown", _("Facts are missing")
    NEAR = "near", _("A few conditions are not met")
    FAR = "far", _("Many conditions are not met")
    ENDED = "ended", _("Held once")
    UNJUDGED = "unjudged", _("Not judged by a measure")
