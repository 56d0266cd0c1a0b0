"""One offer or one need, and what is done with it."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import Visitor, is_reviewer, may_read_names
from hardtech.zone.journal.queries import actor_names
from hardtech.zone.journal.wording import Line, lines
from hardtech.zone.market import wording
from hardtech.zone.market.actions import ACTIONS, actions_for
from hardtech.zone.market.advice import checklist
from hardtech.zone.market.counterparts.similar import similar_to
from hardtech.zone.market.kinds import OFFERS, ProfileKind
from hardtech.zone.market.models import Offer, Profile
from hardtech.zone.market.permissions import is_insider, may_edit
from hardtech.zone.market.queries import profile_timeline, published, refusals, visible_to

__all__ = ["find_profile", "profile_action", "profile_detail"]

REF = re.compile(r"[A-Za-z]{2}-[0-9A-Za-z]{6,12}")
TEXT_LENGTH = 2000  # as long as a reviewer's note may be
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
        "actions": actions_for(request.user, profile),
        "may_edit": may_edit(request.user, profile),
        "edit_url": kind.url("edit", profile.ref),
        "matches_url": kind.url("matches", profile.ref),
        "action_url": kind.url("action", profile.ref),
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


@login_required
@require_POST
def profile_action(request: HttpRequest, kind: ProfileKind, ref: str) -> HttpResponse:
    """Carry out one verb. What is not possible comes back as a message, in the words of the service."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required saw to it
    profile = find_profile(request.user, kind, ref)
    action = ACTIONS.get(request.POST.get("verb", ""))
    if action is None:
        raise Http404
    try:
        text = request.POST.get("text", "").replace("\x00", "")[:TEXT_LENGTH]
        action.do(request.user, profile, text)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, str(action.done))
    return redirect(_way_back(request, kind, profile))


def _way_back(request: HttpRequest, kind: ProfileKind, profile: Profile) -> str:
    """To the page of the record, or to the list when the visitor no longer sees it."""
    still_seen = visible_to(request.user, kind.model).filter(pk=profile.pk).exists()
    return profile.get_absolute_url() if still_seen else kind.list_url  # type: ignore[attr-defined]


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
