"""Windows that close soon, and organisations of the zone that are entitled and have not claimed yet."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from hardtech.engines.rules import assess
from hardtech.zone.incentives.choices import Answer, ClaimState
from hardtech.zone.incentives.deadlines import CLOSES_SOON
from hardtech.zone.incentives.models import Assessment, Claim
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.rulebook import current_rulebook

__all__ = ["Closing", "closing_windows", "entitled_unclaimed", "windows_closing"]


@dataclass(frozen=True)
class Closing:
    """A measure whose window closes, and how many entitled organisations have not claimed."""

    measure: Measure
    closes: datetime.date
    organisations: int


def windows_closing(today: datetime.date) -> dict[str, datetime.date]:
    """Measures whose window is open and closes soon, by key."""
    found = {}
    for key, rule in current_rulebook().items():
        window = assess(rule, {}, today).window
        if window is not None and window.open and window.closes <= today + CLOSES_SOON:
            found[key] = window.closes
    return found


def entitled_unclaimed(measures: Collection[str], year: int) -> QuerySet[Assessment]:
    """Entitlements of the zone's organisations to `measures` for which nothing is claimed this year."""
    claimed = Claim.objects.filter(
        organisation=OuterRef("organisation"), measure=OuterRef("measure"), period=year
    )
    return Assessment.objects.filter(
        ~Exists(claimed.exclude(state=ClaimState.PROPOSED)),
        measure__key__in=measures,
        answer=Answer.YES,
        organisation__residence__isnull=False,
    )


def closing_windows(today: datetime.date, organisations: Collection[int] | None = None) -> list[Closing]:
    """For the zone, or for some of its organisations: those that close first come first."""
    closing = windows_closing(today)
    if not closing:
        return []
    found = entitled_unclaimed(closing, today.year)
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    numbers = dict(found.order_by().values_list("measure__key").annotate(n=Count("pk")))
    measures = Measure.objects.filter(key__in=numbers)
    rows = [Closing(one, closing[one.key], numbers[one.key]) for one in measures]
    return sorted(rows, key=lambda row: (row.closes, row.measure.key))
