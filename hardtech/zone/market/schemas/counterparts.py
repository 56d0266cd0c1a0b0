"""What the endpoints of the other sides of a match give: companies, people, portfolios, what is alike."""

from __future__ import annotations

from typing import Literal, Self

from ninja import Field, Schema
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from hardtech.zone.common.rest.inputs import Text
from hardtech.zone.common.rest.words import _
from hardtech.zone.market.schemas.matches import PassageOut, ReasonOut
from hardtech.zone.registry.choices import Field as FieldCode
from hardtech.zone.registry.schemas import OrganisationLink, PersonLink

__all__ = [
    "CompanyFound",
    "CompanyList",
    "PairOut",
    "PersonFound",
    "PersonList",
    "PortfolioOut",
    "PortfolioQuery",
    "SideQuery",
    "SimilarList",
    "SimilarOut",
]


class SideQuery(Schema):
    field: list[FieldCode] = Field([], description=_("In any of these fields."), examples=[["new_materials"]])
    top: int = Field(20, ge=1, le=100, description=_("How many, best first."), examples=[20])


class FoundOut(Schema):
    """What speaks for a company or a person. Reasons and passages are those of the first record."""

    rank: int = Field(examples=[1])
    score: float = Field(description=_("Compare it within this answer only."), examples=[41.7])
    share: float = Field(description=_("Of the best one's score."), examples=[1.0])
    reasons: list[ReasonOut]
    passages: list[PassageOut]


class CompanyFound(FoundOut):
    company: OrganisationLink
    basis: Literal["need", "profile"] = Field(
        description=_("What it was found by; scores of the two don't compare."), examples=["need"]
    )
    needs: list[str] = Field(
        description=_("References of its published needs that fit, best first."), examples=[["NE-4D9R2T"]]
    )


class CompanyList(Schema):
    """Companies that could use an offer: those that published a fitting need, then those whose profile fits."""

    count: int = Field(examples=[1])
    items: list[CompanyFound]


class PersonFound(FoundOut):
    person: PersonLink
    team: int = Field(
        description=_("People with the same number stand on the same fitting offers."), examples=[1]
    )
    offers: list[str] = Field(
        description=_("References of the published offers that name the person and fit, best first."),
        examples=[["OF-7K2M9Q"]],
    )


class PersonList(Schema):
    """People named on published offers that suit a need, best first."""

    count: int = Field(examples=[1])
    items: list[PersonFound]


class PortfolioQuery(Schema):
    offers_of: Text = Field(
        max_length=40, description=_("Reference of an organisation."), examples=["OR-7K2M9Q"]
    )
    needs_of: Text = Field(
        "",
        max_length=40,
        description=_("Reference of an organisation; or name a field."),
        examples=["OR-2B8V4X"],
    )
    field: FieldCode | None = Field(None, description=_("Of the needs."), examples=["new_materials"])
    top: int = Field(50, ge=1, le=1000, description=_("How many pairs, best first."), examples=[50])

    @model_validator(mode="after")
    def _names_a_side(self) -> Self:
        if not self.needs_of and self.field is None:
            raise PydanticCustomError("needs_or_field", "Name needs_of, field, or both.")
        return self


class PairOut(Schema):
    """A need and an offer that fit."""

    rank: int = Field(examples=[1])
    coverage: float = Field(
        description=_("How much of what the need says stands in the offer: 0 to 1."), examples=[0.4]
    )
    need: str = Field(examples=["NE-4D9R2T"])
    offer: str = Field(examples=["OF-7K2M9Q"])
    reasons: list[ReasonOut]


class PortfolioOut(Schema):
    """The best pairs. Of more than 200 records on a side the newest 200 are compared."""

    offers: int = Field(description=_("Published offers of the one side."), examples=[12])
    needs: int = Field(description=_("Published needs of the other."), examples=[16])
    offers_compared: int = Field(examples=[12])
    needs_compared: int = Field(examples=[16])
    items: list[PairOut]


class SimilarOut(Schema):
    """A record that is nearly this one."""

    ref: str = Field(examples=["OF-7K2M9Q"])
    title: str = Field(examples=["Printed heater for cold valves"])
    likeness: float = Field(description=_("1: the same words as often."), examples=[0.81])


class SimilarList(Schema):
    """Records of the same kind that are nearly this one, among those that you may see."""

    count: int = Field(examples=[1])
    items: list[SimilarOut]
