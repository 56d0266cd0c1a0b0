"""How matches are ranked, and which learned ranking serves, for programs."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status

from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.rest.paging import ListQuery, page_of, refuse_unknown
from hardtech.zone.common.rest.words import _
from hardtech.zone.market.choices import RankingStatus
from hardtech.zone.market.learning.stored import judgement_of, model_of
from hardtech.zone.market.models import RankingVersion
from hardtech.zone.market.permissions import may_switch_ranking
from hardtech.zone.market.schemas.ranking import RankingIn, RankingOut, VersionOut, VersionPage, WeightOut
from hardtech.zone.market.services import learning

__all__ = ["router"]

router = Router(tags=["matches"])


@router.get("/ranking", response=RankingOut, summary=_("How the offers of a need are ranked"))
def ranking(request: HttpRequest) -> RankingOut:
    version = RankingVersion.objects.filter(status=RankingStatus.ON).first()
    if version is None:
        return RankingOut(version=None, since=None, weights=[])
    return _ranking_out(version)


@router.put("/ranking", response=RankingOut, summary=_("Switch a learned ranking on"))
def ranking_put(request: HttpRequest, payload: RankingIn) -> RankingOut:
    _judge(request)
    version = RankingVersion.objects.filter(ref=payload.version).first()
    if version is None:
        raise Http404
    version = learning.switch_on(
        actor=signed_in(request.user), version=version, reason=payload.reason, now=timezone.now()
    )
    return _ranking_out(version)


@router.delete("/ranking", response={204: None}, summary=_("Go back to the default ranking"))
def ranking_delete(request: HttpRequest) -> Status[None]:
    _judge(request)
    if learning.switch_off(actor=signed_in(request.user), now=timezone.now()) is None:
        raise Http404
    return Status(204, None)


@router.get(
    "/ranking/versions",
    response=VersionPage,
    summary=_("Learned rankings and how they stood their test"),
    description=_("For zone officers and technology managers."),
)
def ranking_versions(request: HttpRequest, query: Query[ListQuery]) -> VersionPage:
    _judge(request)
    refuse_unknown(request, query)
    return page_of(VersionPage, request, RankingVersion.objects.all(), query, _versions_out)


def _judge(request: HttpRequest) -> None:
    """Whoever may not judge rankings finds none."""
    if not may_switch_ranking(request.user):
        raise Http404


def _ranking_out(version: RankingVersion) -> RankingOut:
    return RankingOut(version=version.ref, since=version.on_at, weights=_weights(version))


def _weights(version: RankingVersion) -> list[WeightOut]:
    return [
        WeightOut(
            feature=one.name,
            weight=round(one.value, 3),
            low=round(one.low, 3),
            high=round(one.high, 3),
            deciders=one.deciders,
        )
        for one in model_of(version).weights
        if one.deciders
    ]


def _versions_out(versions: Iterable[RankingVersion]) -> list[VersionOut]:
    return [_version_out(version) for version in versions]


def _version_out(version: RankingVersion) -> VersionOut:
    judgement = judgement_of(version)
    replay = judgement.replay
    return VersionOut(
        ref=version.ref,
        status=RankingStatus(version.status),
        trained_at=version.trained_at,
        horizon=version.horizon,
        decisions=judgement.decisions,
        deciders=judgement.deciders,
        ndcg_default=replay.ndcg_default,
        ndcg_learned=replay.ndcg_learned,
        gain_low=replay.low,
        gain_high=replay.high,
        p_better=replay.p_better,
        doubts=version.doubts,
        weights=_weights(version),
    )
