"""What importing and exporting offers and needs have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from hardtech.engines.tabular import Value
from hardtech.zone.common.languages import RecordLanguage, guess_language
from hardtech.zone.market.choices import Partnership, Status
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.services.profiles import expiry_of, profile_vector
from hardtech.zone.registry.choices import Field, OrganisationKind
from hardtech.zone.registry.classifier import propose_fields
from hardtech.zone.registry.exchange.directory import Directory, OwnerName
from hardtech.zone.registry.models import Person
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileColumn
from hardtech.zone.workshop.exchange.records import RecordKind, RelatedRows, in_order, problems_of
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft

__all__ = ["OWNER", "WORDS", "Profiles", "keywords_within", "people_of"]

P = TypeVar("P", Offer, Need)

SAMPLE = 3_000  # characters from which fields are proposed


def _people_out(profile: Offer | Need) -> Value:
    return [*sorted(person.ref for person in profile.people.all())]


WORDS = (
    FileColumn("status", cells.choice(Status), ("状态",)),
    FileColumn(
        "title",
        cells.text,
        ("标题", "题名", "名称", "技术名称", "项目名称", "成果名称", "需求名称"),
    ),
    FileColumn(
        "summary",
        cells.text,
        ("short description", "简介", "概述", "成果简介", "需求简介", "项目简介", "技术简介"),
    ),
    FileColumn(
        "description",
        cells.text,
        ("abstract", "text", "full description", "摘要", "描述", "详细描述", "内容", "正文"),
    ),
    FileColumn("keywords", cells.texts, ("key words", "tags", "关键词", "关键字", "技术关键词")),
    FileColumn("fields", cells.choices(Field), ("技术领域", "领域")),
    FileColumn("partnerships", cells.choices(Partnership), ("partnership", "合作方式")),
    FileColumn("language", cells.choice(RecordLanguage), ("语言",)),
    FileColumn("trl", cells.number, ("readiness", "技术成熟度", "成熟度")),
)
ORGANISATION_NAMES = (
    "organisation",
    "organization",
    "company",
    "institution",
    "applicant",
    "单位",
    "机构",
    "高校",
)
OWNER = (
    FileColumn("published_at", cells.moment),
    FileColumn("expires_at", cells.moment),
    FileColumn(
        "owner",
        cells.text,
        (*ORGANISATION_NAMES, "持有单位", "申请人"),
        lambda profile: profile.owner.name_en or profile.owner.name_zh,
        related=True,
    ),
    FileColumn("owner_uid", cells.unique_id, (), lambda profile: str(profile.owner.uid), related=True),
    FileColumn(
        "owner_kind", cells.choice(OrganisationKind), (), lambda profile: profile.owner.kind, related=True
    ),
    FileColumn("owner_country", cells.text, (), lambda profile: profile.owner.country, related=True),
    FileColumn("people", cells.texts, (), _people_out, related=True),
)


def people_of(model: type[Offer | Need]) -> RelatedRows:
    """The people that a profile names."""
    return RelatedRows(model.people.through, model.SIDE, ("person_id",), ordered=False)


class Profiles(RecordKind[P]):
    """Everything but the columns and the formats of other sources, which differ."""

    required = ("title",)
    options = {**RecordKind.options, "owner": (), "status": ("published", "draft")}
    prefetched: ClassVar[tuple[str, ...]] = ("people",)
    not_stated_when_empty: ClassVar[tuple[str, ...]] = ("status", "language", "published_at", "expires_at")

    def natural_key(self, draft: RowDraft) -> str:
        return f"{draft.values['title']}\n{draft.related.get('owner', '')}"

    def resolve(self, drafts: Sequence[RowDraft], run: ImportRun) -> None:
        """Find or make the owners; find the people."""
        directory = run.shared(Directory)
        owners = {id(draft): _owner_name(draft, run.options.owner) for draft in drafts}
        for draft in drafts:
            if not owners[id(draft)].name:
                run.refuse(draft.problem("owner_missing", "owner"))
        _resolve_people(drafts, run)
        for draft in run.not_refused(drafts):
            try:
                directory.want(owners[id(draft)], source=run.options.source)
            except ValidationError as error:
                reasons = list(problems_of(error, draft))
                run.refuse(*(draft.problem(reason.code, "owner", **reason.data) for reason in reasons))
        made = directory.make()
        run.report.also["organisations"] = run.report.also.get("organisations", 0) + made
        for draft in run.not_refused(drafts):
            owner = owners[id(draft)]
            draft.values["owner_id"] = directory.find(owner.name, owner.uid)

    def complete(self, record: P, draft: RowDraft, run: ImportRun) -> None:
        text = "\n".join([record.title, " ".join(record.keywords), record.summary, record.description])
        if not {**draft.initial, **draft.values}.get("language"):
            record.language = guess_language(text)
        if not record.fields:
            record.fields = [code for code, _share in propose_fields(text[:SAMPLE])]
        record.status = run.options.status or draft.values.get("status") or Status.PUBLISHED
        if record.status == Status.PUBLISHED:
            now = timezone.now()
            record.published_at = record.published_at or now
            record.expires_at = record.expires_at or expiry_of(record, now)

    def search_words(self, record: P) -> str:
        return profile_vector(record)

    def exported(self, *, everything: bool) -> QuerySet[P]:
        rows: QuerySet[P] = self.model.objects.select_related("owner").order_by("pk")
        rows = rows.prefetch_related(*self.prefetched)
        return rows if everything else rows.filter(status=Status.PUBLISHED)


def keywords_within(stated: Sequence[str], *, most: int, length: int) -> list[str]:
    """The first `most` keywords, the ones that are no keywords for their length left out."""
    return [word for word in dict.fromkeys(stated) if len(word) <= length][:most]


def _owner_name(draft: RowDraft, default: str) -> OwnerName:
    stated = draft.related.get("owner")
    if isinstance(stated, OwnerName):
        return stated
    return OwnerName(
        name=stated or default,
        uid=draft.related.get("owner_uid"),
        kind=draft.related.get("owner_kind") or OrganisationKind.COMPANY,
        country=draft.related.get("owner_country") or "CN",
    )


def _resolve_people(drafts: Sequence[RowDraft], run: ImportRun) -> None:
    refs = {ref for draft in drafts for ref in draft.related.get("people", [])}
    known = dict(Person.objects.filter(ref__in=refs).values_list("ref", "pk")) if refs else {}
    for draft in drafts:
        stated = draft.related.get("people", [])
        for ref in stated:
            if ref not in known:
                run.refuse(draft.problem("person_unknown", "people", value=cells.shown(ref)))
        if "people" in draft.related:
            draft.related["people"] = in_order({"person_id": known[ref]} for ref in stated if ref in known)
