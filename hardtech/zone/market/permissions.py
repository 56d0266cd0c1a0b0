"""Who may see and do what in the market, as named predicates.

| status | seen by |
|---|---|
| published | everybody |
| draft | members of the organisation |
| in review | these, technology managers and officers |
| expired, archived | these, technology managers and officers |

Administrators see all. `visible` says the same in SQL as `may_see` says of one profile: a test compares them.
"""

from __future__ import annotations

from django.db.models import Q

from hardtech.zone.accounts.permissions import (
    Visitor,
    is_administrator,
    is_reviewer,
    is_signed_in,
    is_technology_manager,
    is_zone_officer,
)
from hardtech.zone.market.choices import Side, Status
from hardtech.zone.market.models import Need, Offer, Profile
from hardtech.zone.registry.permissions import is_member, organisation_ids

__all__ = [
    "is_insider",
    "may_create",
    "may_create_any",
    "may_decide",
    "may_edit",
    "may_publish",
    "may_see",
    "may_switch_ranking",
    "may_withdraw",
    "sides_of",
    "visible",
]


def visible(visitor: Visitor) -> Q:
    """The profiles that the visitor may see, as a condition."""
    if is_administrator(visitor):
        return Q()
    seen = Q(status=Status.PUBLISHED)
    if is_signed_in(visitor):
        seen |= Q(owner_id__in=list(organisation_ids(visitor)))
    if is_reviewer(visitor):
        seen |= ~Q(status=Status.DRAFT)
    return seen


def may_see(visitor: Visitor, profile: Profile) -> bool:
    return (
        profile.status == Status.PUBLISHED
        or is_insider(visitor, profile)
        or (is_reviewer(visitor) and profile.status != Status.DRAFT)
    )


def is_insider(visitor: Visitor, profile: Profile) -> bool:
    """Belongs to the profile's own side: sees drafts, the whole timeline, and its matches."""
    return is_administrator(visitor) or is_member(visitor, profile.owner_id)


def may_create(visitor: Visitor, organisation_id: int) -> bool:
    return is_member(visitor, organisation_id) or is_administrator(visitor)


def may_create_any(visitor: Visitor) -> bool:
    """Acts for at least one organisation."""
    return bool(organisation_ids(visitor)) or is_administrator(visitor)


def may_edit(visitor: Visitor, profile: Profile) -> bool:
    return is_member(visitor, profile.owner_id) or is_administrator(visitor)


def may_publish(visitor: Visitor, profile: Profile) -> bool:
    """Four eyes: whoever wrote it, or owns it, does not approve it."""
    if is_administrator(visitor):
        return True
    return (
        is_reviewer(visitor)
        and profile.created_by_id != visitor.pk
        and not is_member(visitor, profile.owner_id)
    )


def may_withdraw(visitor: Visitor, profile: Profile) -> bool:
    return may_edit(visitor, profile) or is_zone_officer(visitor)


def sides_of(visitor: Visitor, need: Need, offer: Offer) -> list[Side]:
    """For which sides the visitor may decide on this match."""
    sides = []
    if is_insider(visitor, need):
        sides.append(Side.NEED)
    if is_insider(visitor, offer):
        sides.append(Side.OFFER)
    if is_technology_manager(visitor):
        sides.append(Side.BROKER)
    return sides


def may_decide(visitor: Visitor, need: Need, offer: Offer, side: Side) -> bool:
    return may_see(visitor, need) and may_see(visitor, offer) and side in sides_of(visitor, need, offer)


def may_switch_ranking(visitor: Visitor) -> bool:
    """Judges learned rankings and puts them in force: who also reviews what is matched."""
    return is_reviewer(visitor)
