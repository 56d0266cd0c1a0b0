"""Claims of the demonstration organisations and their liaison officers, through the services that people use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from hardtech.zone.accounts.models import User
from hardtech.zone.incentives.services.claims import decide, submit
from hardtech.zone.incentives.services.liaison import assign_liaison
from hardtech.zone.measures.models import Measure
from hardtech.zone.portal.demo.content import Record, read_parts
from hardtech.zone.registry.models import Organisation

__all__ = ["file_claims"]


def file_claims(
    *,
    organisations: Mapping[str, Organisation],
    owners: Mapping[str, User],
    people: Mapping[str, User],
    now: datetime,
) -> int:
    """Assign liaison officers and file the claims of `claims.yaml`; how many these are. All maps go by keys of the files."""
    parts = read_parts("claims")
    for one in parts["liaison"]:
        officer = people[one["officer"]]
        chosen = [organisations[key].pk for key in one["organisations"]]
        assign_liaison(actor=officer, organisations=chosen, officer=officer, on=timezone.localdate(now))
    for record in parts["claims"]:
        _claim(record, organisations[record["organisation"]], owners[record["organisation"]], people, now)
    return len(parts["claims"])


def _claim(
    record: Record, organisation: Organisation, owner: User, people: Mapping[str, User], now: datetime
) -> None:
    claim = submit(
        actor=owner,
        organisation=organisation,
        measure=Measure.objects.get(key=record["measure"]),
        now=now - timedelta(days=record["days_ago"]),
        subject=record.get("subject", ""),
        subject_facts=record.get("facts"),
        evidence=record.get("evidence", ()),
        statement=record.get("statement", ""),
    )
    if made := record.get("decision"):
        decide(
            actor=people[made["by"]],
            claim=claim,
            approve=True,
            reason=made["reason"],
            now=now - timedelta(days=made["days_ago"]),
            rulings=made.get("rulings"),
        )
