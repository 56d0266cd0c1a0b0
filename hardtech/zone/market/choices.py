"""States and kinds of the market. Imports nothing of the other rooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    EXPIRED = "expired", _("Expired")
    ARCHIVED = "archived", _("Archived")


class IpStage(models.TextChoices):
    NONE = "none", _("No protection")
    KNOW_HOW = "know_how", _("Know-how")
    TRADE_SECRET = "trade_secret", _("Trade secret")
    SOFTWARE = "software", _("Software copyright")
    APPLIED = "applied", _("Patent applied for")
    GRANTED = "granted", _("Patent granted")


class Partnership(models.TextChoices):
    LICENCE = "licence", _("Licence")
    ASSIGNMENT = "assignment", _("Assignment of rights")
    JOINT_DEVELOPMENT = "joint_development", _("Joint development")
    TECHNICAL_COOPERATION = "technical_cooperation", _("Technical cooperation")
    MANUFACTURING = "manufacturing", _("Manufacturing agreement")
    INVESTMENT = "investment", _("Investment")
    PILOT = "pilot", _("Pilot or demonstration")


class Currency(models.TextChoices):
    CNY = "CNY", _("Chinese yuan")
    EUR = "EUR", _("Euro")
    USD = "USD", _("US dollar")


class RequirementLevel(models.TextChoices):
    MUST = "must", _("Must")
    SHOULD = "should", _("Should")


class Comparison(models.TextChoices):
    AT_LEAST = ">=", _("at least")
    AT_MOST = "<=", _("at most")
    EQUAL = "=", _("exactly")
    BETWEEN = "between", _("between")


class Side(models.TextChoices):
    """Whose decision it is: three parties may think differently of one match."""

    NEED = "need", _("The need's side")
    OFFER = "offer", _("The offer's side")
    BROKER = "broker", _("The technology manager")


class MatchVerdict(models.TextChoices):
    KEPT = "kept", _("Kept")
    DISMISSED = "dismissed", _("Dismissed")


class DismissalReason(models.TextChoices):
    """Why a match is refused, in words that tell the other side what to do about it."""

    OFF_TOPIC = "off_topic", _("Another problem than the one asked about")
    PERFORMANCE = "performance", _("Performance below what is asked")
    READINESS = "readiness", _("Not mature enough")
    COST = "cost", _("Too expensive to buy or to run")
    RIGHTS = "rights", _("Rights unclear or not available")
    CAPACITY = "capacity", _("Cannot deliver the volume or in time")
    PLACE = "place", _("Too far away or barred by rules")
    KNOWN = "known", _("Already known or in use")
    OTHER = "other", _("Another reason (please say which)")


class RankingStatus(models.TextChoices):
    """What became of a learned ranking. One at most is on; without one, the default ranking serves."""

    CANDIDATE = "candidate", _("Candidate")
    ON = "on", _("In use")
    RETIRED = "retired", _("Retired")
