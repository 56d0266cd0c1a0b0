"""Reads of the market used more than once. Every one begins with what the visitor may see."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Count, QuerySet

from hardtech.zone.accounts.permissions import Visitor, is_technology_manager
from hardtech.zone.journal.models import Entry
from hardtech.zone.journal.queries import timeline
from hardtech.zone.journal.verbs import Readers, readable_by
from hardtech.zone.market import permissions
from hardtech.zone.market.choices import MatchVerdict, Side, Status
from hardtech.zone.market.models import Decision, Offer, Profile

__all__ = ["decisions_for", "profile_timeline", "published", "refusals", "visible_to"]

P = TypeVar("P", bound=Profile)


def visible_to(visitor: Visitor, model: type[P]) -> QuerySet[P]:
    """Everything of the kind that the visitor may see, with its organisation."""
    return model.objects.filter(permissions.visible(visitor)).select_related("owner")


def published(model: type[P]) -> QuerySet[P]:
    return model.objects.filter(status=Status.PUBLISHED).select_related("owner")


def profile_timeline(visitor: Visitor, profile: Profile) -> QuerySet[Entry]:
    """The public part for everybody; all of its own side's for insiders; what one side decided stays with it."""
    entries = timeline(profile.ref)
    if permissions.is_insider(visitor, profile):
        own = entries.exclude(verb__startswith="match.") | entries.filter(
            verb__startswith="match.", data__side=profile.SIDE
        )
        return own.order_by("-seq")
    entries = entries.filter(verb__startswith=f"{profile.SIDE}.")
    if is_technology_manager(visitor):
        return entries
    return entries.filter(verb__in=readable_by(Readers.EVERYBODY))


def decisions_for(visitor: Visitor, profile: Profile) -> QuerySet[Decision]:
    """The decisions on a profile's matches that the visitor may read: its own side's, or the broker's."""
    sides = []
    if permissions.is_insider(visitor, profile):
        sides.append(Side(profile.SIDE))
    if is_technology_manager(visitor):
        sides.append(Side.BROKER)
    mine = Decision.objects.filter(side__in=sides)
    return mine.filter(**{profile.SIDE: profile})


def refusals(offer: Offer) -> list[tuple[str, int]]:
    """Why needs said no: reason code and how often. No names, no notes: the offerer learns, nobody is exposed.

    A need that was never published does not count: its dismissal would tell that somebody is drafting one.
    """
    rows = (
        offer.decisions.filter(
            side=Side.NEED, verdict=MatchVerdict.DISMISSED, need__published_at__isnull=False
        )
        .values("reason")
        .annotate(times=Count("id"))
        .order_by("-times", "reason")
    )
    return [(row["reason"], row["times"]) for row in rows]
