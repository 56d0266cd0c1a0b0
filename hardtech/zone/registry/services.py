"""What is done with organisations and people. Each verb guards, writes, and tells the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import is_zone_officer
from hardtech.zone.common.changes import changed_fields
from hardtech.zone.common.search import as_vector, vector_literal
from hardtech.zone.common.uniqueness import told_as_validation
from hardtech.zone.common.versions import refuse_stale
from hardtech.zone.journal import services as journal
from hardtech.zone.registry import merging, permissions
from hardtech.zone.registry.choices import MembershipRole
from hardtech.zone.registry.models import Membership, Organisation, Person
from hardtech.zone.registry.names import provinces_differ

__all__ = [
    "add_member",
    "check_merge",
    "create_organisation",
    "merge_organisations",
    "organisation_vector",
    "person_for",
    "remove_member",
    "update_organisation",
    "update_person",
]


def organisation_vector(organisation: Organisation) -> str:
    """The words by which an organisation is found: names first, then place and summary."""
    return vector_literal(
        [
            ("A", f"{organisation.name_en} {organisation.name_zh}"),
            ("B", " ".join(organisation.aliases)),
            (
                "C",
                f"{organisation.city} {organisation.province} {organisation.stock_code} {organisation.uscc or ''}",
            ),
            ("D", organisation.summary),
        ]
    )


@transaction.atomic
def person_for(user: User) -> Person:
    """The registry's person behind an account, made at first need."""
    person, _created = Person.objects.get_or_create(user=user, defaults={"name_en": user.get_full_name()})
    return person


@transaction.atomic
def create_organisation(*, actor: User, values: Mapping[str, Any]) -> Organisation:
    """Enter an organisation. Who enters it owns it, except officers, who enter others'."""
    if not permissions.may_create(actor):
        raise PermissionDenied
    organisation = Organisation(**values)
    _save(organisation)
    if not is_zone_officer(actor):
        Membership.objects.create(
            person=person_for(actor), organisation=organisation, role=MembershipRole.OWNER
        )
        actor.__dict__.pop("_organisation_ids", None)
    journal.record(actor=actor, verb="organisation.created", subject=organisation)
    return organisation


@transaction.atomic
def update_organisation(
    *, actor: User, organisation: Organisation, values: Mapping[str, Any], seen: str = ""
) -> Organisation:
    """Change fields; nothing is written, and nothing journalled, when all stay as they are.

    `seen` is the version that the writer had before them; another one is refused (`common/versions.py`).
    """
    if not permissions.may_edit(actor, organisation):
        raise PermissionDenied
    current = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    refuse_stale(current, seen)
    changed = changed_fields(current, values)
    if not changed:
        return current
    for name in changed:
        setattr(current, name, values[name])
    _save(current)
    journal.record(actor=actor, verb="organisation.updated", subject=current, data={"fields": changed})
    return current


@transaction.atomic
def merge_organisations(*, actor: User, keep: Organisation, drop: Organisation) -> Organisation:
    """Fold `drop` into `keep`: names, codes, people, offers and needs move; both references go on working.

    Rooms above prepare what only one can hold (`merging`). Raises `ValidationError` for an organisation with itself, one
    merged before, or 陕西 with 山西.
    """
    if not permissions.may_merge(actor):
        raise PermissionDenied
    rows = {
        row.pk: row
        for row in Organisation.objects.select_for_update(no_key=True)
        .filter(pk__in=[keep.pk, drop.pk])
        .order_by("pk")
    }
    keep, drop = rows[keep.pk], rows[drop.pk]
    check_merge(keep, drop)
    merging.prepare(keep, drop)
    moved = _move_belongings(keep, drop)
    _take_over_identity(keep, drop)
    journal.record(
        actor=actor,
        verb="organisation.merged",
        subject=keep,
        about=[drop],
        data={"from": drop.ref, "moved": moved},
    )
    return keep


def check_merge(keep: Organisation, drop: Organisation) -> None:
    """Raise `ValidationError` where the two can't be one."""
    if keep.pk == drop.pk:
        raise ValidationError(_("An organisation can't be merged with itself."), code="merge_self")
    if keep.merged_into_id or drop.merged_into_id:
        raise ValidationError(
            _("One of the two was merged before; open it and merge from there."), code="merge_twice"
        )
    ours, theirs = [[one.province, one.name_en, one.name_zh, *one.aliases] for one in (keep, drop)]
    if provinces_differ(ours, theirs):
        raise ValidationError(
            _(
                "One is in Shaanxi (陕西), the other in Shanxi (山西): two provinces. Correct the place first."
            ),
            code="merge_provinces",
        )
    for field, label in (("uscc", _("unified social credit code")), ("ror", "ROR")):
        if getattr(keep, field) and getattr(drop, field) and getattr(keep, field) != getattr(drop, field):
            raise ValidationError(
                _("Both have a %(code)s, and the two differ: these are two organisations."),
                code="merge_codes",
                params={"code": label},
            )
    merging.check(keep, drop)


