"""What the endpoints of matches and decisions take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from ninja import Field, Schema

from hardtech.engines.matching import Reason
from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.common.rest.inputs import Input, Text
from hardtech.zone.common.rest.paging import Page
from hardtech.zone.common.rest.words import _
from hardtech.zone.market.choices import DismissalReason, MatchVerdict, RequirementLevel, Side
from hardtech.zone.market.schemas.profiles import NeedOut, OfferOut
from hardtech.zone.registry.choices import Field as FieldCode

__all__ = [
    "DecisionIn",
    "DecisionOut",
    "DecisionPage",
    "FindingOut",
    "MatchGapOut",
    "MatchQuery",
    "NeedMatch",
    "NeedMatchQuery",
    "NeedMatches",
    "OfferMatch",
    "OfferMatches",
    "PassageOut",
    "ReasonOut",
    "RefusalOut",
    "ScorePartOut",
    "TrlGapOut",
]


class MatchQuery(Schema):
    field: list[FieldCode] = Field([], description=_("In any of these fields."), examples=[["new_materials"]])
    owner: Text = Field(
        "", max_length=40, description=_("Reference of an organisation."), examples=["OR-7K2M9Q"]
    )
    language: RecordLanguage | None = Field(
        None, description=_("The language it is written in."), examples=["en"]
    )
    dismissed: bool = Field(
        default=False, description=_("Also those that your side dismissed."), examples=[False]
    )
    top: int = Field(20, ge=1, le=100, description=_("How many, best first."), examples=[20])


class NeedMatchQuery(MatchQuery):
    trl_min: int | None = Field(None, ge=1, le=9, description=_("Readiness from this level."), examples=[4])


class DecisionOut(Schema):
    """What one side decided on a match."""

    need: str = Field(examples=["NE-4D9R2T"])
    offer: str = Field(examples=["OF-7K2M9Q"])
    side: Side = Field(examples=["need"])
    verdict: MatchVerdict = Field(examples=["dismissed"])
    reason: str = Field(description=_("Empty for a match that was kept."), examples=["readiness"])
    note: str = Field(examples=["We need a prototype in use."])
    decided_by: str = Field(description=_("Reference of the account."), examples=["US-0B7XQ4"])
    decided_at: datetime = Field(examples=["2026-11-20T08:30:00Z"])


class DecisionPage(Page[DecisionOut]):
    """One page of decisions, newest first."""


class DecisionIn(Input):
    """Kept, or dismissed with the reason."""

    verdict: MatchVerdict = Field(examples=["dismissed"])
    reason: DismissalReason | Literal[""] = Field("", examples=["readiness"])
    note: Text = Field("", max_length=1000, examples=["We need a prototype in use."])


class ReasonOut(Schema):
    """A term that both share, and what it adds to the score."""

    term: str = Field(description=_("As it stands in the record found."), examples=["conductivity"])
    part: str = Field(description=_("title, keywords, summary or body."), examples=["body"])
    share: float = Field(description=_("Of the score; all reasons together make 1."), examples=[0.31])
    via: str | None = Field(
        None,
        description=_("The need's own word, where the term is its translation by the glossary."),
        examples=["导电率"],
    )

    @classmethod
    def of(cls, reason: Reason) -> Self:
        return cls(term=reason.surface, part=reason.part, share=reason.share, via=reason.via)


class ScorePartOut(Schema):
    """What the text, or a family of facts learned from decisions, adds to the score."""

    part: str = Field(
        description=_(
            "words, meaning or company; readiness, fields, owner, place, language, freshness or record."
        ),
        examples=["readiness"],
    )
    score: float = Field(examples=[2.1])


FindingStatus = Literal["met", "contradicted", "unclear", "addressed", "not_addressed"]


class FindingOut(Schema):
    """What the offer does to one requirement of the need, with the sentence that says so."""

    requirement: str = Field(examples=["Energy density of at least 300 Wh/kg"])
    level: RequirementLevel = Field(examples=["must"])
    stated: bool = Field(description=_("A row of the need; false: found in its text."), examples=[True])
    status: FindingStatus = Field(examples=["met"])
    code: str = Field(
        description=_("Why: figure, range, same, aimed, subject …; the documentation lists them."),
        examples=["figure"],
    )
    part: str = Field(description=_("Of the offer; empty where nothing speaks of it."), examples=["body"])
    text: str = Field(examples=["The cell has an energy density of 350 Wh/kg."])
    highlights: list[tuple[int, int]] = Field(examples=[[[34, 43]]])


class PassageOut(Schema):
    """A sentence of the record found. `highlights` are ranges of characters in `text`."""

    part: str = Field(examples=["body"])
    text: str = Field(examples=["The layer kept its conductivity over a thousand hours."])
    highlights: list[tuple[int, int]] = Field(examples=[[[19, 31]]])


class MatchGapOut(Schema):
    """An important word of what was asked that the record found lacks."""

    term: str = Field(examples=["flame retardant"])
    part: str = Field(description=_("Where it stands in what was asked."), examples=["title"])
    weight: float = Field(description=_("Beside the most important word, which has 1."), examples=[0.8])


class TrlGapOut(Schema):
    """The readiness asked for is more than what is offered; null: not stated."""

    asked: int = Field(examples=[7])
    offered: int | None = Field(examples=[5])


class MatchOut(Schema):
    """One match with its reasons and gaps."""

    rank: int = Field(examples=[1])
    score: float = Field(description=_("Compare it within this answer only."), examples=[41.7])
    parts: list[ScorePartOut] = Field(description=_("What the score is made of: the parts sum to it."))
    share: float = Field(description=_("Of the best one's score."), examples=[1.0])
    reasons: list[ReasonOut]
    passages: list[PassageOut]
    gaps: list[MatchGapOut]
    findings: list[FindingOut]
    trl_gap: TrlGapOut | None
    decision: DecisionOut | None = Field(description=_("Your side's decision, or the broker's."))


class OfferMatch(MatchOut):
    offer: OfferOut


class NeedMatch(MatchOut):
    need: NeedOut


class OfferMatches(Schema):
    """The offers that suit a need, best first."""

    count: int = Field(examples=[1])
    items: list[OfferMatch]


class NeedMatches(Schema):
    """The needs that an offer could serve, best first."""

    count: int = Field(examples=[1])
    items: list[NeedMatch]


class RefusalOut(Schema):
    """Why needs said no: no names, no notes."""

    reason: DismissalReason = Field(examples=["readiness"])
    times: int = Field(examples=[3])
