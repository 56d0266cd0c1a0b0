"""Loads the demonstration zone through the same services that people use, so that its journal is a real one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from hardtech.base.money import Bare, parse
from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import is_reviewer
from hardtech.zone.common.search import as_vector
from hardtech.zone.journal import services as journal
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Need, Offer, Requirement
from hardtech.zone.market.permissions import may_publish
from hardtech.zone.market.services import profiles
from hardtech.zone.market.validators import BUDGET
from hardtech.zone.measures.services.rulebooks import take_rulebooks
from hardtech.zone.portal.demo.claiming import file_claims
from hardtech.zone.portal.demo.content import Record, read
from hardtech.zone.portal.demo.filing import put_on_file
from hardtech.zone.registry import services as registry
from hardtech.zone.registry.choices import Exchange, Relation
from hardtech.zone.registry.models import CitedFact, Membership, Organisation, Person

__all__ = ["PASSWORD", "is_empty", "load", "sign_ins"]

PASSWORD = "hardtech-demo"  # noqa: S105 - printed at the start of every demonstration
RELATIONS = {"=": Relation.EQUAL, ">=": Relation.AT_LEAST, "<=": Relation.AT_MOST}
EXCHANGES = {
    "SSE_STAR": Exchange.STAR,
    "SSE": Exchange.SHANGHAI,
    "SZSE_CHINEXT": Exchange.CHINEXT,
    "SZSE": Exchange.SHENZHEN,
    "BSE": Exchange.BEIJING,
    "HKEX": Exchange.HONG_KONG,
}
SHOWN = (
    "manager-optics",
    "zone-officer",
    "measures-officer",
    "university-transfer",
    "laser-lead",
    "vehicle-lead",
    "administrator",
)
COPIED = {
    Offer: (
        "trl_evidence",
        "ip_stage",
        "ip_note",
        "advantage_cost",
        "advantage_performance",
        "advantage_return",
    ),
    Need: ("currency",),
}


@dataclass
class Cast:
    """Who and what was loaded so far, by key."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    owners: dict[str, User] = field(default_factory=dict)  # by the organisation's key
    reviewers: list[User] = field(default_factory=list)


def is_empty() -> bool:
    return not Organisation.objects.exists() and not User.objects.exists()


def sign_ins() -> list[dict[str, str]]:
    """The accounts that `hardtech up` prints: one for each role; none when the demonstration is not loaded."""
    by_key = {person["key"]: person for person in read("people")}
    known = set(User.objects.filter(is_demo=True).values_list("email", flat=True))
    chosen = [by_key[key] for key in SHOWN if key in by_key and by_key[key]["email"] in known]
    return [{"email": one["email"], "password": PASSWORD, "role": one["name"]["en"]} for one in chosen]


@transaction.atomic
def load(*, now: datetime) -> dict[str, int]:
    """Load everything or nothing; gives the number of records of each kind."""
    take_rulebooks()
    cast = Cast()
    for record in read("organisations"):
        cast.organisations[record["key"]] = _organisation(record)
    hashed = make_password(PASSWORD)  # once: a slow hash is slow by design
    for record in read("people"):
        _person(record, cast, hashed)
    counts = {"organisations": len(cast.organisations), "people": len(cast.people)}
    for model, name in ((Offer, "offers"), (Need, "needs")):
        records = read(name)
        for record in records:
            _profile(model, record, cast, now)
        counts[name] = len(records)
    counts["facts"] = put_on_file(
        organisations=cast.organisations,
        owners=cast.owners,
        people={key: person.user for key, person in cast.people.items() if person.user},
        on=timezone.localdate(now),
    )
    counts["claims"] = file_claims(
        organisations=cast.organisations,
        owners=cast.owners,
        people={key: person.user for key, person in cast.people.items() if person.user},
        now=now,
    )
    journal.record(actor=None, verb="demo.loaded", subject="", data=counts)
    return counts


def _organisation(record: Record) -> Organisation:
    listing, place = record.get("listing") or {}, record["place"]
    organisation = Organisation(
        kind=record["kind"],
        name_en=record["name"]["en"] or "",
        name_zh=record["name"]["zh"] or "",
        aliases=[alias for language in ("en", "zh") for alias in record["aliases"].get(language) or []],
        uscc=record.get("uscc") or None,
        ror=record.get("ror") or None,
        country=place["country"],
        province=(place["province"] or {}).get("en", ""),
        city=(place["city"] or {}).get("en", ""),
        fields=record["fields"],
        exchange=EXCHANGES.get(listing.get("exchange", ""), Exchange.OTHER if listing else ""),
        stock_code=str(listing.get("code", "")),
        source="demo",
        source_id=record["key"],
        is_demo=bool(record.get("demo")),
    )
    organisation.full_clean(exclude=["search"])
    organisation.save()
    vector = as_vector(registry.organisation_vector(organisation))
    Organisation.objects.filter(pk=organisation.pk).update(search=vector)
    CitedFact.objects.bulk_create(_fact(organisation, fact) for fact in record["facts"])
    return organisation


