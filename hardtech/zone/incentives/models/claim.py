"""Claims, their decisions, and the money that follows."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hardtech.zone.common.languages import in_reader_language
from hardtech.zone.common.ordered_json import OrderedJSONField
from hardtech.zone.common.refs import Identified
from hardtech.zone.incentives.choices import (
    CLOSED_CLAIMS,
    ClaimOrigin,
    ClaimState,
    ClawbackState,
    PayoutState,
)
from hardtech.zone.incentives.models.assessment import Run
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.registry.models import Organisation


class Claim(Identified):
    """An organisation's claim on a measure, from submission to decision.

    `subject` names what the measure is granted for (a project, a person, a contract; empty: the organisation itself) and
    `subject_facts` what was stated of it; `rulings` are the judged facts that the deciding officer stated. `trace` is the
    whole verdict as it was last found (`hardtech.engines.rules.trace`) with who stated each fact, final once decided;
    `trace_sha256` is what the journal holds of it. `revision` is the measure's text at submission: that one decides.
    """

    REF_PREFIX = "CL"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="claims")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="claims")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(_("origin"), max_length=12, choices=ClaimOrigin.choices)
    state = models.CharField(_("state"), max_length=10, choices=ClaimState.choices, db_index=True)
    period = models.PositiveSmallIntegerField(_("for the year"))
    subject = models.CharField(_("for"), max_length=200, blank=True)
    subject_facts = models.JSONField(default=dict, blank=True)
    rulings = models.JSONField(default=dict, blank=True)
    evidence = models.JSONField(default=list, blank=True)
    statement = models.TextField(_("statement"), max_length=4000, blank=True)
    answer = models.CharField(_("answer of the rules"), max_length=10, blank=True)
    amount_fen = models.DecimalField(
        _("amount in fen"), max_digits=24, decimal_places=0, null=True, blank=True
    )
    trace = OrderedJSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    trace_sha256 = models.CharField(max_length=64, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    due_on = models.DateField(_("decision due on"), null=True, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason of the decision"), max_length=4000, blank=True)
    question = models.TextField(_("question of the officer"), max_length=4000, blank=True)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, blank=True, related_name="claims")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "measure", "period", "subject"],
                condition=~models.Q(state__in=[state.value for state in CLOSED_CLAIMS]),
                name="one_open_claim_a_period",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | models.Q(submitted_by__isnull=True)
                | ~models.Q(decided_by=models.F("submitted_by")),
                name="nobody_decides_their_own_claim",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="claim_by_deadline"),
            models.Index(fields=["officer", "state"], name="claim_by_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} · {self.measure.title}"

    def get_absolute_url(self) -> str:
        return reverse("incentives:claim_detail", args=[self.ref])


class Payout(Identified):
    """A part of an approved claim: when it falls due, and whether it was paid."""

    REF_PREFIX = "PO"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payouts")
    part = models.CharField(_("part"), max_length=80)
    title_en = models.CharField(max_length=300, blank=True)
    title_zh = models.CharField(max_length=300, blank=True)
    amount_fen = models.DecimalField(_("amount in fen"), max_digits=24, decimal_places=0)
    due_on = models.DateField(
        _("due on"), null=True, blank=True, help_text=_("Empty: once its milestone is reached.")
    )
    state = models.CharField(_("state"), max_length=10, choices=PayoutState.choices)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reference = models.CharField(_("reference of the transfer"), max_length=120, blank=True)
    reason = models.TextField(_("why it was cancelled"), max_length=2000, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["claim", "due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "part"], name="one_payout_a_part"),
            models.CheckConstraint(condition=models.Q(amount_fen__gte=0), name="payout_not_negative"),
            models.CheckConstraint(
                condition=~models.Q(state="paid") | models.Q(paid_on__isnull=False), name="paid_has_a_day"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="payout_by_deadline")]

    def __str__(self) -> str:
        return f"{self.ref} · {self.title}"

    @property
    def title(self) -> str:
        """In the language of the page."""
        return in_reader_language(self.title_en, self.title_zh)


class Clawback(Identified):
    """Money that is asked back, with the reason; what was paid stays on record."""

    REF_PREFIX = "CB"

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="clawbacks")
    amount_fen = models.DecimalField(_("amount in fen"), max_digits=24, decimal_places=0)
    reason = models.TextField(_("reason"), max_length=4000)
    state = models.CharField(_("state"), max_length=10, choices=ClawbackState.choices)
    due_on = models.DateField(_("to be paid back by"))
    demanded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    demanded_at = models.DateTimeField(auto_now_add=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    remark = models.TextField(_("why it was waived, or how it was paid back"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("clawback")
        verbose_name_plural = _("clawbacks")
        ordering = ["payout", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="clawback_of_something")
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="clawback_by_deadline")]

    def __str__(self) -> str:
        return f"{self.ref} · {self.payout}"
