"""Reads of cultivation used more than once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from hardtech.zone.accounts.permissions import Visitor, is_zone_officer
from hardtech.zone.common.ids import among
from hardtech.zone.common.refs import is_reference
from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.validity import valid_on
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import organisation_ids

__all__ = [
    "RENEWAL_DAYS",
    "Growth",
    "count_by_field",
    "count_by_tier",
    "find_certificate",
    "first_ends",
    "growth_by_tier",
    "holders",
    "renewals_due",
    "tiers_held",
    "visible_certificates",
    "year_ends",
]

RENEWAL_DAYS = (90, 180)
"""How long before its end a certificate counts as due for renewal."""


def visible_certificates(visitor: Visitor) -> QuerySet[Certificate]:
    """Those of the visitor's organisations, and for officers those of the zone."""
    seen = Q(organisation__in=list(organisation_ids(visitor)))
    if is_zone_officer(visitor):
        seen |= Q(organisation__residence__isnull=False)
    return Certificate.objects.filter(seen)


def find_certificate(visitor: Visitor, ref: str) -> Certificate:
    """The certificate behind a reference, where the visitor may see it. Raises `DoesNotExist`."""
    if not is_reference(ref):
        raise Certificate.DoesNotExist
    return visible_certificates(visitor).select_related("organisation").get(ref=ref)


def tiers_held(organisations: Collection[int], on: datetime.date) -> dict[int, list[str]]:
    """The tiers that each organisation holds on `on`; one query."""
    held: dict[int, list[str]] = {pk: [] for pk in organisations}
    rows = Certificate.objects.filter(valid_on(on), organisation__in=among(organisations))
    for pk, tier in rows.order_by().values_list("organisation_id", "tier").distinct():
        held[pk].append(tier)
    return held


def holders(tier: str, on: datetime.date) -> QuerySet[Organisation]:
    """The organisations that belonged to the zone on `on` and held `tier` then."""
    held = Certificate.objects.filter(valid_on(on), organisation=OuterRef("pk"), tier=tier)
    residents = Organisation.objects.filter(merged_into__isnull=True, residence__since__lte=on)
    return residents.filter(Exists(held)).defer("search")


def count_by_tier(days: Sequence[datetime.date]) -> dict[str, list[int]]:
    """Tier → how many `holders` it had on each of `days`, every tier named; one query."""
    return _counted([valid_on(day) & Q(organisation__residence__since__lte=day) for day in days])


def count_by_field(on: datetime.date) -> dict[str, dict[str, int]]:
    """Field → tier → how many `holders` it has on `on`; who is in two fields counts in both. One query."""
    today = valid_on(on) & Q(organisation__residence__since__lte=on)
    counts = _counted([today & Q(organisation__fields__contains=[code]) for code in Field.values])
    return {
        code: {tier: numbers[at] for tier, numbers in counts.items()} for at, code in enumerate(Field.values)
    }


def _counted(conditions: Sequence[Q]) -> dict[str, list[int]]:
    """Tier → the number of organisations of the zone that have a certificate of it under each condition."""
    counts = {
        f"number_{at}": Count("organisation", distinct=True, filter=condition)
        for at, condition in enumerate(conditions)
    }
    residents = Certificate.objects.filter(
        organisation__residence__isnull=False, organisation__merged_into__isnull=True
    )
    rows = residents.order_by().values_list("tier").annotate(**counts) if counts else []
    found = {tier: list(numbers) for tier, *numbers in rows}
    return {tier: found.get(tier, [0] * len(conditions)) for tier in Tier.values}


@dataclass(frozen=True, slots=True)
class Growth:
    """The holders of a tier on a day. `growth` is the change since the day before as a share of what it was then; None
    where there was nothing to grow from."""

    tier: str
    on: datetime.date
    count: int
    growth: Fraction | None


def growth_by_tier(days: Sequence[datetime.date]) -> Mapping[str, list[Growth]]:
    """Tier → its holders on each of `days` but the first, from which the first growth is reckoned; one query.

    The article's "+48 %" is such a figure: holders at the end of a year over those at the end of the year before, less one.
    """
    grown: dict[str, list[Growth]] = defaultdict(list)
    for tier, counts in count_by_tier(days).items():
        for day, before, count in zip(days[1:], counts, counts[1:], strict=False):
            share = Fraction(count - before, before) if before else None
            grown[tier].append(Growth(tier, day, count, share))
    return grown


def year_ends(on: datetime.date, years: int) -> list[datetime.date]:
    """The last days of the `years` calendar years before that of `on`, in order."""
    return [datetime.date(on.year - back, 12, 31) for back in range(years, 0, -1)]


def renewals_due(on: datetime.date, days: int) -> QuerySet[Certificate]:
    """Certificates that hold on `on` and end within `days`, and are not followed by another of their tier."""
    return _unfollowed(on).filter(valid_until__lte=on + datetime.timedelta(days=days))


def first_ends(organisations: Collection[int], on: datetime.date) -> dict[int, datetime.date]:
    """Organisation → when the first of its certificates ends that no other one follows; one query."""
    rows = _unfollowed(on).filter(organisation__in=among(organisations)).order_by()
    found = rows.values_list("organisation_id").annotate(end=Min("valid_until"))
    return dict(found.values_list("organisation_id", "end"))


def _unfollowed(on: datetime.date) -> QuerySet[Certificate]:
    """Certificates that hold on `on`, have a last day, and no later one of their tier on file."""
    following = Certificate.objects.filter(
        organisation=OuterRef("organisation"), tier=OuterRef("tier"), revoked_on__isnull=True
    ).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until")))
    return Certificate.objects.filter(valid_on(on), ~Exists(following), valid_until__isnull=False)
