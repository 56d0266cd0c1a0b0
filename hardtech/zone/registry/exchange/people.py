"""People: their columns, and what importing them means. Accounts are never carried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from hardtech.engines.tabular import RowProblem, Value
from hardtech.zone.registry.choices import Field, MembershipRole
from hardtech.zone.registry.exchange.directory import organisation_of
from hardtech.zone.registry.exchange.names import NamedKind, name_columns
from hardtech.zone.registry.models import Membership, Person
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileColumn
from hardtech.zone.workshop.exchange.records import RelatedRows, in_order
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft

__all__ = ["People"]


def _memberships_in(value: Value) -> list[tuple[str, str]]:
    """(organisation, role): a JSON list of objects, or names."""
    if isinstance(value, list) or (isinstance(value, str) and value.lstrip().startswith("[")):
        return [
            (
                cells.text(stated.get("organisation")),
                cells.text(stated.get("role")) or MembershipRole.EDITOR.value,
            )
            for stated in cells.rows(value)
        ]
    return [(name, MembershipRole.EDITOR.value) for name in cells.texts(value)]


def _memberships_out(person: Person) -> Value:
    ordered = sorted(person.memberships.all(), key=lambda membership: membership.organisation.ref)
    return [{"organisation": member.organisation.ref, "role": member.role} for member in ordered]


class People(NamedKind[Person]):
    name = "people"
    model = Person
    unique = ("orcid",)
    own_columns = (
        *name_columns(
            names=("姓名", "person"),
            english=("英文名", "拼音"),
            chinese=("中文名",),
        ),
        FileColumn("orcid", cells.text_or_none),
        FileColumn("title", cells.text, ("position", "职称", "职务")),
        FileColumn("fields", cells.choices(Field), ("领域", "研究领域")),
        FileColumn(
            "memberships",
            _memberships_in,
            ("organisation", "affiliation", "单位", "机构"),
            _memberships_out,
            related=True,
        ),
    )
    related_rows = {
        "memberships": RelatedRows(Membership, "person", ("organisation_id", "role"), ordered=False)
    }

    def natural_key(self, draft: RowDraft) -> str:
        belongs = [name for name, _role in draft.related.get("memberships", [])]
        return "\n".join([super().natural_key(draft), *belongs])

    def check(self, draft: RowDraft, run: ImportRun) -> Iterable[RowProblem]:
        yield from super().check(draft, run)
        for _name, role in draft.related.get("memberships", []):
            if role not in MembershipRole.values:
                choices = ", ".join(MembershipRole.values)
                yield draft.problem("not_a_choice", "memberships", value=role, choices=choices)

    def resolve(self, drafts: Sequence[RowDraft], run: ImportRun) -> None:
        for draft in drafts:
            if "memberships" in draft.related:
                draft.related["memberships"] = in_order(
                    {"organisation_id": organisation_of(name, draft, "memberships", run), "role": role}
                    for name, role in draft.related["memberships"]
                )

    def exported(self, *, everything: bool) -> QuerySet[Person]:
        return Person.objects.prefetch_related("memberships__organisation").order_by("pk")
