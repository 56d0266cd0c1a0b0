"""Background work of the market: thin, each calls one function."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from hardtech.zone.market import catalogue
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.services import profiles

__all__ = ["expire_profiles", "refresh_catalogue"]


@app.periodic(cron="*/5 * * * *", periodic_id="expire")
@app.task(name="market.expire_profiles", queueing_lock="market.expire_profiles")
def expire_profiles(timestamp: int) -> None:
    """Expire what is due."""
    profiles.expire_due(now=timezone.now())


@app.periodic(cron="*/5 * * * *", periodic_id="catalogue")
@app.task(name="market.refresh_catalogue", queueing_lock="market.refresh_catalogue")
def refresh_catalogue(timestamp: int) -> None:
    """Fold what has changed into a fresh snapshot where it is more than a little."""
    for model in (Offer, Need):
        if not catalogue.is_current(model):
            catalogue.rebuild(model)
