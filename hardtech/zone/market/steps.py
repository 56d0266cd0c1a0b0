"""What to do next in the market, by who is reading."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hardtech.zone.accounts.permissions import Visitor, is_reviewer
from hardtech.zone.common.doors import Step, StepRank
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import visible_to
from hardtech.zone.registry.permissions import organisation_ids

__all__ = ["next_steps"]


def next_steps(visitor: Visitor) -> list[Step]:
    """At most two queries for each role that the visitor has."""
    steps = _for_reviewers(visitor) if is_reviewer(visitor) else []
    if organisation_ids(visitor):
        return steps + _for_members(visitor)
    return steps or _for_everybody()


def _for_everybody() -> list[Step]:
    start = StepRank.START
    return [
        Step(
            _("Look for a technology that solves your problem."),
            _list("offer"),
            _("Browse offers"),
            "offer",
            start,
        ),
        Step(_("See what companies are asking for."), _list("need"), _("Browse needs"), "need", start),
    ]


def _for_reviewers(visitor: Visitor) -> list[Step]:
    in_review = Q(status=Status.IN_REVIEW)
    waiting = sum(visible_to(visitor, model).filter(in_review).count() for model in (Offer, Need))
    text = _("Nothing waits for review.")
    if waiting:
        form = ngettext("%(n)d profile waits for review.", "%(n)d profiles wait for review.", waiting)
        text = form % {"n": waiting}
    return [Step(text, reverse("market:desk"), _("Open the desk"), "desk", StepRank.WAITING, waiting)]


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
        url = f"{_list(side)}?status=draft"
        steps.append(
            Step(text % {"n": drafts}, url, _("Finish them"), "draft", StepRank.WAITING, waiting=drafts)
        )
    if expired := offers["expired"] + needs["expired"]:
        text = ngettext(
            "%(n)d profile of your organisation has expired.",
            "%(n)d profiles of your organisation have expired.",
            expired,
        )
        side = "offer" if offers["expired"] else "need"
        url = f"{_list(side)}?status=expired"
        steps.append(
            Step(text % {"n": expired}, url, _("Renew or let go"), "clock", StepRank.WAITING, waiting=expired)
        )
    offer, need = reverse("market:offer_new"), reverse("market:need_new")
    steps.append(Step(_("Say what you can do."), offer, _("New offer"), "offer", StepRank.START))
    steps.append(Step(_("Say what you are looking for."), need, _("New need"), "need", StepRank.START))
    return steps


def _list(side: str) -> str:
    return reverse(f"market:{side}_list")
