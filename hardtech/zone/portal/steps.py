"""What to do next on the front page, by who is reading."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hardtech.zone.accounts.permissions import (
    Visitor,
    is_administrator,
    is_reviewer,
    is_signed_in,
    is_zone_officer,
)
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import visible_to
from hardtech.zone.registry.permissions import organisation_ids

__all__ = ["Step", "next_steps"]

MOST = 4


@dataclass(frozen=True)
class Step:
    """One thing to do, and where."""

    text: str | Promise
    url: str
    link: str | Promise
    icon: str


def next_steps(visitor: Visitor) -> list[Step]:
    """At most four, the most urgent first. At most two queries."""
    if not is_signed_in(visitor):
        return _for_everybody()
    steps: list[Step] = []
    if is_reviewer(visitor):
        steps += _for_reviewers(visitor)
    if organisation_ids(visitor):
        steps += _for_members(visitor)
    elif not is_reviewer(visitor):
        steps += _for_newcomers()
    if is_zone_officer(visitor):
        steps.append(
            Step(
                _("See what happened in the zone."),
                reverse("journal:timeline"),
                pgettext("of the zone", "Timeline"),
                "journal",
            )
        )
    if is_administrator(visitor):
        steps.append(
            Step(_("Give people their roles."), reverse("admin:index"), _("Administration"), "settings")
        )
    return steps[:MOST]


def _for_everybody() -> list[Step]:
    return [
        Step(
            _("Look for a technology that solves your problem."), _list("offer"), _("Browse offers"), "offer"
        ),
        Step(_("See what companies are asking for."), _list("need"), _("Browse needs"), "need"),
        Step(
            _("Publish your own: sign up and enter your organisation."),
            reverse("account_signup"),
            _("Sign up"),
            "user",
        ),
    ]


def _for_newcomers() -> list[Step]:
    return [
        Step(
            _("You belong to no organisation yet: find yours or enter it."),
            reverse("accounts:welcome"),
            _("Find or enter my organisation"),
            "organisation",
        ),
        *_for_everybody()[:2],
    ]


def _for_reviewers(visitor: Visitor) -> list[Step]:
    waiting = sum(_count(visitor, Q(status=Status.IN_REVIEW)))
    if not waiting:
        return [Step(_("Nothing waits for review."), reverse("market:desk"), _("Open the desk"), "desk")]
    text = ngettext("%(n)d profile waits for review.", "%(n)d profiles wait for review.", waiting) % {
        "n": waiting
    }
    return [Step(text, reverse("market:desk"), _("Open the desk"), "desk")]


def _for_members(visitor: Visitor) -> list[Step]:
    own = Q(owner_id__in=list(organisation_ids(visitor)))
    offers, needs = (
        visible_to(visitor, model)
        .filter(own)
        .order_by()
        .aggregate(
            drafts=Count("pk", filter=Q(status=Status.DRAFT)),
            expired=Count("pk", filter=Q(status=Status.EXPIRED)),
        )
        for model in (Offer, Need)
    )
    steps = []
    if drafts := offers["drafts"] + needs["drafts"]:
        text = ngettext(
            "%(n)d draft of your organisation is not handed in yet.",
            "%(n)d drafts of your organisation are not handed in yet.",
            drafts,
        )
        side = "offer" if offers["drafts"] else "need"
        steps.append(Step(text % {"n": drafts}, f"{_list(side)}?status=draft", _("Finish them"), "draft"))
    if expired := offers["expired"] + needs["expired"]:
        text = ngettext(
            "%(n)d profile of your organisation has expired.",
            "%(n)d profiles of your organisation have expired.",
            expired,
        )
        side = "offer" if offers["expired"] else "need"
        steps.append(
            Step(text % {"n": expired}, f"{_list(side)}?status=expired", _("Renew or let go"), "clock")
        )
    steps.append(Step(_("Say what you can do."), reverse("market:offer_new"), _("New offer"), "offer"))
    steps.append(Step(_("Say what you are looking for."), reverse("market:need_new"), _("New need"), "need"))
    return steps


def _count(visitor: Visitor, condition: Q) -> list[int]:
    return [visible_to(visitor, model).filter(condition).count() for model in (Offer, Need)]


def _list(side: str) -> str:
    return reverse(f"market:{side}_list")
