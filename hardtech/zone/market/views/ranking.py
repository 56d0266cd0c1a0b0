"""How matches are ranked, for everybody; what was learned from decisions and whether it serves, for its judges."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from procrastinate.exceptions import AlreadyEnqueued

from hardtech.engines.matching import OwnerExposure
from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.market import tasks
from hardtech.zone.market.choices import RankingStatus
from hardtech.zone.market.learning.stored import exposure_of, judgement_of, model_of
from hardtech.zone.market.learning.wording import doubt_sentences, verdict, weight_lines
from hardtech.zone.market.models import RankingVersion
from hardtech.zone.market.permissions import may_switch_ranking
from hardtech.zone.market.services import learning
from hardtech.zone.registry.models import Organisation

VERSIONS_SHOWN = 30
OWNERS_SHOWN = 10


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """The explanation: whoever is ranked, or reads a ranking, may know by what."""
    version = RankingVersion.objects.filter(status=RankingStatus.ON).first()
    context: dict[str, Any] = {"version": version, "judges": may_switch_ranking(request.user)}
    if version is not None:
        context |= {"weights": weight_lines(model_of(version)), "judgement": judgement_of(version)}
    return render(request, "market/ranking.html", context)


@login_required
@require_safe
def ranking_versions(request: HttpRequest) -> HttpResponse:
    """One version in full (the one asked for, the one that is on, or the newest), and the history of all."""
    _judge(request)
    versions = list(
        RankingVersion.objects.select_related("on_by__person", "off_by__person").defer("past")[
            :VERSIONS_SHOWN
        ]
    )
    asked = request.GET.get("version", "")
    on = next((one for one in versions if one.status == RankingStatus.ON), None)
    shown = next((one for one in versions if one.ref == asked), on or next(iter(versions), None))
    context: dict[str, Any] = {
        "crumbs": [(_("How matches are ranked"), "..")],
        "on": on,
        "shown": shown,
        "rows": [(one, judgement_of(one)) for one in versions],
    }
    if shown is not None:
        context |= _detail(shown)
    return render(request, "market/ranking_versions.html", context)


@login_required
@require_POST
def ranking_switch(request: HttpRequest) -> HttpResponse:
    """Switch a version on with a reason, go back to the default ranking, or have the journal read now."""
    _judge(request)
    verb, ref = request.POST.get("verb", ""), request.POST.get("version", "").replace("\x00", "")
    try:
        if verb == "on":
            _switch_on(request, ref)
        elif verb == "off":
            learning.switch_off(
                actor=signed_in(request.user), now=timezone.now(), reason=request.POST.get("reason", "")
            )
            messages.success(request, _("The default ranking serves from now on."))
        elif verb == "learn":
            _learn(request)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    return redirect("market:ranking_versions")


def _judge(request: HttpRequest) -> None:
    if not may_switch_ranking(request.user):
        raise Http404


def _switch_on(request: HttpRequest, ref: str) -> None:
    version = RankingVersion.objects.filter(ref=ref).first()
    if version is None:
        raise Http404
    learning.switch_on(
        actor=signed_in(request.user),
        version=version,
        reason=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    messages.success(request, _("Switched on. Every match of a need is ranked by it from now on."))


def _learn(request: HttpRequest) -> None:
    try:
        with transaction.atomic():
            tasks.learn_ranking.configure().defer(timestamp=int(timezone.now().timestamp()))
    except AlreadyEnqueued:
        messages.info(request, _("The journal is being read already."))
        return
    messages.success(request, _("The journal is read in the background. Reload this page in a minute."))


def _detail(version: RankingVersion) -> dict[str, Any]:
    judgement, exposure = judgement_of(version), exposure_of(version)
    owners = exposure.owners[:OWNERS_SHOWN]
    names = {one.ref: one for one in Organisation.objects.filter(ref__in=[one.owner for one in owners])}
    return {
        "judgement": judgement,
        "verdict": verdict(judgement),
        "chance": f"{100 * judgement.replay.p_better:.2f}",
        "doubts": doubt_sentences(version.doubts),
        "weights": weight_lines(model_of(version)),
        "exposure": exposure,
        "owners": [(names.get(one.owner), _percentages(one)) for one in owners],
        "newcomers": [_percent(exposure.newcomers_default), _percent(exposure.newcomers_learned)],
        "may_switch": version.status != RankingStatus.ON and not version.doubts,
    }


def _percentages(one: OwnerExposure) -> dict[str, str]:
    shares = {"default": one.default, "learned": one.learned, "merit": one.merit}
    return {"owner": one.owner, **{name: _percent(share) for name, share in shares.items()}}


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
