"""Background work of the market: thin, each calls one function, and may run twice without harm."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status as JobStatus

from hardtech.engines.matching import EndpointFailed
from hardtech.zone.common.stalled import retried_tasks
from hardtech.zone.market import catalogue, vectors
from hardtech.zone.market.catalogued import CATALOGUED
from hardtech.zone.market.services import learning, profiles

__all__ = ["encode_texts", "expire_profiles", "learn_ranking", "refresh_catalogue", "retry_stalled"]

log = logging.getLogger(__name__)

SLICE = 10.0  # seconds


@app.periodic(cron="*/5 * * * *", periodic_id="expire")
@app.task(name="market.expire_profiles", queueing_lock="market.expire_profiles")
def expire_profiles(timestamp: int) -> None:
    """Expire what is due."""
    profiles.expire_due(now=timezone.now())


@app.periodic(cron="*/5 * * * *", periodic_id="catalogue")
@app.task(name="market.refresh_catalogue", queueing_lock="market.refresh_catalogue")
def refresh_catalogue(timestamp: int) -> None:
    """Fold what has changed into a fresh snapshot where it is more than a little."""
    for model in CATALOGUED:
        if not catalogue.is_current(model):
            catalogue.rebuild(model)


@app.periodic(cron="* * * * *", periodic_id="encode")
@app.task(name=vectors.TASK, queueing_lock=vectors.TASK, lock=vectors.TASK)
def encode_texts(timestamp: int) -> None:
    """Encode texts that have no vector yet: a slice at a time, so that other work gets its turn in between.

    Searches take new vectors in by themselves as long as they are few; `refresh_catalogue` sees to many.
    """
    try:
        complete = vectors.encode_missing(seconds=SLICE)
    except EndpointFailed as error:
        log.warning("texts wait to be encoded: %s", error)
        return
    if not complete:
        vectors.ask_for_encoding()


@app.periodic(cron="20 18 * * *", periodic_id="learning")  # UTC: night in China
@app.task(name="market.learn_ranking", queueing_lock="market.learn_ranking")
def learn_ranking(timestamp: int) -> None:
    """Watch the learned ranking that is on, then train and judge the next one. Nothing is switched on."""
    now = timezone.now()
    learning.watch(now=now)
    learning.train_candidate(now=now)


@app.periodic(cron="*/5 * * * *", periodic_id="stalled")
@app.task(name="market.retry_stalled", queueing_lock="market.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Put back what a worker held that gave no sign of life for half a minute: it was killed.

    Where the same task waits already, that one does the work, and the stalled one ends as failed.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.task_name not in retried_tasks:
            continue
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, status=JobStatus.FAILED, delete_job=False)
