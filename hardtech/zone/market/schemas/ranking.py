"""What the endpoints of learned rankings take and give."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema

from hardtech.zone.common.rest.inputs import Input, Text
from hardtech.zone.common.rest.paging import Page
from hardtech.zone.common.rest.words import _
from hardtech.zone.market.choices import RankingStatus

__all__ = ["RankingIn", "RankingOut", "VersionOut", "VersionPage", "WeightOut"]


class WeightOut(Schema):
    """What one more of a feature adds to a score, as a share of the text score."""

    feature: str = Field(examples=["trl_demonstrated"])
    weight: float = Field(
        description=_("Nought where too few people or organisations decided on it."), examples=[0.12]
    )
    low: float = Field(description=_("With 95 % confidence not less than this."), examples=[0.05])
    high: float = Field(description=_("With 95 % confidence not more than this."), examples=[0.19])
    deciders: int = Field(description=_("People and organisations that it rests on."), examples=[14])


class RankingOut(Schema):
    """How the offers of a need are ranked now."""

    version: str | None = Field(description=_("Null: the text alone counts."), examples=["RV-7K2M9Q"])
    since: datetime | None = Field(examples=["2026-11-20T08:30:00Z"])
    weights: list[WeightOut]


class VersionOut(Schema):
    """A learned ranking and how it did on decisions that it had not seen."""

    ref: str = Field(examples=["RV-7K2M9Q"])
    status: RankingStatus = Field(examples=["candidate"])
    trained_at: datetime = Field(examples=["2026-11-20T18:20:00Z"])
    horizon: int = Field(description=_("The last entry of the journal that it knows."), examples=[4711])
    decisions: int = Field(examples=[812])
    deciders: int = Field(examples=[31])
    ndcg_default: float = Field(examples=[0.71])
    ndcg_learned: float = Field(examples=[0.76])
    gain_low: float = Field(description=_("With 95 % confidence not less than this."), examples=[0.02])
    gain_high: float = Field(description=_("With 95 % confidence not more than this."), examples=[0.08])
    p_better: float = Field(
        description=_("The chance of such a gain without any difference."), examples=[0.001]
    )
    doubts: list[str] = Field(
        description=_("With a doubt it can't be switched on."), examples=[["decisions"]]
    )
    weights: list[WeightOut]


class VersionPage(Page[VersionOut]):
    """One page of versions, newest first."""


class RankingIn(Input):
    """The version to switch on, and why."""

    version: Text = Field(max_length=20, examples=["RV-7K2M9Q"])
    reason: Text = Field(max_length=500, examples=["Readiness counts here, as the test shows."])
