"""Needs: their columns and formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from hardtech.engines.tabular import RowProblem, Value
from hardtech.zone.common.search import update_vectors
from hardtech.zone.market.choices import Currency, RequirementLevel
from hardtech.zone.market.exchange import eu_calls, sbir
from hardtech.zone.market.exchange.profiles import OWNER, WORDS, Profiles, people_of
from hardtech.zone.market.models import Need, Requirement
from hardtech.zone.market.services.profiles import profile_vector
from hardtech.zone.market.validators import BUDGET, budget_fen, validate_budget
from hardtech.zone.workshop.exchange import cells
from hardtech.zone.workshop.exchange.kinds import FileColumn
from hardtech.zone.workshop.exchange.records import RelatedRows, problems_of
from hardtech.zone.workshop.exchange.runs import ImportRun, RowDraft

__all__ = ["Needs"]

_TEXTS = ("level", "statement", "quantity", "relation", "unit")
_NUMBERS = ("value", "value_max")


def _requirements_in(value: Value) -> list[dict[str, Any]]:
    """A JSON list of objects, or statements line by line: each of these is a must."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        lines = [line.strip() for line in value.splitlines()]
        return [_requirement_in({"statement": line}) for line in lines if line]
    return [_requirement_in(stated) for stated in cells.rows(value)]


def _requirement_in(stated: dict[str, Value]) -> dict[str, Any]:
    values: dict[str, Any] = {name: cells.text(stated.get(name)) for name in _TEXTS}
    values["level"] = values["level"] or RequirementLevel.MUST.value
    return values | {name: cells.decimal(stated.get(name)) for name in _NUMBERS}


def _requirements_out(need: Need) -> Value:
    return [
        {name: getattr(requirement, name) for name in _TEXTS}
        | {name: cells.decimal_text(getattr(requirement, name)) for name in _NUMBERS}
        for requirement in sorted(need.requirements.all(), key=lambda row: row.pk)
    ]


class Needs(Profiles[Need]):
    name = "needs"
    model = Need
    prefetched = ("people", "requirements")
    not_stated_when_empty: ClassVar[tuple[str, ...]] = (*Profiles.not_stated_when_empty, "currency")
    other_formats = (sbir.NEEDS, eu_calls.NEEDS)
    own_columns = (
        *WORDS,
        FileColumn(
            "budget_min",
            cells.money,
            ("预算下限",),
            lambda need: cells.money_text(need.budget_min, need.currency),
        ),
        FileColumn(
            "budget_max",
            cells.money,
            ("budget", "预算", "预算上限"),
            lambda need: cells.money_text(need.budget_max, need.currency),
        ),
        FileColumn("currency", cells.choice(Currency), ("币种",)),
        FileColumn("deadline", cells.day, ("截止日期", "截止时间")),
        FileColumn("requirements", _requirements_in, ("要求", "技术要求"), _requirements_out, related=True),
        *OWNER,
    )
    related_rows = {
        "people": people_of(Need),
        "requirements": RelatedRows(Requirement, "need", (*_TEXTS, *_NUMBERS)),
    }

    def check(self, draft: RowDraft, run: ImportRun) -> Iterable[RowProblem]:
        sums = {name: sum_ for name in BUDGET if (sum_ := draft.values.get(name)) is not None}
        values, refused = budget_fen(sums, draft.values.get("currency", ""))
        draft.values |= dict.fromkeys(refused) | values
        for name, error in refused.items():
            yield draft.problem(error.code, name, **error.data)
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

    def relate(self, pairs: Sequence[tuple[Need, RowDraft]]) -> None:
        super().relate(pairs)
        # Their words belong to the need's vector, and could not be read before they were there.
        asking = [need for need, draft in pairs if draft.related.get("requirements")]
        update_vectors(Need, [(need.pk, profile_vector(need)) for need in asking])
