"""One offer or one need, and what is done with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hardtech.zone.accounts.permissions import Visitor, is_reviewer, may_read_names
from hardtech.zone.journal.queries import actor_names
from hardtech.zone.journal.wording import Line, lines
from hardtech.zone.market import wording
from hardtech.zone.market.advice import checklist
from hardtech.zone.market.counterparts.similar import similar_to
from hardtech.zone.market.kinds import OFFERS, ProfileKind
from hardtech.zone.market.models import Offer, Profile
from hardtech.zone.market.permissions import is_insider, may_edit
from hardtech.zone.market.queries import profile_timeline, published, refusals, visible_to
from hardtech.zone.workshop.act_pages import act_view, acts_for

__all__ = ["find_profile", "profile_action", "profile_detail"]

REF = re.compile(r"[A-Za-z]{2}-[0-9A-Za-z]{6,12}")
TIMELINE_LENGTH = 30
MORE_SHOWN = 4


def find_profile(visitor: Visitor, kind: ProfileKind, ref: str) -> Any:
    """The record, as far as the visitor may see it: anything else does not exist for them (404)."""
    found = visible_to(visitor, kind.model) if REF.fullmatch(ref) else kind.model.objects.none()
    profile = found.filter(ref=ref.upper()).first()
    if profile is None:
        raise Http404
    return profile


@require_safe
def profile_detail(request: HttpRequest, kind: ProfileKind, ref: str) -> HttpResponse:
    profile = find_profile(request.user, kind, ref)
    insider = is_insider(request.user, profile)
    context = {
        "kind": kind,
        "profile": profile,
        "crumbs": [(kind.plural, kind.list_url)],
        "people": list(profile.people.all()),
        "acts": acts_for(request.user, profile, lambda _act: kind.url("action", profile.ref)),
        "may_edit": may_edit(request.user, profile),
        "edit_url": kind.url("edit", profile.ref),
        "matches_url": kind.url("matches", profile.ref),
        "insider": insider,
        "more": _more_of_owner(kind, profile),
        "other_side": _other_side(kind, profile),
        "timeline": _timeline(request.user, profile, with_notes=insider or is_reviewer(request.user)),
    }
    if insider or is_reviewer(request.user):
        context["alike"] = similar_to(request.user, profile)
    if insider:
        context["checklist"] = checklist(profile, page=kind.url("edit", profile.ref))
        context["refusals"] = _refusals(kind, profile)
    return render(request, "market/profile_detail.html", context)


def profile_action(kind: ProfileKind) -> Callable[..., HttpResponse]:
    """Carry out one act. What is not possible comes back as a message, in the words of the service."""
    return act_view(
        kind.model,
        lambda visitor, ref: find_profile(visitor, kind, ref),
        gone=lambda _profile: kind.list_url,
    )


def _timeline(visitor: Visitor, profile: Profile, *, with_notes: bool) -> list[Line]:
    entries, show_people = list(profile_timeline(visitor, profile)[:TIMELINE_LENGTH]), may_read_names(visitor)
    names = actor_names(entries) if show_people else {}
    return lines(entries, names, show_people=show_people, with_notes=with_notes)


def _more_of_owner(kind: ProfileKind, profile: Profile) -> list[Profile]:
    own = published(kind.model).filter(owner=profile.owner_id).exclude(pk=profile.pk)
    return list(own.defer("search", "description", "extra")[:MORE_SHOWN])


def _other_side(kind: ProfileKind, profile: Profile) -> str:
    """Beside the matches: the companies that could use an offer, the people who can answer a need."""
    return kind.url("companies" if kind is OFFERS else "people", profile.ref)


def _refusals(kind: ProfileKind, profile: Profile) -> list[dict[str, Any]]:
    if kind is not OFFERS or not isinstance(profile, Offer):
        return []
    return wording.refusal_sentences(refusals(profile))
