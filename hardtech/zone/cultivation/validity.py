"""When a certificate holds, and until when one of its measure usually does."""

from __future__ import annotations

import datetime

from django.db.models import Q

from hardtech.engines.rules import Rulebook
from hardtech.zone.cultivation.choices import RULES

__all__ = ["usual_end", "valid_on"]


def valid_on(day: datetime.date, prefix: str = "") -> Q:
    """The certificates that hold on `day`, both ends included; on the day of its revocation one holds no more."""
    condition = Q(**{f"{prefix}valid_from__lte": day})
    condition &= Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": day})
    return condition & (Q(**{f"{prefix}revoked_on__isnull": True}) | Q(**{f"{prefix}revoked_on__gt": day}))


def usual_end(tier: str, valid_from: datetime.date, rulebook: Rulebook) -> datetime.date | None:
    """The last day of a certificate from `valid_from`, by the years of its measure's text; None where that names none."""
    key = RULES.get(tier)  # type: ignore[call-overload]
    version = rulebook[key].version_on(valid_from) if key in rulebook else None
    if version is None or version.validity is None:
        return None
    year = valid_from.year + version.validity
    try:
        following = valid_from.replace(year=year)
    except ValueError:  # 29 February
        following = datetime.date(year, 3, 1)
    return following - datetime.timedelta(days=1)
