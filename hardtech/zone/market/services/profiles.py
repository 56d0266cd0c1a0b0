"""The life of an offer or a need: draft → in review → published → expired or archived, and back.

Each verb guards, writes, and tells the journal, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hardtech.zone.accounts.models import User
from hardtech.zone.common.changes import changed_fields
from hardtech.zone.common.search import as_vector, vector_literal
from hardtech.zone.common.versions import refuse_stale
from hardtech.zone.finding import vectors
from hardtech.zone.journal import services as journal
from hardtech.zone.market import permissions
from hardtech.zone.market.choices import Status
from hardtech.zone.market.completeness import required_gaps
from hardtech.zone.market.models import Need, Offer, Profile, Requirement
from hardtech.zone.market.validators import validate_budget
from hardtech.zone.registry.models import Person
from hardtech.zone.workshop.acts import change, locked

__all__ = [
    "create_profile",
    "expire_due",
    "expiry_of",
    "profile_vector",
    "publish",
    "renew",
    "reopen",
    "return_to_draft",
    "submit",
    "update_profile",
    "withdraw",
]

P = TypeVar("P", bound=Profile)

LIFETIME = timedelta(days=365)


def profile_vector(profile: Profile) -> str:
    """The words by which a profile is found, the title's first."""
    parts = [
        ("A", profile.title),
        ("B", " ".join(profile.keywords)),
        ("C", profile.summary),
    ]
    return vector_literal([*parts, *(("D", text) for text in profile.texts())])


@transaction.atomic
def create_profile(
    *,
    actor: User,
    model: type[P],
    values: Mapping[str, Any],
    people: Iterable[Person] = (),
    requirements: Iterable[Requirement] | None = None,
) -> P:
    """A new draft. `values` are the model's fields; `requirements` are unsaved rows of a need."""
    profile = model(**values, status=Status.DRAFT, created_by=actor)
    if not permissions.may_create(actor, profile.owner_id):
        raise PermissionDenied
    _save(profile, people, requirements)
    journal.record(actor=actor, verb=f"{profile.SIDE}.created", subject=profile, about=[profile.owner])
    return profile


@transaction.atomic
def update_profile(
    *,
    actor: User,
    profile: P,
    values: Mapping[str, Any],
    people: Iterable[Person] | None = None,
    requirements: Iterable[Requirement] | None = None,
    seen: str = "",
) -> P:
    """Change a profile. One that is published stays so: what changed stands in the journal.

    `seen` is the version that the writer had before them; another one is refused (`common/versions.py`).
    """
    current = locked(profile)
    if not permissions.may_edit(actor, current):
        raise PermissionDenied
    refuse_stale(current, seen)
    if "owner" in values and not permissions.may_create(actor, values["owner"].pk):
        raise PermissionDenied
    changed = changed_fields(current, values)
    for name in changed:
        setattr(current, name, values[name])
    if "deadline" in changed and current.status == Status.PUBLISHED:
        current.expires_at = expiry_of(current, timezone.now())
    _save(current, people, requirements)
    if requirements is not None:
        changed.append("requirements")
    if people is not None:
        changed.append("people")
    if current.status == Status.PUBLISHED:
        vectors.ask_for_encoding()
    journal.record(
        actor=actor,
        verb=f"{current.SIDE}.updated",
        subject=current,
        about=[current.owner],
        data={"fields": changed},
    )
    return current


def submit(*, actor: User, profile: P) -> P:
    """Hand a draft to the reviewers. Raises `ValidationError` naming what it still lacks."""
    with change(profile, f"{profile.SIDE}.submitted", by=actor) as current:
        if gaps := required_gaps(current):
            raise ValidationError(
                {gap.field: ValidationError(str(gap.sentence), code="incomplete") for gap in gaps}
            )
        current.review_note = ""
        _move(current, Status.IN_REVIEW)
    return current


def return_to_draft(*, actor: User, profile: P, note: str) -> P:
    """A reviewer gives it back and says what to mend."""
    with change(profile, f"{profile.SIDE}.returned", by=actor) as current:
        if not note.strip():
            raise ValidationError(
                _("Say what has to be mended, so that the author can act on it."), code="note"
            )
        current.review_note = note.strip()
        _move(current, Status.DRAFT)
    return current


