"""What waits at the officers' desk: only what concerns organisations of the zone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.accounts.models import User
from hardtech.zone.common.lists import Choice, Facet, Listing, Order, build
from hardtech.zone.common.refs import is_reference
from hardtech.zone.common.search import matching_words
from hardtech.zone.incentives.choices import Answer, ClaimState, ClawbackState, PayoutState
from hardtech.zone.incentives.deadlines import SOON
from hardtech.zone.incentives.models import Claim, Clawback, Payout
from hardtech.zone.incentives.names import name_of
from hardtech.zone.measures.models import Measure
from hardtech.zone.registry.models import Organisation

__all__ = [
    "CLAIM_COLUMNS",
    "PAYOUT_COLUMNS",
    "Counts",
    "claim_rows",
    "clawbacks_listed",
    "counts",
    "every_claim",
    "payout_rows",
    "payouts_listed",
    "proposals_listed",
    "waiting_listed",
]

MONTH = datetime.timedelta(days=30)
CLAIM_COLUMNS = ("ref", "organisation", "organisation_ref", "measure", "subject", "period", "origin", "state", "answer",
                 "amount_fen", "submitted_on", "due_on", "officer", "decided_on")  # fmt: skip
PAYOUT_COLUMNS = ("ref", "claim", "organisation", "organisation_ref", "measure", "part", "amount_fen", "due_on", "state",
                  "paid_on", "reference")  # fmt: skip
DUE = Order("due", gettext_lazy("Due first"), (F("due_on").asc(nulls_last=True), "pk"))
CLAIM_ORDERS = (
    DUE,
    Order("amount", gettext_lazy("Largest amount"), (F("amount_fen").desc(nulls_last=True), "pk")),
    Order("submitted", gettext_lazy("Submitted last"), (F("submitted_at").desc(nulls_last=True), "-pk")),
    Order(
        "organisation",
        gettext_lazy("Organisation"),
        ("organisation__name_en", "organisation__name_zh", "pk"),
    ),
)
MONEY_ORDERS = (DUE, Order("amount", gettext_lazy("Largest amount"), ("-amount_fen", "pk")))


@dataclass(frozen=True)
class Counts:
    """What stands on the tabs."""

    waiting: int
    proposals: int
    payouts: int
    clawbacks: int


def counts() -> Counts:
    """Four numbers; four queries."""
    return Counts(
        _claims().filter(state=ClaimState.SUBMITTED).count(),
        _claims().filter(state=ClaimState.PROPOSED).count(),
        _payouts().count(),
        _clawbacks().count(),
    )


def _claims() -> QuerySet[Claim]:
    found = Claim.objects.filter(organisation__residence__isnull=False).defer("trace")
    return found.select_related("organisation", "measure", "officer__person")


def _payouts() -> QuerySet[Payout]:
    found = Payout.objects.filter(
        state=PayoutState.SCHEDULED, claim__organisation__residence__isnull=False
    ).select_related("claim__organisation", "claim__measure", "claim__officer__person")
    return found.defer("claim__trace")


def _clawbacks() -> QuerySet[Clawback]:
    found = Clawback.objects.filter(
        state=ClawbackState.DEMANDED, payout__claim__organisation__residence__isnull=False
    ).select_related("payout__claim__organisation", "payout__claim__measure", "demanded_by__person")
    return found.defer("payout__claim__trace")


def waiting_listed(params: QueryDict, officer: User, today: datetime.date) -> Listing[Claim]:
    """Claims to decide, those due first."""
    found = _claims().filter(state=ClaimState.SUBMITTED)
    facets = [_in_charge(officer, ""), _deadlines(today), _answers(), _measures(found)]
    return _listed(params, found, "", facets, CLAIM_ORDERS, "due")


def every_claim(params: QueryDict, officer: User) -> Listing[Claim]:
    """All claims of the zone in whatever state; `organisation` in the address shows those of one."""
    found = _claims()
    if is_reference(asked := params.get("organisation", "")):
        found = found.filter(organisation__ref=asked)
    states = Facet(
        "state",
        _("State"),
        [Choice(code, label, Q(state=code)) for code, label in ClaimState.choices],
        hide_empty=True,
    )
    return _listed(
        params, found, "", [_in_charge(officer, ""), states, _measures(found)], CLAIM_ORDERS, "submitted"
    )


def proposals_listed(params: QueryDict, officer: User) -> Listing[Claim]:
    """Payments that the nightly run proposes, the largest first."""
    found = _claims().filter(state=ClaimState.PROPOSED)
    facets = [_in_charge(officer, ""), _measures(found)]
    orders = (CLAIM_ORDERS[1], CLAIM_ORDERS[3])
    return _listed(params, found, "", facets, orders, "amount")


def payouts_listed(params: QueryDict, officer: User, today: datetime.date) -> Listing[Payout]:
    """Parts that are still to be paid, those due first; those without a day wait for a milestone."""
    days = Facet(
        "due",
        _("Due"),
        [
            Choice("overdue", _("Overdue"), Q(due_on__lt=today)),
            Choice("month", _("Within 30 days"), Q(due_on__gte=today, due_on__lte=today + MONTH)),
            Choice("later", _("Later"), Q(due_on__gt=today + MONTH)),
            Choice("milestone", _("Waits for a milestone"), Q(due_on__isnull=True)),
        ],
    )
    mine = Choice("payable", _("For me to confirm"), ~Q(claim__decided_by=officer))
    others = Choice("decided", _("Decided by me"), Q(claim__decided_by=officer))
    four_eyes = Facet("eyes", _("Four eyes"), [mine, others])
    facets = [days, four_eyes, _in_charge(officer, "claim__")]
    return _listed(params, _payouts(), "claim__", facets, MONEY_ORDERS, "due")


def clawbacks_listed(params: QueryDict, today: datetime.date) -> Listing[Clawback]:
    """Money that is asked back and not settled, those due first."""
    days = Facet(
        "due",
        _("Due"),
        [
            Choice("overdue", _("Overdue"), Q(due_on__lt=today)),
            Choice("later", _("Not yet due"), Q(due_on__gte=today)),
        ],
    )
    return _listed(params, _clawbacks(), "payout__claim__", [days], MONEY_ORDERS, "due")


def _listed(
    params: QueryDict, found: QuerySet[Any], claim: str, facets: list[Facet], orders: Any, default: str
) -> Listing[Any]:
    """Words are looked for in the names of organisations; the rest is as in every list."""
    asked = params.copy()
    words = " ".join(asked.pop("q", [])).replace("\x00", "").strip()[:300]
    if words:
        named = matching_words(Organisation.objects.order_by(), words).values("pk")
        found = found.filter(**{f"{claim}organisation__in": named.order_by()})
    listing = build(asked, found, facets=facets, orders=orders, default=default)
    return replace(listing, q=words, keep=[*listing.keep, ("q", words)] if words else listing.keep)


def _in_charge(officer: User, claim: str) -> Facet:
    key = f"{claim}officer"
    none = Q(**{f"{key}__isnull": True})
    return Facet(
        "officer",
        _("In charge"),
        [
            Choice("me", _("Me"), Q(**{key: officer})),
            Choice("nobody", _("Nobody yet"), none),
            Choice("others", _("Others"), ~none & ~Q(**{key: officer})),
        ],
    )


def _deadlines(today: datetime.date) -> Facet:
    return Facet(
        "due",
        _("Decision due"),
        [
            Choice("overdue", _("Overdue"), Q(due_on__lt=today)),
            Choice("soon", _("Within 3 days"), Q(due_on__gte=today, due_on__lte=today + SOON)),
            Choice("later", _("Later"), Q(due_on__gt=today + SOON)),
        ],
    )


def _answers() -> Facet:
    labels = Answer.choices
    return Facet(
        "answer", _("The rules say"), [Choice(code, label, Q(answer=code)) for code, label in labels]
    )


def _measures(found: QuerySet[Claim]) -> Facet:
    """The measures that are claimed here at all."""
    measures = Measure.objects.filter(pk__in=found.order_by().values("measure")).order_by("key")
    choices = [Choice(one.ref, one.title, Q(measure=one.pk)) for one in measures]
    return Facet("measure", _("Measure"), choices, hide_empty=True)


def claim_rows(claims: QuerySet[Claim]) -> Iterator[dict[str, Any]]:
    """For export: amounts in fen, days as ISO 8601."""
    for claim in claims.iterator(chunk_size=2000):
        yield {
            "ref": claim.ref,
            "organisation": claim.organisation.name,
            "organisation_ref": claim.organisation.ref,
            "measure": claim.measure.key,
            "subject": claim.subject,
            "period": claim.period,
            "origin": claim.origin,
            "state": claim.state,
            "answer": claim.answer,
            "amount_fen": "" if claim.amount_fen is None else int(claim.amount_fen),
            "submitted_on": _iso(claim.submitted_at),
            "due_on": _iso(claim.due_on),
            "officer": name_of(claim.officer),
            "decided_on": _iso(claim.decided_at),
        }


def payout_rows(payouts: QuerySet[Payout]) -> Iterator[dict[str, Any]]:
    """For export: amounts in fen, days as ISO 8601."""
    for payout in payouts.iterator(chunk_size=2000):
        yield {
            "ref": payout.ref,
            "claim": payout.claim.ref,
            "organisation": payout.claim.organisation.name,
            "organisation_ref": payout.claim.organisation.ref,
            "measure": payout.claim.measure.key,
            "part": payout.part,
            "amount_fen": int(payout.amount_fen),
            "due_on": _iso(payout.due_on),
            "state": payout.state,
            "paid_on": _iso(payout.paid_on),
            "reference": payout.reference,
        }


def _iso(day: datetime.date | datetime.datetime | None) -> str:
    if isinstance(day, datetime.datetime):
        day = timezone.localdate(day)
    return day.isoformat() if day else ""
