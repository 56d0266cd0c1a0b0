"""What a profile still lacks: what a reviewer demands, and what partners ask for beyond that."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardtech.zone.market.choices import RequirementLevel
from hardtech.zone.market.models import Need, Offer, Profile

__all__ = ["Gap", "advisable_gaps", "completeness", "required_gaps"]

SHORT_DESCRIPTION = {"en": 200, "zh": 80}  # characters


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: the field, and what to write there."""

    field: str
    sentence: Promise | str


def required_gaps(profile: Profile) -> list[Gap]:
    """Without these no reviewer reads on."""
    gaps = []
    if not profile.summary:
        gaps.append(Gap("summary", _("Write a summary: what it is, for whom, and what it changes.")))
    if len(profile.description) < SHORT_DESCRIPTION.get(profile.language, 200):
        gaps.append(
            Gap("description", _("Describe how it works and under which conditions: a paragraph or two."))
        )
    if not profile.fields:
        gaps.append(Gap("fields", _("Choose at least one of the eight fields.")))
    if isinstance(profile, Offer) and profile.trl is None:
        gaps.append(Gap("trl", _("State the readiness level: companies ask for it first.")))
    if isinstance(profile, Need) and _is_past(profile):
        gaps.append(Gap("deadline", _("The deadline has passed: set a new one.")))
    return gaps


def _is_past(need: Need) -> bool:
    """Whether the day of the deadline is over in the zone."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    return need.deadline is not None and need.deadline < today


def advisable_gaps(profile: Profile) -> list[Gap]:
    """With these it is found more often and refused less."""
    gaps = []
    if len(profile.keywords) < 3:
        gaps.append(Gap("keywords", _("Give at least three keywords, as a partner would search for them.")))
    if not profile.partnerships:
        gaps.append(Gap("partnerships", _("Say which kind of partnership you want.")))
    if isinstance(profile, Offer):
        gaps += _offer_gaps(profile)
    if isinstance(profile, Need):
        gaps += _need_gaps(profile)
    return gaps


def _offer_gaps(offer: Offer) -> list[Gap]:
    gaps = []
    if not offer.trl_evidence:
        gaps.append(
            Gap("trl_evidence", _("Say what shows the readiness level: which test, where, with what result."))
        )
    if not offer.ip_stage:
        gaps.append(Gap("ip_stage", _("State the stage of protection: nobody licenses what nobody owns.")))
    if not offer.advantage_performance:
        gaps.append(
            Gap(
                "advantage_performance",
                _("Compare it in figures with the best rival solution, in the buyer's words."),
            )
        )
    if not offer.advantage_cost:
        gaps.append(
            Gap("advantage_cost", _("Say what the buyer saves, or pays more, against the best rival."))
        )
    if not offer.advantage_return:
        gaps.append(Gap("advantage_return", _("Say when and from what the buyer's outlay comes back.")))
    return gaps


def _need_gaps(need: Need) -> list[Gap]:
    gaps = []
    musts = [one for one in need.requirements.all() if one.level == RequirementLevel.MUST] if need.pk else []
    if not musts:
        gaps.append(
            Gap("requirements", _("List what a solution must do, with figures: it sharpens the matches."))
        )
    if need.deadline is None:
        gaps.append(Gap("deadline", _("Set a deadline, so that offerers know when to answer.")))
    if need.budget_max is None:
        gaps.append(Gap("budget_max", _("Name a budget range: it saves both sides a conversation.")))
    return gaps


def completeness(profile: Profile) -> int:
    """Percent of all that is asked for, whole."""
    asked = {Offer: 11, Need: 8}[type(profile)]
    return round(100 * (asked - len(required_gaps(profile)) - len(advisable_gaps(profile))) / asked)
