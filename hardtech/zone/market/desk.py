"""What waits for somebody: profiles to review, needs to serve, matches kept, their own records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from hardtech.zone.accounts.models import User
from hardtech.zone.finding import vectors
from hardtech.zone.market.advice import Checklist, checklist
from hardtech.zone.market.choices import MatchVerdict, Side, Status
from hardtech.zone.market.documents import with_texts
from hardtech.zone.market.kinds import KINDS, ProfileKind
from hardtech.zone.market.matching import best_for_needs
from hardtech.zone.market.models import Decision, Need, Offer, Profile
from hardtech.zone.market.queries import published, visible_to
from hardtech.zone.registry.permissions import organisation_ids

__all__ = [
    "Meaning",
    "Mine",
    "NewNeed",
    "kept_matches",
    "meaning_read",
    "my_profiles",
    "new_needs",
    "to_review",
]

QUEUE_SHOWN = 25
NEEDS_SHOWN = 5
HITS_LOOKED_AT = 10
KEPT_SHOWN = 10
MINE_SHOWN = 50
SOON = timedelta(days=30)


@dataclass(frozen=True)
class NewNeed:
    """A need that was published lately, with the offer that suits it best and what brokers did with it."""

    need: Need
    best: Offer | None
    kept: int
    dismissed: int


@dataclass(frozen=True)
class Mine:
    """A record of one's own organisation: what it lacks, and whether its time is nearly over."""

    profile: Any
    kind: ProfileKind
    checklist: Checklist
    ends_soon: bool


@dataclass(frozen=True)
class Meaning:
    """How far the language model is with each kind of published text."""

    kinds: list[vectors.Progress]
    complete: bool


def meaning_read() -> Meaning | None:
    """What zone officers are told of it; None where meaning is switched off or nothing is published."""
    kinds = [progress for progress in vectors.progress() if progress.total]
    return Meaning(kinds, all(progress.done == progress.total for progress in kinds)) if kinds else None


def to_review(user: User) -> list[Profile]:
    """What the user may publish or return: nothing that they wrote or that their organisation owns. Oldest first."""
    waiting: list[Profile] = []
    for kind in KINDS.values():
        queue = kind.model.objects.filter(status=Status.IN_REVIEW).select_related(
            "owner", "created_by__person"
        )
        if not user.is_superuser:
            own = Q(created_by=user) | Q(owner_id__in=list(organisation_ids(user)))
            queue = queue.exclude(own)
        waiting += queue.defer("search", "description", "extra").order_by("updated_at", "pk")[:QUEUE_SHOWN]
    return sorted(waiting, key=lambda one: (one.updated_at, one.ref))[:QUEUE_SHOWN]


def new_needs() -> list[NewNeed]:
    """The needs published last. The number of queries does not grow with them."""
    needs = list(published(Need).prefetch_related("requirements")[:NEEDS_SHOWN])
    decided: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = Decision.objects.filter(need__in=needs, side=Side.BROKER)
    for need_id, verdict, offer_id in rows.values_list("need_id", "verdict", "offer_id"):
        decided[need_id][verdict].append(offer_id)
    best = _best_offers(needs, {pk: set(found[MatchVerdict.DISMISSED]) for pk, found in decided.items()})
    return [
        NewNeed(
            need,
            best.get(need.pk),
            len(decided[need.pk][MatchVerdict.KEPT]),
            len(decided[need.pk][MatchVerdict.DISMISSED]),
        )
        for need in needs
    ]


def _best_offers(needs: list[Need], refused: dict[int, set[int]]) -> dict[int, Offer]:
    """For each need the published offer that ranks first among those no broker dismissed."""
    hits = best_for_needs(needs, HITS_LOOKED_AT)
    refs = {hit.ref for found in hits.values() for hit in found}
    offers = {offer.ref: offer for offer in published(Offer).filter(ref__in=refs)}
    best: dict[int, Offer] = {}
    for pk, found in hits.items():
        ranked = (offers[hit.ref] for hit in found if hit.ref in offers)
        first = next((offer for offer in ranked if offer.pk not in refused.get(pk, set())), None)
        if first is not None:
            best[pk] = first
    return best


def kept_matches(user: User) -> QuerySet[Decision]:
    """What technology managers kept, newest first, unless one of the two went back to draft since."""
    seen = {"need__in": visible_to(user, Need), "offer__in": visible_to(user, Offer)}
    kept = Decision.objects.filter(side=Side.BROKER, verdict=MatchVerdict.KEPT, **seen)
    kept = kept.select_related("need__owner", "offer__owner", "decided_by__person")
    return kept.order_by("-decided_at", "-pk")[:KEPT_SHOWN]


def my_profiles(user: User, now: datetime) -> list[Mine]:
    """The records of the user's organisations that are not archived: drafts first, then by what ends first."""
    mine: list[Mine] = []
    for kind in KINDS.values():
        own = kind.model.objects.filter(owner_id__in=list(organisation_ids(user))).exclude(
            status=Status.ARCHIVED
        )
        latest = with_texts(own.select_related("owner").order_by("-updated_at", "-pk"))[:MINE_SHOWN]
        mine += [_mine(profile, kind, now) for profile in latest]
    order = [Status.DRAFT, Status.IN_REVIEW, Status.EXPIRED, Status.PUBLISHED]
    return sorted(mine, key=lambda one: (order.index(one.profile.status), one.profile.expires_at or now))


def _mine(profile: Profile, kind: ProfileKind, now: datetime) -> Mine:
    ends = profile.expires_at
    soon = profile.status == Status.PUBLISHED and ends is not None and ends <= now + SOON
    return Mine(profile, kind, checklist(profile, page=kind.url("edit", profile.ref)), soon)
