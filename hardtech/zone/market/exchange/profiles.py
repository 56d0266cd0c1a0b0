"""What importing and exporting offers and needs have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

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
from hardtech.zone.workshop.exchange.records import (
    Column,
    Draft,
    Kind,
    Options,
    attribute,
    identity_columns,
    iso,
    problems_of,
)

__all__ = ["Profiles", "keywords_within", "profile_columns"]

P = TypeVar("P", Offer, Need)

SAMPLE = 3_000  # characters from which fields are proposed


def profile_columns(*own: Column) -> tuple[Column, ...]:
    """The columns of a profile, with those of its own kind in their place."""
    first, last = identity_columns()
    return (
        *first,
        Column("status", cells.choice(Status), attribute("status"), ("状态",)),
        Column(
            "title",
            cells.text,
            attribute("title"),
            ("标题", "题名", "名称", "技术名称", "项目名称", "成果名称", "需求名称"),
        ),
        Column(
            "summary",
            cells.text,
            attribute("summary"),
            ("short description", "简介", "概述", "成果简介", "需求简介", "项目简介", "技术简介"),
        ),
        Column(
            "description",
            cells.text,
            attribute("description"),
            ("abstract", "text", "full description", "摘要", "描述", "详细描述", "内容", "正文"),
        ),
        Column(
            "keywords",
            cells.texts,
            attribute("keywords"),
            ("key words", "tags", "关键词", "关键字", "技术关键词"),
        ),
        Column("fields", cells.choices(Field), attribute("fields"), ("技术领域", "领域")),
        Column(
            "partnerships", cells.choices(Partnership), attribute("partnerships"), ("partnership", "合作方式")
        ),
        Column("language", cells.choice(RecordLanguage), attribute("language"), ("语言",)),
        *own,
        Column("published_at", cells.moment, iso("published_at")),
        Column("expires_at", cells.moment, iso("expires_at")),
        Column(
            "owner",
            cells.text,
            lambda one: one.owner.name_en or one.owner.name_zh,
            (
                "organisation",
                "organization",
                "company",
                "institution",
                "applicant",
                "单位",
                "机构",
                "高校",
                "持有单位",
                "申请人",
            ),
            related=True,
        ),
        Column("owner_uid", cells.unique_id, lambda one: str(one.owner.uid), related=True),
        Column("owner_kind", cells.choice(OrganisationKind), lambda one: one.owner.kind, related=True),
        Column("owner_country", cells.text, lambda one: one.owner.country, related=True),
        Column("people", cells.texts, _people_out, related=True),
        *last,
    )


class Profiles(Kind[P]):
    """Everything but the columns and formats, which differ."""

    required = ("title",)
    not_stated_when_empty: ClassVar[tuple[str, ...]] = ("status", "language", "published_at", "expires_at")

    def natural_key(self, draft: Draft) -> str:
        return f"{draft.values['title']}\n{draft.related.get('owner', '')}"

    def resolve(self, drafts: Sequence[Draft], session: Any) -> None:
        """Find or make the owners; find the people."""
        directory: Directory = session.memory.setdefault("directory", None) or Directory()
        session.memory["directory"] = directory
        names: dict[int, OwnerName] = {}
        for draft in drafts:
            owner = _owner_name(draft, session.options)
            if owner is None:
                session.refuse(draft.problem("owner_missing", "owner"))
            else:
                names[id(draft)] = owner
        self._resolve_people(drafts, session)
        for draft in drafts:
            if not session.is_refused(draft):
                _want(directory, names[id(draft)], draft, session)
        good = [draft for draft in drafts if not session.is_refused(draft)]
        session.report.organisations += directory.make(dry_run=session.options.dry_run)
        for draft in good:
            draft.values["owner_id"] = directory.find(names[id(draft)])

    def _resolve_people(self, drafts: Sequence[Draft], session: Any) -> None:
        refs = {ref for draft in drafts for ref in draft.related.get("people", [])}
        known = dict(Person.objects.filter(ref__in=refs).values_list("ref", "pk")) if refs else {}
        for draft in drafts:
            stated = draft.related.get("people", [])
            for ref in stated:
                if ref not in known:
                    session.refuse(draft.problem("person_unknown", "people", value=cells.shown(ref)))
            if "people" in draft.related:
                draft.related["people"] = sorted(known[ref] for ref in stated if ref in known)

    def complete(self, instance: P, draft: Draft, options: Options) -> None:
        text = "\n".join(
            [instance.title, " ".join(instance.keywords), instance.summary, instance.description]
        )
        if not {**draft.initial, **draft.values}.get("language"):
            instance.language = guess_language(text)
        if not instance.fields:
            instance.fields = [code for code, _share in propose_fields(text[:SAMPLE])]
        instance.status = options.status or draft.values.get("status") or Status.PUBLISHED
        if instance.status == Status.PUBLISHED:
            now = timezone.now()
            instance.published_at = instance.published_at or now
            instance.expires_at = instance.expires_at or expiry_of(instance, now)

    def current(self, instances: Sequence[P]) -> dict[int, dict[str, Any]]:
        result: dict[int, dict[str, Any]] = {one.pk: {"people": []} for one in instances}
        through, key = self._people_table()
        rows = through.objects.filter(**{f"{key}__in": list(result)}).values_list(key, "person_id")
        for pk, person in rows.order_by("person_id"):
            result[pk]["people"].append(person)
        return result

    def search_words(self, instance: P, draft: Draft) -> str:
        del draft
        return profile_vector(instance)

    def relate(self, pairs: Sequence[tuple[P, Draft]]) -> None:
        through, key = self._people_table()
        stated = [(one, draft.related["people"]) for one, draft in pairs if "people" in draft.related]
        through.objects.filter(**{f"{key}__in": [one.pk for one, _people in stated]}).delete()
        through.objects.bulk_create(
            through(**{key: one.pk, "person_id": person}) for one, people in stated for person in people
        )

    def exported(self, *, everything: bool) -> QuerySet[P]:
        rows: QuerySet[P] = (
            self.model.objects.select_related("owner").prefetch_related("people").order_by("pk")
        )
        return rows if everything else rows.filter(status=Status.PUBLISHED)

    def _people_table(self) -> tuple[Any, str]:
        return self.model.people.through, f"{self.model.SIDE}_id"


def keywords_within(stated: Sequence[str], *, most: int, length: int) -> list[str]:
    """The first `most` keywords, the ones that are no keywords for their length left out."""
    return [word for word in dict.fromkeys(stated) if len(word) <= length][:most]


def _owner_name(draft: Draft, options: Options) -> OwnerName | None:
    stated = draft.related.get("owner")
    if isinstance(stated, OwnerName):
        return stated
    name = stated or options.owner
    if not name:
        return None
    return OwnerName(
        name=name,
        uid=draft.related.get("owner_uid"),
        kind=draft.related.get("owner_kind") or OrganisationKind.COMPANY,
        country=draft.related.get("owner_country") or "CN",
    )


def _want(directory: Directory, owner: OwnerName, draft: Draft, session: Any) -> None:
    try:
        directory.want(owner, source=session.options.source)
    except ValidationError as error:
        reasons = list(problems_of(error, draft))
        session.refuse(*(draft.problem(one.code, "owner", **one.data) for one in reasons))


def _people_out(one: Offer | Need) -> Value:
    return [*sorted(person.ref for person in one.people.all())]
