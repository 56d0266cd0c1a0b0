"""Who somebody is in the zone, as named predicates."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from hardtech.zone.accounts.models import User

Visitor = User | AnonymousUser

__all__ = [
    "Visitor",
    "is_administrator",
    "is_reviewer",
    "is_signed_in",
    "is_technology_manager",
    "is_zone_officer",
    "may_read_names",
    "signed_in",
]


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.is_authenticated


def signed_in(visitor: Visitor) -> User:
    """The account behind the visitor; nobody without one comes past here."""
    if not isinstance(visitor, User):
        raise PermissionDenied
    return visitor


def may_read_names(visitor: Visitor) -> bool:
    """Who did what is told to those who say who they are; the public reads what happened."""
    return is_signed_in(visitor)


def is_administrator(visitor: Visitor) -> bool:
    return visitor.is_active and visitor.is_superuser


def is_technology_manager(visitor: Visitor) -> bool:
    return isinstance(visitor, User) and visitor.is_active and visitor.is_technology_manager


def is_zone_officer(visitor: Visitor) -> bool:
    return (
        isinstance(visitor, User) and visitor.is_active and (visitor.is_zone_officer or visitor.is_superuser)
    )


def is_reviewer(visitor: Visitor) -> bool:
    """Reviews profiles before they are published: technology managers and officers."""
    return is_technology_manager(visitor) or is_zone_officer(visitor)
