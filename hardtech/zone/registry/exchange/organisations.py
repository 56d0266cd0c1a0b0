"""Organisations: their columns, and what importing them means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from hardtech.engines.tabular import Value
from hardtech.zone.registry.choices import Exchange, Field, OrganisationKind, Relation
from hardtech.zone.registry.exchange.names import NamedKind, name_columns
from hardtech.zone.registry.models import CitedFact, Organisation
from hardtech.zone.registry.services import organisation_vector
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileColumn
from hardtech.zone.workshop.exchange.records import RelatedRows
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft

__all__ = ["Organisations"]

_FACT = ("statement_en", "statement_zh", "value", "relation", "unit", "as_of", "citation")


def _facts_in(value: Value) -> list[dict[str, Any]]:
    return [_fact_in(stated) for stated in cells.rows(value)]


def _fact_in(stated: dict[str, Value]) -> dict[str, Any]:
    fact: dict[str, Any] = {name: cells.text(stated.get(name)) for name in _FACT}
    fact["relation"] = fact["relation"] or Relation.EQUAL
    fact["value"] = cells.decimal(fact["value"])
    if fact["relation"] not in Relation.values or not fact["statement_en"] or not fact["citation"]:
        raise cells.CellError("empty")
    return fact


def _facts_out(organisation: Organisation) -> Value:
    return [
        {name: getattr(fact, name) for name in _FACT} | {"value": cells.decimal_text(fact.value)}
        for fact in organisation.facts.all()
    ]


def _merged_out(organisation: Organisation) -> Value:
    return str(organisation.merged_into.uid) if organisation.merged_into else None


def _uids() -> set[UUID]:
    """Those that the rows of a file state, as far as they are taken in."""
    return set()


class Organisations(NamedKind[Organisation]):
    name = "organisations"
    model = Organisation
    unique = ("uscc", "ror")
    not_stated_when_empty = ("kind", "country")
    own_columns = (
        *name_columns(
            names=("名称", "机构名称", "单位名称", "公司名称", "organisation"),
            english=("英文名称",),
            chinese=("中文名称",),
        ),
        FileColumn("kind", cells.choice(OrganisationKind), ("type", "类型", "类别")),
        FileColumn("aliases", cells.texts, ("other names", "别名", "曾用名")),
        FileColumn("uscc", cells.text_or_none, ("统一社会信用代码", "信用代码", "social credit code")),
        FileColumn("ror", cells.text_or_none),
        FileColumn("country", cells.text, ("国家",)),
        FileColumn("province", cells.text, ("state", "省份", "省", "area", "地区")),
        FileColumn("city", cells.text, ("城市", "市")),
        FileColumn("fields", cells.choices(Field), ("领域", "技术领域")),
        FileColumn("exchange", cells.choice(Exchange), ("listed at", "交易所", "上市地")),
        FileColumn("stock_code", cells.text, ("symbol", "股票代码", "证券代码")),
        FileColumn("website", cells.text, ("url", "网址", "官网")),
        FileColumn("summary", cells.text, ("description", "简介")),
        FileColumn("facts", _facts_in, write=_facts_out, related=True),
        FileColumn("merged_into", cells.unique_id, write=_merged_out, related=True),
    )
    related_rows = {"facts": RelatedRows(CitedFact, "organisation", _FACT)}

    def natural_key(self, draft: RowDraft) -> str:
        return "\n".join([super().natural_key(draft), draft.values.get("province", "")])

    def complete(self, record: Organisation, draft: RowDraft, run: ImportRun) -> None:
        record.kind = record.kind or OrganisationKind.COMPANY
        record.country = record.country or "CN"

    def resolve(self, drafts: Sequence[RowDraft], run: ImportRun) -> None:
        """A row may be merged into a record of the zone, or of this file where that one is not refused itself."""
        stated = run.shared(_uids)
        stated.update(draft.uid for draft in drafts if draft.uid)
        merged = [draft for draft in drafts if draft.related.get("merged_into")]
        wanted = [draft.related["merged_into"] for draft in merged]
        known = set(Organisation.objects.filter(uid__in=wanted).values_list("uid", flat=True))
        while lost := [draft for draft in merged if draft.related["merged_into"] not in known | stated]:
            for draft in lost:
                uid = str(draft.related["merged_into"])
                run.refuse(draft.problem("reference_unknown", "merged_into", value=uid))
            stated.difference_update(draft.uid for draft in lost if draft.uid)
            merged = run.not_refused(merged)

    def current(self, records: Sequence[Organisation]) -> dict[int, dict[str, Any]]:
        merged = Organisation.objects.filter(pk__in=[record.pk for record in records])
        kept = dict(merged.values_list("pk", "merged_into__uid"))
        return {pk: {**rows, "merged_into": kept[pk]} for pk, rows in super().current(records).items()}

    def search_words(self, record: Organisation) -> str:
        return organisation_vector(record)

    def relate(self, pairs: Sequence[tuple[Organisation, RowDraft]]) -> None:
        super().relate(pairs)
        merged = [
            (record.pk, draft.related["merged_into"])
            for record, draft in pairs
            if draft.related.get("merged_into")
        ]
        kept = Organisation.objects.filter(uid__in={uid for _pk, uid in merged})
        keys = dict(kept.values_list("uid", "pk"))
        for pk, uid in merged:
            Organisation.objects.filter(pk=pk).update(merged_into=keys[uid])

    def exported(self, *, everything: bool) -> QuerySet[Organisation]:
        rows = Organisation.objects.defer("search").select_related("merged_into").prefetch_related("facts")
        kept_first = F("merged_into").asc(nulls_first=True)
        return rows.order_by(kept_first, "pk") if everything else rows.filter(merged_into=None).order_by("pk")
