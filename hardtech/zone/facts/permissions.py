"""Who may see and state facts, as named predicates.

| who | sees and states facts of |
|---|---|
| member of the organisation | their organisation |
| zone officer | the organisations of the zone |
| anybody else, technology managers among them | none |

What the rulebooks leave to a person's judgement is stated by officers, of organisations that they do not belong to.
"""

from __future__ import annotations

from django.db.models import Q

from hardtech.zone.accounts.permissions import Visitor, is_zone_officer
from hardtech.zone.facts.models import Resident
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import is_member, organisation_ids

__all__ = [
    "is_resident",
    "may_enter_zone",
    "may_judge",
    "may_see_facts",
    "may_state",
    "residence",
    "with_visible_facts",
]


def is_resident(organisation: Organisation) -> bool:
    return Resident.objects.filter(organisation=organisation).exists()


def residence(organisation: Organisation) -> Resident | None:
    """Since when it belongs to the zone, if it does."""
    return Resident.objects.filter(organisation=organisation).first()


def may_see_facts(visitor: Visitor, organisation: Organisation) -> bool:
    return is_member(visitor, organisation.pk) or (is_zone_officer(visitor) and is_resident(organisation))


def may_state(visitor: Visitor, organisation: Organisation) -> bool:
    return may_see_facts(visitor, organisation)


def may_judge(visitor: Visitor, organisation: Organisation) -> bool:
    """Nobody judges their own organisation."""
    return is_zone_officer(visitor) and not is_member(visitor, organisation.pk) and is_resident(organisation)


def may_enter_zone(visitor: Visitor, organisation: Organisation) -> bool:
    """Members bring their organisation into the zone, and officers do."""
    return is_member(visitor, organisation.pk) or is_zone_officer(visitor)


def with_visible_facts(visitor: Visitor) -> Q:
    """The organisations whose facts the visitor may see, as a condition on `Organisation`."""
    seen = Q(pk__in=list(organisation_ids(visitor)))
    return seen | Q(residence__isnull=False) if is_zone_officer(visitor) else seen
