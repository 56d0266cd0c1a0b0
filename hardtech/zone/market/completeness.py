"""What a complete profile says: what a reviewer demands, and what partners ask for beyond that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardtech.zone.market.choices import RequirementLevel
from hardtech.zone.market.models import Need, Profile

__all__ = ["ProfilePart", "parts_of", "required_gaps"]

SHORT_DESCRIPTION = {"en": 200, "zh": 80}  # characters


@dataclass(frozen=True)
class ProfilePart:
    """A field, and what to write where it is missing: left empty, if nothing else is said. `required` by reviewers."""

    field: str
    sentence: Promise
    required: bool = False
    missing: Callable[[Any], bool] | None = None

    def is_missing(self, profile: Profile) -> bool:
        return self.missing(profile) if self.missing else getattr(profile, self.field) in ("", None, [])


def _has_short_description(profile: Profile) -> bool:
    return len(profile.description) < SHORT_DESCRIPTION.get(profile.language, 200)


def _demands_nothing(need: Need) -> bool:
    return not need.pk or all(row.level != RequirementLevel.MUST for row in need.requirements.all())


def _is_past(need: Need) -> bool:
    """Whether the day of the deadline is over in the zone."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    return need.deadline is not None and need.deadline < today


# In the order of the form.
HEAD = (
    ProfilePart("summary", _("Write a summary: what it is, for whom, and what it changes."), required=True),
    ProfilePart(
        "description",
        _("Describe how it works and under which conditions: a paragraph or two."),
        required=True,
        missing=_has_short_description,
    ),
    ProfilePart(
        "keywords",
        _("Give at least three keywords, as a partner would search for them."),
        missing=lambda profile: len(profile.keywords) < 3,
    ),
    ProfilePart("fields", _("Choose at least one of the eight fields."), required=True),
)
PARTNERSHIPS = ProfilePart("partnerships", _("Say which kind of partnership you want."))

PARTS = {
    "offer": (
        *HEAD,
        ProfilePart("trl", _("State the readiness level: companies ask for it first."), required=True),
        ProfilePart(
            "trl_evidence", _("Say what shows the readiness level: which test, where, with what result.")
        ),
        ProfilePart("ip_stage", _("State the stage of protection: nobody licenses what nobody owns.")),
        ProfilePart(
            "advantage_performance",
            _("Compare it in figures with the best rival solution, in the buyer's words."),
        ),
        ProfilePart("advantage_cost", _("Say what the buyer saves, or pays more, against the best rival.")),
        ProfilePart("advantage_return", _("Say when and from what the buyer's outlay comes back.")),
        PARTNERSHIPS,
    ),
    "need": (
        *HEAD,
        ProfilePart(
            "requirements",
            _("List what a solution must do, with figures: it sharpens the matches."),
            missing=_demands_nothing,
        ),
        ProfilePart("budget_max", _("Name a budget range: it saves both sides a conversation.")),
        ProfilePart("deadline", _("Set a deadline, so that offerers know when to answer.")),
        ProfilePart(
            "deadline", _("The deadline has passed: set a new one."), required=True, missing=_is_past
        ),
        PARTNERSHIPS,
    ),
}


def parts_of(profile: Profile) -> tuple[ProfilePart, ...]:
    """What a complete profile says. A field stands there twice where it may be missing in two ways."""
    return PARTS[profile.SIDE]


def required_gaps(profile: Profile) -> list[ProfilePart]:
    """Without these no reviewer reads on."""
    return [part for part in parts_of(profile) if part.required and part.is_missing(profile)]