def _move_belongings(keep: Organisation, drop: Organisation) -> dict[str, int]:
    """Point everything at `keep`. Rooms above are found through the model, so none is forgotten."""
    moved: dict[str, int] = {}
    members = set(keep.memberships.values_list("person_id", flat=True))
    drop.memberships.filter(person_id__in=members).delete()
    if keep.memberships.filter(role=MembershipRole.OWNER).exists():
        # Anybody may enter an organisation and own that entry: it must not make them owner of another.
        drop.memberships.update(role=MembershipRole.EDITOR)
    for relation in Organisation._meta.related_objects:
        if relation.field.name == "merged_into" or relation.many_to_many:
            continue
        count = relation.related_model._base_manager.filter(**{relation.field.name: drop}).update(
            **{relation.field.name: keep}
        )
        if count:
            moved[relation.name] = count
    drop.merged_from.update(merged_into=keep)
    return moved


def _take_over_identity(keep: Organisation, drop: Organisation) -> None:
    codes = {field: getattr(drop, field) for field in ("uscc", "ror") if not getattr(keep, field)}
    drop.merged_into = keep
    drop.uscc = drop.ror = None
    drop.save()
    for field, value in codes.items():
        setattr(keep, field, value)
    keep.name_en, keep.name_zh = keep.name_en or drop.name_en, keep.name_zh or drop.name_zh
    names = dict.fromkeys([*keep.aliases, drop.name_en, drop.name_zh, *drop.aliases])
    keep.aliases = [name for name in names if name and name not in {keep.name_en, keep.name_zh}]
    keep.fields = list(dict.fromkeys([*keep.fields, *drop.fields]))
    _save(keep)


@transaction.atomic
def update_person(*, actor: User, person: Person, values: Mapping[str, Any]) -> Person:
    """Change one's own entry, or as an officer anybody's; nothing is journalled when all stays as it is."""
    if not permissions.may_edit_person(actor, person):
        raise PermissionDenied
    current = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    changed = changed_fields(current, values)
    if not changed:
        return current
    for name in changed:
        setattr(current, name, values[name])
    current.orcid = current.orcid or None
    current.full_clean()
    with told_as_validation(current):
        current.save()
    journal.record(actor=actor, verb="person.updated", subject=current, data={"fields": changed})
    return current


@transaction.atomic
def add_member(*, actor: User, organisation: Organisation, user: User, role: MembershipRole) -> Membership:
    """Let somebody act for the organisation, or change the role they have."""
    _guard_members(actor, organisation)
    person = person_for(user)
    _keep_an_owner(organisation, leaving=person, role=role)
    membership, _created = Membership.objects.update_or_create(
        person=person, organisation=organisation, defaults={"role": role}
    )
    journal.record(
        actor=actor,
        verb="member.added",
        subject=organisation,
        about=[person],
        data={"role": MembershipRole(role).value},
    )
    return membership


@transaction.atomic
def remove_member(*, actor: User, organisation: Organisation, person: Person) -> None:
    """End a membership; the last owner can't leave."""
    _guard_members(actor, organisation)
    _keep_an_owner(organisation, leaving=person, role=None)
    Membership.objects.filter(person=person, organisation=organisation).delete()
    journal.record(actor=actor, verb="member.removed", subject=organisation, about=[person])


def _guard_members(actor: User, organisation: Organisation) -> None:
    """One change of members at a time; whoever lost the right while waiting for their turn has lost it."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    actor.__dict__.pop("_organisation_ids", None)
    if not permissions.may_manage_members(actor, organisation):
        raise PermissionDenied


def _keep_an_owner(organisation: Organisation, *, leaving: Person, role: MembershipRole | None) -> None:
    owners = set(
        Membership.objects.filter(organisation=organisation, role=MembershipRole.OWNER).values_list(
            "person_id", flat=True
        )
    )
    if owners == {leaving.pk} and role != MembershipRole.OWNER:
        raise ValidationError(
            _("This is the last owner. Make somebody else an owner first."), code="last_owner"
        )


def _save(organisation: Organisation) -> None:
    organisation.uscc, organisation.ror = organisation.uscc or None, organisation.ror or None
    organisation.full_clean(exclude=["search", "merged_into"])
    with told_as_validation(organisation):
        organisation.save()
    Organisation.objects.filter(pk=organisation.pk).update(
        search=as_vector(organisation_vector(organisation))
    )
