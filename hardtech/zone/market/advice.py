"""What helps somebody who writes a profile: what is missing, which fields, whether it exists already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardtech.engines.matching import analyse
from hardtech.zone.common.search import matching_words
from hardtech.zone.market.choices import Status
from hardtech.zone.market.completeness import parts_of
from hardtech.zone.market.models import Profile
from hardtech.zone.market.wording import field_pairs
from hardtech.zone.registry.classifier import propose_fields

__all__ = ["Checklist", "Proposal", "checklist", "proposals_for", "same_titles"]

SHARED_WORDS = 0.6  # of the words that either title has
WORDS_LOOKED_UP = 8
CANDIDATES = 100
DUPLICATES_SHOWN = 5

LABELS: Mapping[str, Promise | str] = {
    "requirements": _("requirements with figures"),
    "budget_max": _("budget"),
}


@dataclass(frozen=True)
class Checklist:
    """The parts of a profile, each done or with a hint what to write."""

    items: list[dict[str, Any]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def done(self) -> int:
        return sum(item["done"] for item in self.items)

    @property
    def complete(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True)
class Proposal:
    """A field that the text speaks of, with its share of all that points to a field."""

    code: str
    label: Promise | str
    percent: int


def checklist(profile: Profile, *, page: str = "", has_requirements: bool | None = None) -> Checklist:
    """Every part that a complete profile has. `page` is the form's address, empty when the form is this page.

    `has_requirements` tells of rows that are not stored yet.
    """
    parts = parts_of(profile)
    gaps = {part.field: part for part in parts if part.is_missing(profile)}
    if has_requirements:
        gaps.pop("requirements", None)
    items = [
        {
            "label": _label(profile, name),
            "done": name not in gaps,
            "href": f"{page}#id_{name}",
            "hint": gaps[name].sentence if name in gaps else "",
            "required": name in gaps and gaps[name].required,
        }
        for name in dict.fromkeys(part.field for part in parts)
    ]
    return Checklist(items)


def _label(profile: Profile, name: str) -> str:
    column = profile._meta.get_field(name) if name not in LABELS else None
    label = str(LABELS[name] if column is None else column.verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def proposals_for(profile: Profile) -> list[Proposal]:
    """The fields that the profile's text speaks of, the likeliest first."""
    text = "\n".join([profile.title, " ".join(profile.keywords), profile.summary, profile.description])
    found = propose_fields(text)
    labels = dict(field_pairs(code for code, _share in found))
    return [Proposal(code, labels[code], round(100 * share)) for code, share in found]


def same_titles(profile: Profile) -> list[Profile]:
    """Profiles of the same organisation whose titles share most words with this one's. It need not be saved yet."""
    words = set(analyse(profile.title))
    if not words or profile.owner_id is None:
        return []
    own = type(profile).objects.filter(owner_id=profile.owner_id).exclude(pk=profile.pk)
    own = own.exclude(status=Status.ARCHIVED)
    candidates = own.none()
    for word in sorted(words)[:WORDS_LOOKED_UP]:
        candidates |= matching_words(own, word, rank=False)
    alike = [
        (_overlap(words, set(analyse(one.title))), one) for one in candidates.order_by("pk")[:CANDIDATES]
    ]
    alike = [(share, one) for share, one in alike if share >= SHARED_WORDS]
    return [one for _share, one in sorted(alike, key=lambda pair: (-pair[0], pair[1].pk))][:DUPLICATES_SHOWN]


def _overlap(ours: set[str], theirs: set[str]) -> float:
    return len(ours & theirs) / max(1, len(ours | theirs))
