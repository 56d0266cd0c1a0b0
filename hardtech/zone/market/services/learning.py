"""Learned rankings: trained and judged at night, switched on and off by people, or off when they turn out worse."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hardtech.engines.matching import Exposure, Gate, Shown, exposure, judge_ranking, replay, train_ranking
from hardtech.zone.accounts.models import User
from hardtech.zone.finding import catalogue, vectors
from hardtech.zone.journal import services as journal
from hardtech.zone.market import permissions
from hardtech.zone.market.choices import RankingStatus
from hardtech.zone.market.documents import OFFER_NOUN, as_document
from hardtech.zone.market.learning.examples import LearnedHistory, read
from hardtech.zone.market.learning.reranking import DEPTH, by_default, rerank
from hardtech.zone.market.learning.stored import Learned, model_of, past_of, stored
from hardtech.zone.market.learning.traits import traits_of, traits_of_offers
from hardtech.zone.market.models import Need, RankingVersion
from hardtech.zone.market.queries import published

__all__ = ["switch_off", "switch_on", "train_candidate", "watch"]

GROWTH = 1.1
"""Nothing is trained before there are a tenth more decisions: each try is a chance to be lucky."""

NEEDS_SHOWN = 200
"""The newest published needs, over which the exposure of owners is counted."""

LEVEL_WORSE = 0.05
"""A ranking that is on is switched off when chance explains its loss no better than this."""


def train_candidate(*, now: datetime) -> RankingVersion | None:
    """Learn from the journal, judge, and keep the outcome as a candidate; None when there is too little new.

    The journal's last entry seeds what is drawn at random, so the same journal gives the same judgement.
    """
    reading = read()
    last = RankingVersion.objects.first()
    if last is not None and len(reading.examples) < GROWTH * last.judgement["decisions"]:
        return None
    model = train_ranking(reading.examples)
    if model is None:
        return None
    judgement = judge_ranking(reading.examples, seed=reading.horizon)
    past = past_of(reading.history)
    shown = _exposure(Learned("", model, past["owners"], past["offers"]), reading, now)
    doubts = [*judgement.doubts, *(["concentration"] if shown.concentrates else [])]
    version = RankingVersion(
        trained_at=now,
        horizon=reading.horizon,
        model=model.as_dict(),
        past=past,
        doubts=doubts,
        **stored(judgement, shown),
    )
    return _keep(version)


@transaction.atomic
def switch_on(*, actor: User, version: RankingVersion, reason: str, now: datetime) -> RankingVersion:
    """Put a version in force that stood its test. Says why; one that was on before retires."""
    if not permissions.may_switch_ranking(actor):
        raise PermissionDenied
    reason = _reason(reason)
    versions = _all_locked()
    current = versions[version.pk]
    if current.status == RankingStatus.ON:
        raise ValidationError(_("This version is on already."), code="status")
    if current.doubts:
        raise ValidationError(
            _("This version did not stand its test: it can't be switched on."), code="doubts"
        )
    for before in versions.values():
        if before.status == RankingStatus.ON:
            _retire(before, actor, reason, now)
    current.status, current.on_at, current.on_by, current.on_reason = RankingStatus.ON, now, actor, reason
    current.off_at, current.off_by, current.off_reason = None, None, ""
    current.save()
    journal.record(actor=actor, verb="ranking.switched_on", subject=current, data={"reason": reason})
    return current


@transaction.atomic
def switch_off(*, actor: User | None, now: datetime, reason: str = "") -> RankingVersion | None:
    """Back to the default ranking; None when nothing was on. Without an actor it is the nightly watch."""
    if actor is not None and not permissions.may_switch_ranking(actor):
        raise PermissionDenied
    current = next((one for one in _all_locked().values() if one.status == RankingStatus.ON), None)
    if current is None:
        return None
    _retire(current, actor, reason.strip()[:500], now)
    journal.record(
        actor=actor, verb="ranking.switched_off", subject=current, data={"reason": current.off_reason}
    )
    return current


def watch(*, now: datetime) -> RankingVersion | None:
    """Judge the version that is on by what was decided since; when it is worse than the default, switch it off."""
    version = RankingVersion.objects.filter(status=RankingStatus.ON).first()
    if version is None:
        return None
    reading = read()
    later = [one for one in reading.examples if one.at > version.trained_at]
    compared = replay(model_of(version), later, seed=reading.horizon)
    if compared.lists < Gate().lists or compared.p_worse > LEVEL_WORSE:
        return None
    return switch_off(actor=None, now=now)


@transaction.atomic
def _keep(version: RankingVersion) -> RankingVersion:
    RankingVersion.objects.filter(status=RankingStatus.CANDIDATE).update(status=RankingStatus.RETIRED)
    version.save()
    journal.record(
        actor=None,
        verb="ranking.trained",
        subject=version,
        data={"decisions": version.judgement["decisions"], "doubts": version.doubts},
    )
    return version


def _all_locked() -> dict[int, RankingVersion]:
    return {one.pk: one for one in RankingVersion.objects.select_for_update(of=("self",)).order_by("pk")}


def _retire(version: RankingVersion, actor: User | None, reason: str, now: datetime) -> None:
    version.status = RankingStatus.RETIRED
    version.off_at, version.off_by, version.off_reason = now, actor, reason
    version.save()


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError(_("Say why."), code="required")
    return text[:500]


def _exposure(candidate: Learned, reading: LearnedHistory, now: datetime) -> Exposure:
    """Whom the newest needs would show, by default and as learned."""
    live = catalogue.current(OFFER_NOUN)
    rankings = []
    needs = list(published(Need).prefetch_related("requirements")[:NEEDS_SHOWN])
    queries = vectors.queries_of(map(as_document, needs), live)
    for need in needs:
        hits = live.search(queries[need.ref], DEPTH)
        found = traits_of_offers(hit.id for hit in hits)
        text = {hit.id: hit.score / hits[0].score for hit in hits}
        orders = (by_default(hits), rerank(candidate, traits_of(need), hits, found, now))
        default, anew = (
            [Shown(found[one.ref].owner, text[one.ref]) for one in order if one.ref in found]
            for order in orders
        )
        rankings.append((default, anew))
    return exposure(rankings, known=reading.owners)
