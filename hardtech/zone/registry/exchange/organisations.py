"""Organisations: their columns, and what importing them means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, QuerySet

from hardtech.engines.tabular import Problem, Value
from hardtech.zone.common.languages import RecordLanguage, guess_language
from hardtech.zone.registry.choices import Exchange, Field, OrganisationKind, Relation
from hardtech.zone.registry.models import Fact, Organisation
from hardtech.zone.registry.services import organisation_vector
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.records import (
    Column,
    Draft,
    Kind,
    Options,
    attribute,
    identity_columns,
)

__all__ = ["Organisations"]

_FACT = ("statement_en", "statement_zh", "value", "relation", "unit", "as_of", "citation")


class Organisations(Kind[Organisation]):
    name = "organisations"
    model = Organisation
    required = ()
    unique = ("uscc", "ror")
    not_stated_when_empty = ("kind", "country")

    def columns(self) -> tuple[Column, ...]:
        first, last = identity_columns()
        one_or_none = _or_none(cells.text)
        return (
            *first,
            Column(
                "name",
                cells.text,
                None,
                ("名称", "机构名称", "单位名称", "公司名称", "organisation"),
                related=True,
            ),
            Column("name_en", cells.text, attribute("name_en"), ("english name", "英文名称")),
            Column("name_zh", cells.text, attribute("name_zh"), ("chinese name", "中文名称")),
            Column("kind", cells.choice(OrganisationKind), attribute("kind"), ("type", "类型", "类别")),
            Column("aliases", cells.texts, attribute("aliases"), ("other names", "别名", "曾用名")),
            Column(
                "uscc", one_or_none, attribute("uscc"), ("统一社会信用代码", "信用代码", "social credit code")
            ),
            Column("ror", one_or_none, attribute("ror")),
            Column("country", cells.text, attribute("country"), ("国家",)),
            Column("province", cells.text, attribute("province"), ("state", "省份", "省", "area", "地区")),
            Column("city", cells.text, attribute("city"), ("城市", "市")),
            Column("fields", cells.choices(Field), attribute("fields"), ("领域", "技术领域")),
            Column(
                "exchange", cells.choice(Exchange), attribute("exchange"), ("listed at", "交易所", "上市地")
            ),
            Column("stock_code", cells.text, attribute("stock_code"), ("symbol", "股票代码", "证券代码")),
            Column("website", cells.text, attribute("website"), ("url", "网址", "官网")),
            Column("summary", cells.text, attribute("summary"), ("description", "简介")),
            Column("facts", cells.rows, _facts_out, related=True),
            Column("merged_into", cells.unique_id, _merged_out, related=True),
            *last,
        )

    def natural_key(self, draft: Draft) -> str:
        names = [
            draft.values.get("name_en", ""),
            draft.values.get("name_zh", ""),
            draft.related.get("name", ""),
        ]
        return "\n".join([*names, draft.values.get("province", "")])

    def check(self, draft: Draft) -> Iterable[Problem]:
        yield from super().check(draft)
        if name := draft.related.pop("name", ""):
            field = "name_zh" if guess_language(name) == RecordLanguage.CHINESE else "name_en"
            draft.values[field] = draft.values.get(field) or name
        if not draft.values.get("name_en") and not draft.values.get("name_zh"):
            yield draft.problem("empty", "name")
        if "facts" in draft.related:
            yield from _facts_in(draft)

    def complete(self, instance: Organisation, draft: Draft, options: Options) -> None:
        del draft, options
        instance.kind = instance.kind or OrganisationKind.COMPANY
        instance.country = instance.country or "CN"

    def resolve(self, drafts: Sequence[Draft], session: Any) -> None:
        wanted = {draft.related["merged_into"]: draft for draft in drafts if draft.related.get("merged_into")}
        known = (
            set(Organisation.objects.filter(uid__in=list(wanted)).values_list("uid", flat=True))
            | session.uids
        )
        for uid, draft in wanted.items():
            if uid not in known:
                session.refuse(draft.problem("reference_unknown", "merged_into", value=str(uid)))

    def current(self, instances: Sequence[Organisation]) -> dict[int, dict[str, Any]]:
        rows = Organisation.objects.filter(pk__in=[one.pk for one in instances]).select_related("merged_into")
        return {
            one.pk: {
                "facts": [_plain(fact) for fact in one.facts.all()],
                "merged_into": one.merged_into.uid if one.merged_into else None,
            }
            for one in rows.prefetch_related("facts")
        }

    def search_words(self, instance: Organisation, draft: Draft) -> str:
        del draft
        return organisation_vector(instance)

    def relate(self, pairs: Sequence[tuple[Organisation, Draft]]) -> None:
        stated = [(one, draft) for one, draft in pairs if "facts" in draft.related]
        Fact.objects.filter(organisation__in=[one for one, _draft in stated]).delete()
        Fact.objects.bulk_create(
            Fact(organisation=one, **fact) for one, draft in stated for fact in draft.related["facts"]
        )
        kept = {draft.related["merged_into"] for _one, draft in pairs if draft.related.get("merged_into")}
        keys = dict(Organisation.objects.filter(uid__in=kept).values_list("uid", "pk"))
        for one, draft in pairs:
            if uid := draft.related.get("merged_into"):
                Organisation.objects.filter(pk=one.pk).update(merged_into=keys[uid])

    def exported(self, *, everything: bool) -> QuerySet[Organisation]:
        rows = Organisation.objects.defer("search").select_related("merged_into").prefetch_related("facts")
        kept_first = F("merged_into").asc(nulls_first=True)
        return rows.order_by(kept_first, "pk") if everything else rows.filter(merged_into=None).order_by("pk")


def _or_none(read: Any) -> Any:
    return lambda value: read(value) or None


def _merged_out(one: Organisation) -> Value:
    return str(one.merged_into.uid) if one.merged_into else None


def _plain(fact: Fact) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in _FACT}


def _facts_out(one: Organisation) -> Value:
    facts: list[Value] = []
    for fact in one.facts.all():
        plain = _plain(fact)
        plain["value"] = None if fact.value is None else f"{fact.value.normalize():f}"
        facts.append(plain)
    return facts


def _facts_in(draft: Draft) -> Iterable[Problem]:
    """Turn the stated facts into values of `Fact`; say what is wrong with them."""
    facts = []
    for stated in draft.related["facts"]:
        fact: dict[str, Any] = {name: cells.text(stated.get(name)) for name in _FACT}
        fact["relation"] = fact["relation"] or Relation.EQUAL
        try:
            fact["value"] = Decimal(fact["value"]) if fact["value"] else None
        except InvalidOperation:
            yield draft.problem("not_decimal", "facts", value=cells.shown(fact["value"]))
            return
        if fact["relation"] not in Relation.values or not fact["statement_en"] or not fact["citation"]:
            yield draft.problem("empty", "facts")
            return
        facts.append(fact)
    draft.related["facts"] = facts
