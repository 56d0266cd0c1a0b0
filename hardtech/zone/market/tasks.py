"""Background work of the market: thin, each calls one function, and may run twice without harm."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status as JobStatus

from hardtech.zone.market import catalogue
from hardtech.zone.market.catalogued import CATALOGUED
from hardtech.zone.market.services import profiles

__all__ = ["expire_profiles", "refresh_catalogue", "retry_stalled"]


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


@app.periodic(cron="*/5 * * * *", periodic_id="stalled")
@app.task(name="market.retry_stalled", queueing_lock="market.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Put back what a worker held that gave no sign of life for half a minute: it was killed.

    Where the same task waits already, that one does the work, and the stalled one ends as failed.
    """
    manager = context.app.job_manager
    ours = {task.name for task in (expire_profiles, refresh_catalogue, retry_stalled)}
    for job in await manager.get_stalled_jobs():
        if job.task_name not in ours:
            continue
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, status=JobStatus.FAILED, delete_job=False)
