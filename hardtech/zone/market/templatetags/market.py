"""Words of the market for templates."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from hardtech.zone.market import wording
from hardtech.zone.market.kinds import ProfileKind
from hardtech.zone.market.models import Need, Profile, Requirement

register = template.Library()


@register.filter
def field_pairs(codes: Sequence[str]) -> list[tuple[str, wording.Words]]:
    """Field codes as (code, label)."""
    return wording.field_pairs(codes)


@register.filter
def partnerships(codes: Sequence[str]) -> list[wording.Words]:
    """Partnership codes as labels."""
    return wording.partnership_labels(codes)


@register.filter
def trl_meaning(level: int | None) -> wording.Words:
    return wording.TRL_MEANINGS.get(level or 0, "")


@register.filter
def budget(need: Need) -> str:
    """The budget of a need as a range of money; empty when none is stated."""
    return wording.budget(need.budget_min, need.budget_max, need.currency)


@register.filter
def figure(requirement: Requirement) -> str:
    """The figure of a requirement with relation and unit."""
    return wording.figure(requirement)


@register.filter
def kind_label(profile: Profile) -> str:
    """ "Offer" or "Need"."""
    name = str(profile._meta.verbose_name)
    return name[:1].upper() + name[1:]


@register.filter
def edit_url(kind: ProfileKind, profile: Profile) -> str:
    return kind.url("edit", profile.ref)


@register.filter
def matches_url(kind: ProfileKind, profile: Profile) -> str:
    return kind.url("matches", profile.ref)
