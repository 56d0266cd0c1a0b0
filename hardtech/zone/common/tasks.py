"""The housekeeping of the queue itself."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from hardtech.zone.common.stalled import retried_tasks

__all__ = ["retry_stalled"]

RETRY = "common.retry_stalled"


@app.periodic(cron="*/5 * * * *", periodic_id="stalled")
@app.task(name=RETRY, queueing_lock=RETRY, pass_context=True)
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
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
