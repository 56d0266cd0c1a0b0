"""Tiers as a way to sum up what a measure costs: incentives, below, asks for it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from hardtech.zone.cultivation.ladder import highest
from hardtech.zone.cultivation.queries import tiers_held

__all__ = ["highest_tier"]


def highest_tier(organisations: Sequence[int], on: datetime.date) -> Mapping[int, str]:
    """The highest tier that each holds on `on`; one query."""
    held = tiers_held(organisations, on)
    found = {pk: highest(held.get(pk, ())) for pk in organisations}
    return {pk: str(tier.label) if tier is not None else _("no tier") for pk, tier in found.items()}
