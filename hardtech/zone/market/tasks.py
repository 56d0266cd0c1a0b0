"""Background work of the market: thin, each calls one function, and may run twice without harm."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from hardtech.zone.market.services import learning, profiles

__all__ = ["expire_profiles", "learn_ranking"]

EXPIRE = "market.expire_profiles"
LEARN = "market.learn_ranking"


@app.periodic(cron="*/5 * * * *", periodic_id="expire")
@app.task(name=EXPIRE, queueing_lock=EXPIRE)
def expire_profiles(timestamp: int) -> None:
    """Expire what is due."""
    profiles.expire_due(now=timezone.now())


@app.periodic(cron="20 18 * * *", periodic_id="learning")  # UTC: night in China
@app.task(name=LEARN, queueing_lock=LEARN)
def learn_ranking(timestamp: int) -> None:
    """Watch the learned ranking that is on, then train and judge the next one. Nothing is switched on."""
    now = timezone.now()
    learning.watch(now=now)
    learning.train_candidate(now=now)
