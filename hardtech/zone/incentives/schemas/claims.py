"""What the endpoints of claims take and give. Money is a whole number of fen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from hardtech.zone.common.rest.inputs import Input
from hardtech.zone.common.rest.inputs import Text as TextIn
from hardtech.zone.common.rest.paging import ListQuery, Page
from hardtech.zone.common.rest.words import _
from hardtech.zone.incentives.choices import ClaimOrigin, ClaimState, ClawbackState, PayoutState
from hardtech.zone.incentives.models import Claim, Clawback, Payout
from hardtech.zone.incentives.schemas.owed import MeasureLink
from hardtech.zone.incentives.wording.claims import part_title
from hardtech.zone.registry.schemas import OrganisationLink

__all__ = ["ClaimDecisionIn", "ClaimDetail", "ClaimIn", "ClaimOut", "ClaimPage", "ClaimQuery"]

Fen = Annotated[int | None, Field(description=_("Whole fen."), examples=[60_000_000])]
Day = Annotated[date | None, Field(examples=["2026-12-14"])]
Time = Annotated[datetime | None, Field(examples=["2026-11-20T08:30:00Z"])]
Facts = Annotated[
    dict[str, str | int | bool],
    Field(
        description=_("By the names of the measure's facts; amounts with their unit."),
        examples=[{"actual_investment": "32000000 yuan"}],
    ),
]
Reason = Annotated[TextIn, Field(min_length=1, max_length=4000, examples=["The lease shows it."])]


class ClaimQuery(ListQuery):
    state: ClaimState | None = Field(None, description=_("Claims in this state."), examples=["submitted"])
    organisation: str = Field("", description=_("Claims of this organisation."), examples=["OR-7K2M9Q"])


class EvidenceIn(Input):
    """A piece of evidence: what it is, and where it can be read."""

    name: Annotated[TextIn, Field(max_length=500, examples=["Lease"])] = ""
    text: Annotated[TextIn, Field(max_length=500, examples=["No. 7 of 1 March 2026"])] = ""
    link: Annotated[TextIn, Field(max_length=500, examples=["https://example.org/lease"])] = ""


class ClaimIn(Input):
    """A claim to file. Subject and its facts are for measures that are granted for a project, person or contract."""

    organisation: str = Field(examples=["OR-7K2M9Q"])
    measure: str = Field(description=_("Its reference."), examples=["MS-7K2M9Q"])
    subject: Annotated[TextIn, Field(max_length=200, examples=["Pilot line for laser cladding"])] = ""
    subject_facts: Facts = {}
    evidence: list[EvidenceIn] = []
    statement: Annotated[TextIn, Field(max_length=4000, examples=["The lease begins in May."])] = ""


class ClaimDecisionIn(Input):
    """An officer's decision."""

    decision: Literal["approve", "refuse"] = Field(examples=["approve"])
    reason: Reason
    rulings: Annotated[
        dict[str, str | int | bool],
        Field(
            description=_("What the rules leave to the officer's judgement, by the names of the facts."),
            examples=[{"bonus_set": "600000 yuan"}],
        ),
    ] = {}


class ClawbackOut(Schema):
    """Money that is asked back."""

    ref: str = Field(examples=["CB-7K2M9Q"])
    amount_fen: Fen
    state: ClawbackState = Field(examples=["demanded"])
    reason: str = Field(examples=["The lease ended early."])
    due_on: Day
    settled_on: Day

    @classmethod
    def of(cls, one: Clawback) -> ClawbackOut:
        names = ("ref", "reason", "due_on", "settled_on")
        return cls(
            amount_fen=int(one.amount_fen),
            state=ClawbackState(one.state),
            **{name: getattr(one, name) for name in names},
        )


class PayoutOut(Schema):
    """A part of what is granted. Without a day it waits for a milestone."""

    ref: str = Field(examples=["PO-7K2M9Q"])
    part: str = Field(description=_("Its id in the measure."), examples=["whole"])
    title: str = Field(examples=["The whole amount"])
    amount_fen: Fen
    due_on: Day
    state: PayoutState = Field(examples=["scheduled"])
    paid_on: Day
    reference: str = Field(examples=["T-2026-117"])
    clawbacks: list[ClawbackOut]

    @classmethod
    def of(cls, one: Payout) -> PayoutOut:
        names = ("ref", "part", "due_on", "paid_on", "reference")
        return cls(
            title=part_title(one),
            amount_fen=int(one.amount_fen),
            state=PayoutState(one.state),
            clawbacks=[ClawbackOut.of(back) for back in one.clawbacks.all()],
            **{name: getattr(one, name) for name in names},
        )


class ClaimOut(Schema):
    """A claim as lists show it."""

    ref: str = Field(examples=["CL-7K2M9Q"])
    organisation: OrganisationLink
    measure: MeasureLink
    origin: ClaimOrigin = Field(examples=["application"])
    state: ClaimState = Field(examples=["submitted"])
    period: int = Field(description=_("The year for which it is filed."), examples=[2026])
    subject: str = Field(examples=["Pilot line for laser cladding"])
    answer: str = Field(description=_("Of the rules."), examples=["yes"])
    amount_fen: Fen
    submitted_at: Time
    due_on: Day = Field(description=_("Until then the zone decides."), examples=["2026-12-14"])
    decided_at: Time
    payouts: list[PayoutOut]

    @classmethod
    def values_of(cls, claim: Claim, payouts: Iterable[Payout]) -> dict[str, Any]:
        names = ("ref", "period", "subject", "answer", "submitted_at", "due_on", "decided_at")
        return {
            "organisation": OrganisationLink.of(claim.organisation),
            "measure": MeasureLink.of(claim.measure),
            "origin": ClaimOrigin(claim.origin),
            "state": ClaimState(claim.state),
            "amount_fen": None if claim.amount_fen is None else int(claim.amount_fen),
            "payouts": [PayoutOut.of(one) for one in payouts],
            **{name: getattr(claim, name) for name in names},
        }

    @classmethod
    def of(cls, claim: Claim, payouts: Iterable[Payout]) -> ClaimOut:
        return cls(**cls.values_of(claim, payouts))


class ClaimDetail(ClaimOut):
    """A claim with its decision and the whole verdict that it rests on."""

    statement: str = Field(examples=["The lease begins in May."])
    subject_facts: dict[str, str] = Field(examples=[{"actual_investment": "32000000 yuan"}])
    evidence: list[dict[str, str]] = Field(examples=[[{"name": "Lease", "text": "No. 7", "link": ""}]])
    question: str = Field(examples=[""])
    reason: str = Field(examples=["The lease shows it."])
    trace_sha256: str = Field(description=_("What the journal holds of the trace."), examples=["9f86d081"])
    trace: dict[str, Any] = Field(
        description=_("The verdict, as `hardtech rules replay` takes it."), examples=[{}]
    )


class ClaimPage(Page[ClaimOut]):
    """Claims, newest first."""
