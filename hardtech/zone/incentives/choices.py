"""States and kinds of the incentives room. Imports nothing of the other rooms."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Answer(models.TextChoices):
    YES = "yes", pgettext_lazy("verdict", "Yes")
    NO = "no", pgettext_lazy("verdict", "No")
    UNKNOWN = "unknown", _("Facts are missing")
    JUDGEMENT = "judgement", _("Needs a person's judgement")


class ClaimOrigin(models.TextChoices):
    APPLICATION = "application", _("Application")
    AUTOMATIC = "unasked", _("Payment without application")


class ClaimState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed by the nightly run")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned with questions")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISMISSED = "dismissed", _("Proposal dismissed")


CLOSED_CLAIMS = (ClaimState.REFUSED, ClaimState.WITHDRAWN, ClaimState.DISMISSED)
"""Claims that stand in the way of no other one on the same measure."""


class PayoutState(models.TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    PAID = "paid", _("Paid")
    CANCELLED = "cancelled", _("Cancelled")


class ClawbackState(models.TextChoices):
    DEMANDED = "demanded", _("Demanded")
    REPAID = "repaid", _("Paid back")
    WAIVED = "waived", _("Waived")


class NoticeKind(models.TextChoices):
    DECISION_SOON = "decision_soon", _("A decision falls due")
    DECISION_LATE = "decision_late", _("A decision is overdue")
    PAYOUT_DUE = "payout_due", _("A payout falls due")
    CLAWBACK_DUE = "clawback_due", _("A repayment falls due")
    WINDOW_CLOSES = "window_closes", _("A window closes")
    CLAIM_CONFIRMED = "claim_confirmed", _("Payment without application")
    CLAIM_RETURNED = "claim_returned", _("Claim returned with questions")
    CLAIM_DECIDED = "claim_decided", _("Claim decided")
    CLAIM_SUBMITTED = "claim_submitted", _("Claim submitted")
