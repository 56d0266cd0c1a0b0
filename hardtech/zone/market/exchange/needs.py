"""Needs: their columns and formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from hardtech.engines.tabular import Problem, Value
from hardtech.zone.common.search import update_vectors
from hardtech.zone.market.choices import Currency, RequirementLevel
from hardtech.zone.market.exchange import eu_calls, sbir
from hardtech.zone.market.exchange.profiles import Profiles, profile_columns
from hardtech.zone.market.models import Need, Requirement
from hardtech.zone.market.services.profiles import profile_vector
from hardtech.zone.market.validators import validate_budget
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.records import (
    Column,
    Draft,
    Format,
    attribute,
    iso,
    own_format,
    problems_of,
)

__all__ = ["Needs"]

_TEXTS = ("level", "statement", "quantity", "relation", "unit")
_NUMBERS = ("value", "value_max")


class Needs(Profiles[Need]):
    name = "needs"
    model = Need

    def columns(self) -> tuple[Column, ...]:
        return profile_columns(
            Column("trl", cells.number, attribute("trl"), ("readiness", "技术成熟度", "成熟度")),
            Column("budget_min", cells.money, lambda one: cells.money_text(one.budget_min), ("预算下限",)),
            Column(
                "budget_max",
                cells.money,
                lambda one: cells.money_text(one.budget_max),
                ("budget", "预算", "预算上限"),
            ),
            Column("currency", cells.choice(Currency), attribute("currency"), ("币种",)),
            Column("deadline", cells.day, iso("deadline"), ("截止日期", "截止时间")),
            Column("requirements", _requirements_in, _requirements_out, ("要求", "技术要求"), related=True),
        )

    def formats(self) -> dict[str, Format]:
        return {"own": own_format(self), "sbir": sbir.NEEDS, "eu-calls": eu_calls.NEEDS}

    not_stated_when_empty: ClassVar[tuple[str, ...]] = (*Profiles.not_stated_when_empty, "currency")

    def check(self, draft: Draft) -> Iterable[Problem]:
        yield from super().check(draft)
        try:
            validate_budget(draft.values.get("budget_min"), draft.values.get("budget_max"))
        except ValidationError as error:
            yield draft.problem(error.code or "invalid", "budget_min", reason=error.messages[0])
        for stated in draft.related.get("requirements", []):
            try:
                Requirement(**stated).clean_fields(exclude=["need"])
            except ValidationError as error:
                for problem in problems_of(error, draft):
                    yield draft.problem(problem.code, f"requirements.{problem.field}", **problem.data)

    def current(self, instances: Sequence[Need]) -> dict[int, dict[str, Any]]:
        result = super().current(instances)
        for one in result.values():
            one["requirements"] = []
        for requirement in Requirement.objects.filter(need__in=instances).order_by("id"):
            result[requirement.need_id]["requirements"].append(_plain(requirement))
        return result

    def relate(self, pairs: Sequence[tuple[Need, Draft]]) -> None:
        super().relate(pairs)
        stated = [(one, draft) for one, draft in pairs if "requirements" in draft.related]
        Requirement.objects.filter(need__in=[one for one, _draft in stated]).delete()
        Requirement.objects.bulk_create(
            Requirement(need=one, **values)
            for one, draft in stated
            for values in draft.related["requirements"]
        )
        # Their words belong to the need's vector, and could not be read before they were there.
        update_vectors(
            Need, [(one.pk, profile_vector(one)) for one, draft in stated if draft.related["requirements"]]
        )

    def exported(self, *, everything: bool) -> QuerySet[Need]:
        return super().exported(everything=everything).prefetch_related("requirements")


def _requirements_in(value: Value) -> list[dict[str, Any]]:
    """A JSON list of objects, or statements line by line: each of these is a must."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        lines = [line.strip() for line in value.splitlines()]
        stated: list[dict[str, Value]] = [{"statement": line} for line in lines if line]
    else:
        stated = cells.rows(value)
    return [_requirement_in(one) for one in stated]


def _requirement_in(stated: dict[str, Value]) -> dict[str, Any]:
    values: dict[str, Any] = {name: cells.text(stated.get(name)) for name in _TEXTS}
    values["level"] = values["level"] or RequirementLevel.MUST.value
    for name in _NUMBERS:
        word = cells.text(stated.get(name))
        try:
            values[name] = Decimal(word) if word else None
        except InvalidOperation:
            raise cells.CellError("not_decimal", value=cells.shown(word)) from None
    return values


def _requirements_out(one: Need) -> Value:
    listed: list[Value] = []
    for requirement in sorted(one.requirements.all(), key=lambda row: row.pk):
        plain = _plain(requirement)
        for name in _NUMBERS:
            plain[name] = None if plain[name] is None else f"{plain[name].normalize():f}"
        listed.append(plain)
    return listed


def _plain(requirement: Requirement) -> dict[str, Any]:
    return {name: getattr(requirement, name) for name in (*_TEXTS, *_NUMBERS)}
