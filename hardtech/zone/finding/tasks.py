"""Background work of finding: thin, each calls one function, and may run twice without harm."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from hardtech.engines.matching import EndpointFailed
from hardtech.zone.finding import catalogue, vectors
from hardtech.zone.finding.nouns import nouns

__all__ = ["encode_texts", "refresh_catalogue"]

log = logging.getLogger(__name__)

REFRESH = "finding.refresh_catalogue"
SLICE = 10.0  # seconds


@app.periodic(cron="*/5 * * * *", periodic_id="catalogue")
@app.task(name=REFRESH, queueing_lock=REFRESH)
def refresh_catalogue(timestamp: int) -> None:
    """Fold what has changed into a fresh snapshot where it is more than a little."""
    for noun in nouns:
        if not catalogue.is_current(noun):
            catalogue.rebuild(noun)


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
