"""What the endpoints of what is owed take and give."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from hardtech.zone.common.rest.words import _
from hardtech.zone.measures.models import Measure
from hardtech.zone.registry.schemas import OrganisationLink

__all__ = [
    "ChosenOut",
    "LeftOutOut",
    "MeasureLink",
    "OwedOut",
    "OwedQuery",
    "OwedRow",
    "QuestionOut",
    "VerdictOut",
]

Answer = Literal["yes", "no", "unknown", "judgement"]
Fen = Annotated[int | None, Field(description=_("Whole fen."), examples=[300000000])]
Text = Annotated[str, Field(description=_("In the language of the request."))]
Day = Annotated[date, Field(description=_("The texts in force on this day decide."), examples=["2026-06-01"])]
Names = Annotated[
    list[str], Field(description=_("Facts by their names, the most useful first."), examples=[["rent"]])
]


class OwedQuery(Schema):
    on: date | None = Field(None, description=_("As of this day; today by default."), examples=["2026-06-01"])


class MeasureLink(Schema):
    """A measure, named."""

    ref: str = Field(examples=["MS-7K2M9Q"])
    key: str = Field(description=_("Its id in the rulebooks."), examples=["xian-hightech-2020/rent-relief"])
    title: Text = Field(examples=["Rent relief"])

    @classmethod
    def of(cls, one: Measure) -> MeasureLink:
        return cls(ref=one.ref, key=one.key, title=one.title)


class OwedRow(Schema):
    """One measure in force. `answer` is null where it is granted for a project, a person or a contract."""

    measure: MeasureLink
    subject: Literal["organisation", "project", "person", "contract"] = Field(examples=["organisation"])
    status: Literal["draft", "unverified", "verified", "suspended", "repealed"] = Field(
        examples=["unverified"]
    )
    decided_here: bool = Field(description=_("False: another authority decides."), examples=[True])
    held: bool = Field(description=_("The organisation holds this title already."), examples=[False])
    answer: Answer | None = Field(examples=["yes"])
    amount_fen: Fen
    at_most_fen: Fen
    missing: Names
    why: Text = Field(examples=["Entitled to 3 million yuan."])
    window: Text = Field(examples=["Open until 31 Aug 2026"])


class ChosenOut(Schema):
    """A measure of the best combination, and what it pays in it."""

    measure: MeasureLink
    amount_fen: int = Field(examples=[300000000])


class LeftOutOut(Schema):
    """A measure that the best combination leaves out."""

    measure: MeasureLink
    code: Literal["excluded", "needs", "adds_nothing"] = Field(examples=["excluded"])
    because_of: list[str] = Field(
        description=_("Keys of the measures that it is left out for."),
        examples=[["xian-2017/incubator-bonus"]],
    )


class QuestionOut(Schema):
    """A fact that measures wait for."""

    fact: str = Field(description=_("As POST …/facts takes it."), examples=["revenue"])
    fiscal_year: int | None = Field(examples=[2025])
    question: Text = Field(examples=["What was the sales revenue?"])
    measures: list[str] = Field(
        description=_("Keys of the measures that wait."), examples=[["cn/gazelle-torch"]]
    )
    at_most_fen: int = Field(
        description=_("What these come to at most, as far as known."), examples=[300000000]
    )


class OwedOut(Schema):
    """Everything in force for an organisation, with the best combination that is allowed."""

    organisation: OrganisationLink
    on: Day
    total_fen: int = Field(description=_("What the zone decides on."), examples=[300000000])
    elsewhere_fen: int = Field(
        description=_("Deductions and exemptions at other authorities: no payment."), examples=[0]
    )
    proven: bool = Field(description=_("No other allowed set comes to more."), examples=[True])
    chosen: list[ChosenOut]
    left_out: list[LeftOutOut]
    measures: list[OwedRow]
    questions: list[QuestionOut]


class VerdictOut(Schema):
    """One verdict: in short, and whole as a trace that `hardtech rules replay` takes."""

    organisation: OrganisationLink
    measure: MeasureLink
    on: Day
    answer: Answer = Field(examples=["yes"])
    headline: Text = Field(examples=["Entitled to 3 million yuan."])
    warning: Text = Field(description=_("Said where the measure is not verified."), examples=[""])
    amount_fen: Fen
    missing: Names
    trace: dict[str, Any] = Field(
        examples=[{"format": "hardtech/rules-trace", "format_version": 1, "answer": "yes"}]
    )
