"""Measures that grant something, organisations that are owed it, and claims on the way."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from hardtech.engines.rules import measure_from
from hardtech.zone.accounts.models import User
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import Resident
from hardtech.zone.facts.services import StatedValue, state_facts
from hardtech.zone.incentives.models import Claim, Payout
from hardtech.zone.incentives.services import claims, payouts
from hardtech.zone.measures.choices import RevisionOrigin, RevisionState
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.registry.models import Organisation
from tests.factories import make_member, make_officer, make_organisation

__all__ = [
    "NOW",
    "TODAY",
    "cited",
    "grant",
    "make_approved",
    "make_claim",
    "make_paid",
    "make_resident",
    "make_tenant",
    "publish",
    "state",
]

NOW = datetime.datetime(2026, 3, 2, 4, 0, tzinfo=datetime.UTC)
"""A Monday, at noon in the zone."""

TODAY = datetime.date(2026, 3, 2)
QUOTE = "rent is granted to tenants"


def cited(**more: Any) -> dict[str, Any]:
    return {**more, "cite": QUOTE}


def fact(kind: str, **more: Any) -> dict[str, Any]:
    words = {"question": {"en": "Well?", "zh": "如何？"}, "evidence": {"en": "Lease", "zh": "租赁合同"}}
    return {"type": kind, **words, **more}


def grant(**changes: Any) -> dict[str, Any]:
    """A measure as text: tenants get their rent, at most 100,000 yuan."""
    return {
        "id": "zone/rent-grant",
        "status": "unverified",
        "title": {"en": "Rent grant", "zh": "租金补贴"},
        "issuer": {"en": "Zone", "zh": "园区"},
        "whom": {"en": "Tenants", "zh": "租户"},
        "subject": "organisation",
        "sources": {"notice": {"title": "Notice of the zone"}},
        "citation": {"quote": QUOTE},
        "facts": {"tenant": fact("bool"), "rent": fact("money")},
        "parameters": {"cap": cited(value="100000 yuan")},
        "conditions": [cited(id="tenant", title={"en": "It is a tenant", "zh": "为租户"}, when="tenant")],
        "amount": cited(formula="rent", cap="cap", rounding={"mode": "down", "to": "fen"}),
        "versions": [cited(**{"from": "2026-01-01"})],
        "cases": [],
        **changes,
    }


def publish(text: Mapping[str, Any] | None = None, **changes: Any) -> Measure:
    """The measure of this text in force, instead of an earlier text of it."""
    source = dict(text or grant())
    rule = measure_from(source)
    titles = {"title_en": rule.title["en"], "title_zh": rule.title["zh"]}
    measure, _created = Measure.objects.get_or_create(key=rule.id, defaults=titles | changes)
    revisions = Revision.objects.filter(measure=measure)
    revisions.filter(state=RevisionState.PUBLISHED).update(state=RevisionState.REPLACED)
    Revision(
        measure=measure,
        number=revisions.count() + 1,
        origin=RevisionOrigin.RULEBOOK,
        state=RevisionState.PUBLISHED,
        source=rule.source,
        cases=[],
        digest=rule.digest,
        published_at=NOW,
    ).save()
    return measure


def make_resident(**values: Any) -> Organisation:
    """An organisation of the zone."""
    organisation = make_organisation(**values)
    Resident.objects.create(organisation=organisation, since=datetime.date(2025, 1, 1))
    return organisation


def state(organisation: Organisation, actor: User | None = None, **values: str) -> None:
    """Facts of no particular year, as a member states them."""
    said = {(name, 0): StatedValue(value) for name, value in values.items()}
    state_facts(
        actor=actor or make_member(organisation), organisation=organisation, said=said, origin=Origin.FORM
    )


def make_tenant(rent: str = "500000", **values: Any) -> Organisation:
    """A resident whose facts show that it is owed its rent, given in fen."""
    organisation = make_resident(**values)
    state(organisation, tenant="true", rent=rent)
    return organisation


def make_claim(
    organisation: Organisation | None = None, measure: Measure | None = None, **values: Any
) -> Claim:
    """A claim that waits for its decision."""
    organisation = organisation or make_tenant()
    measure = measure or Measure.objects.filter(key="zone/rent-grant").first() or publish()
    actor = values.pop("actor", None) or make_member(organisation)
    values = {"now": NOW, **values}
    return claims.submit(actor=actor, organisation=organisation, measure=measure, **values)


def make_approved(claim: Claim | None = None, officer: User | None = None, **values: Any) -> Claim:
    values = {"now": NOW, "reason": "The lease shows it.", **values}
    return claims.decide(actor=officer or make_officer(), claim=claim or make_claim(), approve=True, **values)


def make_paid(payout: Payout | None = None, officer: User | None = None) -> Payout:
    payout = payout or make_approved().payouts.get()
    today = timezone.localdate(NOW)
    return payouts.mark_paid(
        actor=officer or make_officer(), payout=payout, reference="T-1", on=today, today=today
    )
