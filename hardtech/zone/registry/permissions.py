"""Who may do what in the registry, as named predicates."""

from __future__ import annotations

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import Visitor, is_administrator, is_zone_officer
from hardtech.zone.registry.choices import MembershipRole
from hardtech.zone.registry.models import Membership, Organisation, Person

__all__ = [
    "is_member",
    "may_create",
    "may_edit",
    "may_edit_person",
    "may_manage_members",
    "may_merge",
    "may_read_whole_timeline",
    "organisation_ids",
]


def organisation_ids(visitor: Visitor) -> dict[int, str]:
    """Organisation id → role of the visitor. Asked of the database once for each account object (one request)."""
    if not isinstance(visitor, User) or not visitor.is_active:
        return {}
    known: dict[int, str] | None = visitor.__dict__.get("_organisation_ids")
    if known is None:
        rows = Membership.objects.filter(person__user=visitor).values_list("organisation_id", "role")
        known = visitor.__dict__["_organisation_ids"] = dict(rows)
    return known


def is_member(visitor: Visitor, organisation_id: int) -> bool:
    return organisation_id in organisation_ids(visitor)


def may_create(visitor: Visitor) -> bool:
    """Everybody who signed in may enter their organisation; duplicates are shown before it is saved."""
    return isinstance(visitor, User) and visitor.is_active


def may_edit(visitor: Visitor, organisation: Organisation) -> bool:
    return is_member(visitor, organisation.pk) or is_zone_officer(visitor)


def may_manage_members(visitor: Visitor, organisation: Organisation) -> bool:
    return organisation_ids(visitor).get(organisation.pk) == MembershipRole.OWNER or is_zone_officer(visitor)


def may_edit_person(visitor: Visitor, person: Person) -> bool:
    """One's own entry; officers mend any."""
    return isinstance(visitor, User) and (person.user_id == visitor.pk or is_zone_officer(visitor))


def may_read_whole_timeline(visitor: Visitor, organisation: Organisation) -> bool:
    """Drafts of offers and needs stand in it: for those who see these drafts."""
    return is_member(visitor, organisation.pk) or is_administrator(visitor)


def may_merge(visitor: Visitor) -> bool:
    return is_zone_officer(visitor)