def _fact(organisation: Organisation, fact: Record) -> CitedFact:
    value = fact.get("value")
    locator = f": “{fact['quote_locator']}”" if fact.get("quote_locator") else ""
    return CitedFact(
        organisation=organisation,
        statement_en=fact["statement"]["en"],
        statement_zh=fact["statement"]["zh"],
        value=None if value is None else Decimal(str(value)),
        relation=RELATIONS[fact.get("relation", "=")],
        unit=fact.get("unit", ""),
        as_of=_as_of(fact),
        citation=f"{fact['source']}{locator}",
    )


def _as_of(fact: Record) -> str:
    """The date no finer than the article gives it."""
    day = str(fact.get("as_of") or "")
    return day[:4] if fact.get("as_of_precision") == "year" else day


def _person(record: Record, cast: Cast, hashed: str) -> None:
    administrator = bool(record.get("administrator"))
    user = User.objects.create(
        email=record["email"],
        password=hashed,
        name=record["name"]["en"],
        is_technology_manager=bool(record.get("technology_manager")),
        is_zone_officer=bool(record.get("zone_officer")),
        is_staff=administrator,
        is_superuser=administrator,
        is_demo=True,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    person = Person.objects.create(
        user=user,
        name_en=record["name"]["en"],
        name_zh=record["name"]["zh"],
        source="demo",
        source_id=record["key"],
        is_demo=True,
    )
    organisation = cast.organisations[record["organisation"]]
    Membership.objects.create(person=person, organisation=organisation, role=record["role"])
    cast.people[record["key"]] = person
    cast.owners.setdefault(record["organisation"], user)
    if is_reviewer(user):
        cast.reviewers.append(user)


def _profile(model: type[Offer] | type[Need], record: Record, cast: Cast, now: datetime) -> None:
    author = cast.owners[record["owner"]]
    requirements = [_requirement(one) for one in record["requirements"]] if model is Need else None
    profile = profiles.create_profile(
        actor=author,
        model=model,
        values=_values(model, record, cast, now),
        people=[cast.people[key] for key in record.get("people", [])],
        requirements=requirements,
    )
    _bring_to(
        record["status"], profile, author, cast, now - timedelta(days=record.get("published_days_ago") or 0)
    )
    ahead = record.get("deadline_days_ahead")
    if ahead is not None and ahead < 0:  # nobody may hand in what is past: it ran out after it was published
        past = {"deadline": (now + timedelta(days=ahead)).date()}
        profiles.update_profile(actor=author, profile=profile, values=past)


def _values(model: type[Offer] | type[Need], record: Record, cast: Cast, now: datetime) -> Record:
    names = ("title", "summary", "description", "keywords", "fields", "partnerships", "language")
    values = {name: record.get(name) for name in (*names, *COPIED[model]) if record.get(name) is not None}
    values |= {"owner": cast.organisations[record["owner"]], "source": "demo", "source_id": record["key"]}
    values["is_demo"] = True
    if model is Offer:
        return values | {"trl": record.get("trl")}
    for name in BUDGET:
        if record.get(name) is not None:
            values[name] = parse(record[name], bare=Bare.REFUSED).amount_in(record["currency"])
    ahead = record.get("deadline_days_ahead")
    deadline = None if ahead is None or ahead < 0 else (now + timedelta(days=ahead)).date()
    return values | {"trl": record.get("trl_wanted"), "deadline": deadline}


def _requirement(record: Record) -> Requirement:
    value: Any = record.get("value")
    low, high = value if isinstance(value, list) else (value, record.get("value_max"))
    return Requirement(
        level=record["level"],
        statement=record["statement"],
        quantity=record.get("quantity") or "",
        relation=record.get("relation") or "",
        value=None if low is None else Decimal(str(low)),
        value_max=None if high is None else Decimal(str(high)),
        unit=record.get("unit") or "",
    )


def _bring_to(status: str, profile: Offer | Need, author: User, cast: Cast, published: datetime) -> None:
    """Take the steps that people take to bring a draft to `status`."""
    if status == Status.DRAFT:
        return
    profiles.submit(actor=author, profile=profile)
    if status == Status.IN_REVIEW:
        return
    reviewer = next(one for one in cast.reviewers if may_publish(one, profile))
    profiles.publish(actor=reviewer, profile=profile, now=published)
    if status == Status.ARCHIVED:
        profiles.withdraw(actor=author, profile=profile, reason="")
