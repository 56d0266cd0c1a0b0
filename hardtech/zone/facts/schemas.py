"""What the endpoints of facts take and give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from hardtech.engines.rules import Fact
from hardtech.zone.common.rest.inputs import Input, Text
from hardtech.zone.common.rest.words import _
from hardtech.zone.facts.choices import Origin
from hardtech.zone.facts.derived import Derived
from hardtech.zone.facts.models import Statement
from hardtech.zone.facts.overview import who_said
from hardtech.zone.facts.validators import written_out
from hardtech.zone.facts.wording import label, question
from hardtech.zone.registry.schemas import OrganisationLink

__all__ = ["FactIn", "FactOnFile", "FactVersion", "FactsIn", "FactsOut"]

Name = Annotated[str, Field(description=_("Its name in the rulebooks."), examples=["revenue"])]
Year = Annotated[int | None, Field(description=_("Of yearly facts; null for the others."), examples=[2025])]
Value = Annotated[
    str,
    Field(
        description=_("As text: sums with their unit, dates as 2026-03-01, truths as true."),
        examples=["86400000 yuan"],
    ),
]
Evidence = Annotated[str, Field(examples=["Audit report 2025"])]
Who = Annotated[str, Field(description=_("Empty for what came in by an import."), examples=["Li Ming"])]
Time = Annotated[datetime | None, Field(examples=["2026-05-19T08:30:00Z"])]
Unit = Annotated[str, Field(description=_("Of a sum: its currency."), examples=["CNY"])]


class FactOnFile(Schema):
    """A fact as it stands now: stated by somebody, or told by a record of the zone."""

    fact: Name
    label: str = Field(description=_("Its short name."), examples=["Sales revenue"])
    question: str = Field(
        description=_("In the language of the request."), examples=["What was the sales revenue?"]
    )
    type: Literal["bool", "integer", "decimal", "money", "date", "choice"] = Field(examples=["money"])
    unit: Unit
    judged: bool = Field(description=_("For officers and experts to state."), examples=[False])
    fiscal_year: Year
    value: Value
    evidence: Evidence
    record: str = Field(
        description=_("The record of the zone that tells it; empty for a statement."), examples=[""]
    )
    origin: Origin = Field(examples=["form"])
    stated_by: Who
    stated_at: Time

    @classmethod
    def stated(cls, fact: Fact, row: Statement) -> FactOnFile:
        return cls.model_validate(
            {
                **_described(fact),
                "fiscal_year": row.year or None,
                "value": written_out(fact, row.value),
                "evidence": row.evidence,
                "record": "",
                "origin": row.origin,
                "stated_by": who_said(row),
                "stated_at": row.stated_at,
            }
        )

    @classmethod
    def told(cls, fact: Fact, year: int, one: Derived) -> FactOnFile:
        return cls.model_validate(
            {
                **_described(fact),
                "fiscal_year": year or None,
                "value": written_out(fact, one.value),
                "evidence": "",
                "record": str(one.source),
                "origin": Origin.RECORD,
                "stated_by": "",
                "stated_at": None,
            }
        )


def _described(fact: Fact) -> dict[str, object]:
    return {
        "fact": fact.name,
        "label": label(fact),
        "question": question(fact),
        "type": fact.type,
        "unit": fact.currency or fact.unit,
        "judged": fact.judged,
    }


class FactsOut(Schema):
    """What is on file of an organisation."""

    organisation: OrganisationLink
    of_the_zone_since: date | None = Field(
        description=_("Null where it does not belong to the zone."), examples=["2024-05-01"]
    )
    facts: list[FactOnFile]


class FactVersion(Schema):
    """One version of a fact. An empty value says that it was taken back."""

    ref: str = Field(examples=["FA-7K2M9Q"])
    fiscal_year: Year
    value: Value
    is_current: bool = Field(examples=[True])
    evidence: Evidence
    origin: Origin = Field(examples=["form"])
    stated_by: Who
    stated_at: Time

    @classmethod
    def of(cls, fact: Fact, row: Statement) -> FactVersion:
        return cls(
            ref=row.ref,
            fiscal_year=row.year or None,
            value=written_out(fact, row.value),
            is_current=row.is_current,
            evidence=row.evidence,
            origin=Origin(row.origin),
            stated_by=who_said(row),
            stated_at=row.stated_at,
        )


class FactIn(Input):
    """One fact to be stated."""

    fact: Text = Field(description=_("Its name in the rulebooks."), examples=["revenue"], max_length=80)
    fiscal_year: Year = None
    value: Text = Field(
        description=_(
            "A sum with its unit, such as 8640万元; other numbers in the fact's own unit. Empty takes the fact back."
        ),
        examples=["8640万元"],
        max_length=200,
    )
    evidence: Text = Field(
        "", description=_("What shows it."), examples=["Audit report 2025"], max_length=500
    )


class FactsIn(Input):
    """Facts to be stated together: all of them, or none where one is refused."""

    facts: list[FactIn] = Field(min_length=1, max_length=200)
