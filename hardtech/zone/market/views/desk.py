"""The desk: what waits for the person who signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import is_reviewer, is_technology_manager, is_zone_officer
from hardtech.zone.market.desk import kept_matches, meaning_read, my_profiles, new_needs, to_review
from hardtech.zone.market.kinds import KINDS
from hardtech.zone.market.permissions import may_create_any


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Reviewers see the queue, technology managers needs and kept matches, members their own records.

    Zone officers also see how far the language model is.
    """
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - login_required saw to it
    context: dict[str, Any] = {"kinds": KINDS.values(), "reviews": is_reviewer(user)}
    if is_reviewer(user):
        context["queue"] = to_review(user)
    if is_technology_manager(user):
        context |= {"brokers": True, "new_needs": new_needs(), "kept": list(kept_matches(user))}
    if may_create_any(user):
        context |= {"member": True, "mine": my_profiles(user, timezone.now())}
    if is_zone_officer(user):
        context["meaning"] = meaning_read()
    return render(request, "market/desk.html", context)
