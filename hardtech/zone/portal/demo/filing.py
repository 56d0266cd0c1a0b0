"""Puts on file what the demonstration organisations state of themselves, through the services that people use."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from hardtech.base.money import Bare
from hardtech.zone.accounts.models import User
from hardtech.zone.cultivation.services.certificates import record_certificate
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.models import NO_YEAR
from hardtech.zone.facts.services import StatedValue, enter_zone, state_facts
from hardtech.zone.facts.validators import checked
from hardtech.zone.facts.vocabulary import vocabulary
from hardtech.zone.portal.demo.content import Record, read
from hardtech.zone.registry.models import Organisation

__all__ = ["put_on_file"]


def put_on_file(
    *,
    organisations: Mapping[str, Organisation],
    owners: Mapping[str, User],
    people: Mapping[str, User],
    on: datetime.date,
) -> int:
    """Facts and certificates of `facts.yaml` as of `on`; how many facts these are. All maps go by keys of the files."""
    count = 0
    for record in read("facts"):
        organisation, owner = organisations[record["organisation"]], owners[record["organisation"]]
        if days := record.get("from_days_ago"):
            enter_zone(actor=owner, organisation=organisation, since=on - datetime.timedelta(days=days))
        for actor, said in _together(record.get("said", []), owner, people, on):
            origin = Origin.FORM if actor == owner else Origin.OFFICER
            count += len(state_facts(actor=actor, organisation=organisation, said=said, origin=origin))
        for one in record.get("certificates", []):
            _certify(one, organisation, owner, on)
    return count


def _together(
    groups: list[Record], owner: User, people: Mapping[str, User], on: datetime.date
) -> Iterator[tuple[User, dict[tuple[str, int], StatedValue]]]:
    """What one person states at once; a fact that stands twice is stated anew."""
    said: dict[tuple[str, int], StatedValue] = {}
    before = owner
    for group in groups:
        actor, more = people.get(group.get("by", ""), owner), _said(group, on)
        if said and (actor != before or said.keys() & more.keys()):
            yield before, said
            said = {}
        said, before = said | more, actor
    if said:
        yield before, said


def _said(group: Record, on: datetime.date) -> dict[tuple[str, int], StatedValue]:
    facts = vocabulary()
    year = on.year - 1 - group["year"] if "year" in group else NO_YEAR
    evidence = group["evidence"].format(year=year)
    return {
        (name, year): StatedValue(checked(facts[name], value, Bare.REFUSED), evidence)
        for name, value in group.items()
        if name not in {"year", "evidence", "by"}
    }


def _certify(one: Record, organisation: Organisation, owner: User, on: datetime.date) -> None:
    begins = on - datetime.timedelta(days=one["days_ago"])
    values: dict[str, Any] = {name: one[name] for name in ("tier", "number", "issuer", "evidence")}
    if "years" in one:
        values["valid_until"] = begins + datetime.timedelta(days=round(one["years"] * 365.25) - 1)
    values |= {"valid_from": begins, "is_demo": True}
    record_certificate(actor=owner, organisation=organisation, values=values)
