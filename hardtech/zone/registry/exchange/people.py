"""People: their columns, and what importing them means. Accounts are never carried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from hardtech.engines.tabular import Problem, Value
from hardtech.zone.common.languages import RecordLanguage, guess_language
from hardtech.zone.registry.choices import Field, MembershipRole
from hardtech.zone.registry.exchange.directory import Directory, OwnerName
from hardtech.zone.registry.models import Membership, Person
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.records import Column, Draft, Kind, attribute, identity_columns

__all__ = ["People"]


class People(Kind[Person]):
    name = "people"
    model = Person
    required = ()
    unique = ("orcid",)

    def columns(self) -> tuple[Column, ...]:
        first, last = identity_columns()
        return (
            *first,
            Column("name", cells.text, None, ("姓名", "person"), related=True),
            Column("name_en", cells.text, attribute("name_en"), ("english name", "英文名", "拼音")),
            Column("name_zh", cells.text, attribute("name_zh"), ("chinese name", "中文名")),
            Column("orcid", lambda value: cells.text(value) or None, attribute("orcid")),
            Column("title", cells.text, attribute("title"), ("position", "职称", "职务")),
            Column("fields", cells.choices(Field), attribute("fields"), ("领域", "研究领域")),
            Column(
                "memberships",
                _memberships_in,
                _memberships_out,
                ("organisation", "affiliation", "单位", "机构"),
                related=True,
            ),
            *last,
        )

    def natural_key(self, draft: Draft) -> str:
        names = [
            draft.values.get("name_en", ""),
            draft.values.get("name_zh", ""),
            draft.related.get("name", ""),
        ]
        belongs = [name for name, _role in draft.related.get("memberships", [])]
        return "\n".join([*names, *belongs])

    def check(self, draft: Draft) -> Iterable[Problem]:
        yield from super().check(draft)
        if name := draft.related.pop("name", ""):
            field = "name_zh" if guess_language(name) == RecordLanguage.CHINESE else "name_en"
            draft.values[field] = draft.values.get(field) or name
        if not draft.values.get("name_en") and not draft.values.get("name_zh"):
            yield draft.problem("empty", "name")
        for _name, role in draft.related.get("memberships", []):
            if role not in MembershipRole.values:
                yield draft.problem(
                    "not_a_choice", "memberships", value=role, choices=", ".join(MembershipRole.values)
                )

    def resolve(self, drafts: Sequence[Draft], session: Any) -> None:
        directory: Directory = session.memory.setdefault("directory", None) or Directory()
        session.memory["directory"] = directory
        for draft in drafts:
            found = []
            for name, role in draft.related.get("memberships", []):
                key = directory.find(OwnerName(name))
                if key is None:
                    session.refuse(
                        draft.problem("organisation_unknown", "memberships", value=cells.shown(name))
                    )
                found.append((key, role))
            if "memberships" in draft.related:
                draft.related["memberships"] = sorted(found, key=str)

    def current(self, instances: Sequence[Person]) -> dict[int, dict[str, Any]]:
        rows = Membership.objects.filter(person__in=instances).values_list(
            "person_id", "organisation_id", "role"
        )
        result: dict[int, dict[str, Any]] = {one.pk: {"memberships": []} for one in instances}
        for person, organisation, role in rows:
            result[person]["memberships"].append((organisation, role))
        for stated in result.values():
            stated["memberships"].sort(key=str)
        return result

    def relate(self, pairs: Sequence[tuple[Person, Draft]]) -> None:
        stated = [(one, draft) for one, draft in pairs if "memberships" in draft.related]
        Membership.objects.filter(person__in=[one for one, _draft in stated]).delete()
        Membership.objects.bulk_create(
            Membership(person=one, organisation_id=key, role=role)
            for one, draft in stated
            for key, role in draft.related["memberships"]
        )

    def exported(self, *, everything: bool) -> QuerySet[Person]:
        del everything
        return Person.objects.prefetch_related("memberships__organisation").order_by("pk")


def _memberships_in(value: Value) -> list[tuple[str, str]]:
    """(organisation, role): a JSON list of objects, or names."""
    if isinstance(value, list) or (isinstance(value, str) and value.lstrip().startswith("[")):
        stated = cells.rows(value)
        return [
            (cells.text(one.get("organisation")), cells.text(one.get("role")) or "editor") for one in stated
        ]
    return [(name, MembershipRole.EDITOR.value) for name in cells.texts(value)]


def _memberships_out(one: Person) -> Value:
    ordered = sorted(one.memberships.all(), key=lambda membership: membership.organisation.ref)
    return [{"organisation": member.organisation.ref, "role": member.role} for member in ordered]
