"""Measures for tests: the rulebooks, and small measures made of one another's parts."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from hardtech.zone.accounts.models import User
from hardtech.zone.measures.drafting.figures import Change, CitedDocument, change_from
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.services import revisions
from hardtech.zone.measures.services.rulebooks import take_rulebooks
from tests.factories import make_officer

__all__ = ["KEY", "START", "draft_of", "measure", "proposal_of", "publish", "published", "raised"]

KEY = "xixian-2022/referral-reward"
START = datetime.date(2027, 1, 1)


def measure(key: str = KEY) -> Measure:
    """One of the rulebooks' measures, published."""
    take_rulebooks()
    return Measure.objects.get(key=key)


def published(key: str = KEY) -> Revision:
    return Revision.objects.get(measure__key=key, state="published")


def raised(source: dict[str, Any], cap: str = "5000000 yuan") -> dict[str, Any]:
    """The text with a higher cap from `START` on."""
    figures = {"cap": (cap, "raised by decision of the committee")}
    return change_from(
        source, Change(START, figures, "unverified", CitedDocument("Decision of the committee", "", "art. 2"))
    )


def draft_of(one: Measure, author: User | None = None, cap: str = "5000000 yuan") -> Revision:
    author = author or make_officer()
    draft = revisions.start_draft(actor=author, measure=one)
    return revisions.write_draft(
        actor=author, revision=draft, source=raised(draft.source, cap), cases=draft.cases
    )


def proposal_of(one: Measure, author: User | None = None, cap: str = "5000000 yuan") -> Revision:
    author = author or make_officer()
    return revisions.propose(
        actor=author, revision=draft_of(one, author, cap), reason="The committee raised it."
    )


def publish(one: Measure, cap: str = "5000000 yuan") -> Revision:
    return revisions.publish(actor=make_officer(), revision=proposal_of(one, None, cap), now=timezone.now())