def publish(*, actor: User, profile: P, now: datetime) -> P:
    """A reviewer approves it; from here it is seen, found and matched."""
    with change(profile, f"{profile.SIDE}.published", by=actor) as current:
        current.review_note = ""
        current.published_at, current.expires_at = now, expiry_of(current, now)
        if current.expires_at <= now:
            raise ValidationError(
                _("Its deadline has passed. Return it with a note, so that its authors set a new one."),
                code="deadline",
            )
        _move(current, Status.PUBLISHED)
    return current


def withdraw(*, actor: User, profile: P, reason: str = "") -> P:
    """Take a published or expired profile off the market at once."""
    verb, data = f"{profile.SIDE}.withdrawn", {"reason": reason.strip()}
    with change(profile, verb, by=actor, data=data) as current:
        _move(current, Status.ARCHIVED)
    return current


def renew(*, actor: User, profile: P, now: datetime) -> P:
    """Confirm that it still holds: the time runs anew, also for one that had expired."""
    with change(profile, f"{profile.SIDE}.renewed", by=actor) as current:
        current.expires_at = expiry_of(current, now)
        if current.expires_at <= now:
            raise ValidationError(
                _("Its deadline has passed. Set a new deadline, then renew it."), code="deadline"
            )
        _move(current, Status.PUBLISHED)
    return current


def reopen(*, actor: User, profile: P) -> P:
    """Take an archived profile back to draft."""
    with change(profile, f"{profile.SIDE}.reopened", by=actor) as current:
        _move(current, Status.DRAFT)
    return current


def expire_due(*, now: datetime) -> int:
    """Expire every published profile whose time is up; gives their number. Safe to run twice at once."""
    count = 0
    for model in (Offer, Need):
        for pk in model.objects.filter(status=Status.PUBLISHED, expires_at__lte=now).values_list(
            "pk", flat=True
        ):
            count += _expire(model, pk, now)
    return count


@transaction.atomic
def _expire(model: type[Offer] | type[Need], pk: int, now: datetime) -> int:
    profile = (
        model.objects.select_for_update(no_key=True)
        .filter(pk=pk, status=Status.PUBLISHED, expires_at__lte=now)
        .first()
    )
    if profile is None:
        return 0
    _move(profile, Status.EXPIRED)
    profile.save()
    journal.record(
        actor=None,
        verb=f"{profile.SIDE}.expired",
        subject=profile,
        about=profile.concerned(),
        data={"from": Status.PUBLISHED, "to": Status.EXPIRED},
    )
    return 1


def _move(profile: Profile, status: Status) -> None:
    """Only what is published is encoded and found by meaning."""
    profile.status = status
    if status == Status.PUBLISHED:
        vectors.ask_for_encoding()
    else:
        vectors.forget(profile.ref)


def expiry_of(profile: Profile, now: datetime) -> datetime:
    """A need ends with the day of its deadline as the zone's clocks show it; anything else after a year."""
    end = now + LIFETIME
    if isinstance(profile, Need) and profile.deadline is not None:
        last = datetime.combine(profile.deadline, time.max, tzinfo=timezone.get_default_timezone())
        return min(end, last)
    return end


def _save(
    profile: Profile, people: Iterable[Person] | None, requirements: Iterable[Requirement] | None
) -> None:
    if isinstance(profile, Need):
        validate_budget(profile.budget_min, profile.budget_max)
    profile.full_clean(exclude=["search", "created_by"])
    profile.save()
    if people is not None and isinstance(profile, (Offer, Need)):
        profile.people.set(people)
    if requirements is not None and isinstance(profile, Need):
        profile.requirements.all().delete()
        for requirement in requirements:
            requirement.pk, requirement.need = None, profile
            requirement.full_clean(exclude=["need"])
            requirement.save()
    type(profile)._base_manager.filter(pk=profile.pk).update(search=as_vector(profile_vector(profile)))
