"""What the market's endpoints take and give. Sums: docs/money.md."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import ConfigDict, StrictInt
from pydantic.config import JsonDict

from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.common.rest.inputs import Fen, FenIn, Input, Moment, SearchWords, SumText, Text
from hardtech.zone.common.rest.paging import ListQuery, Page
from hardtech.zone.common.rest.words import _
from hardtech.zone.market.choices import (
    Comparison,
    Currency,
    IpStage,
    Partnership,
    RequirementLevel,
    Status,
)
from hardtech.zone.registry.choices import Field as FieldCode
from hardtech.zone.registry.schemas import OrganisationLink, PersonLink

__all__ = [
    "NeedDetail",
    "NeedIn",
    "NeedOut",
    "NeedPage",
    "NeedPatch",
    "NeedQuery",
    "OfferDetail",
    "OfferIn",
    "OfferOut",
    "OfferPage",
    "OfferPatch",
    "OfferQuery",
    "ProfilePatch",
    "RequirementIn",
    "RequirementOut",
]

Titles = Annotated[str, Field(examples=["Printed silver heaters that survive ten thousand bends"])]
Time = Annotated[datetime, Field(examples=["2026-11-20T08:30:00Z"])]
MaybeTime = Annotated[datetime | None, Field(examples=["2026-11-20T08:30:00Z"])]
Trl = Annotated[int | None, Field(description=_("Technology readiness level, 1 to 9."), examples=[6])]
TrlIn = Annotated[
    StrictInt | None, Field(ge=1, le=9, description=_("Technology readiness level, 1 to 9."), examples=[6])
]
Figure = Annotated[
    Decimal | None,
    Field(max_digits=20, decimal_places=6, description=_("A decimal number."), examples=["350"]),
]


class ProfileOut(Schema):
    """What lists show of an offer or a need."""

    ref: str = Field(examples=["OF-7K2M9Q"])
    title: Titles
    summary: str = Field(examples=["Heaters printed from a water-based paste, thin enough for clothing."])
    owner: OrganisationLink
    status: Status = Field(examples=["published"])
    fields: list[str] = Field(description=_("Codes of the eight fields."), examples=[["new_materials"]])
    trl: Trl
    keywords: list[str] = Field(examples=[["heater", "printing", "silver"]])
    partnerships: list[str] = Field(description=_("Kinds of partnership wanted."), examples=[["licence"]])
    language: RecordLanguage = Field(description=_("The language it is written in."), examples=["en"])
    is_demo: bool = Field(description=_("Made up for the demonstration."), examples=[False])
    created_at: Time
    updated_at: Time
    published_at: MaybeTime
    expires_at: MaybeTime


class ProfileDetail(Schema):
    """What only the page of one profile shows."""

    description: str = Field(examples=["The layer is printed and sintered at low temperature …"])
    people: list[PersonLink]
    source: str = Field(description=_("Where it was imported from; empty: entered here."), examples=[""])
    source_id: str = Field(examples=[""])
    actions: list[str] = Field(
        description=_("What you can do with it as it stands."), examples=[["renew", "withdraw"]]
    )
    review_note: str | None = Field(
        description=_("What the reviewer wants mended; only for its own side and reviewers."), examples=[None]
    )


class OfferOut(ProfileOut):
    """An offer as lists show it."""

    ip_stage: str = Field(description=_("Stage of protection; empty: not stated."), examples=["granted"])


class OfferDetail(ProfileDetail, OfferOut):
    """An offer, whole."""

    trl_evidence: str = Field(examples=["Ten thousand bends in the climate chamber at −20 °C."])
    ip_note: str = Field(examples=["Granted in CN and DE; owned by the university alone."])
    advantage_cost: str = Field(examples=["A third less silver than screen printing."])
    advantage_performance: str = Field(
        examples=["±2 % resistance after 10,000 bends; woven heaters drift by 15 %."]
    )
    advantage_return: str = Field(examples=["Pays back in 14 months at 50,000 pieces a year."])


class RequirementOut(Schema):
    """One thing that a solution must or should do."""

    level: RequirementLevel = Field(examples=["must"])
    statement: str = Field(examples=["At least 350 Wh/kg on cell level"])
    quantity: str = Field(examples=["energy density"])
    relation: str = Field(description=_("Empty: without a figure."), examples=[">="])
    value: Decimal | None = Field(description=_("A decimal number, as text."), examples=["350"])
    value_max: Decimal | None = Field(description=_("Only with “between”."), examples=[None])
    unit: str = Field(examples=["Wh/kg"])


class NeedOut(ProfileOut):
    """A need as lists show it. `trl` is the lowest level wanted."""

    ref: str = Field(examples=["NE-4D9R2T"])
    budget_min_fen: Fen
    budget_max_fen: Fen
    currency: Currency = Field(examples=["CNY"])
    deadline: date | None = Field(examples=["2027-03-31"])


class NeedDetail(ProfileDetail, NeedOut):
    """A need, whole."""

    requirements: list[RequirementOut]


class OfferPage(Page[OfferOut]):
    """One page of offers."""


class NeedPage(Page[NeedOut]):
    """One page of needs."""


class ProfileQuery(ListQuery):
    q: SearchWords = ""
    field: list[FieldCode] = Field([], description=_("In any of these fields."), examples=[["new_materials"]])
    trl_min: int | None = Field(None, ge=1, le=9, description=_("Readiness from this level."), examples=[4])
    trl_max: int | None = Field(None, ge=1, le=9, description=_("Readiness up to this level."), examples=[9])
    owner: list[Text] = Field(
        [], max_length=50, description=_("References of organisations."), examples=[["OR-7K2M9Q"]]
    )
    status: list[Status] = Field(
        [], description=_("Any of these; never more than you may see."), examples=[["published"]]
    )
    partnership: list[Partnership] = Field(
        [], description=_("Any of these kinds of partnership."), examples=[["licence"]]
    )
    language: RecordLanguage | None = Field(
        None, description=_("The language it is written in."), examples=["en"]
    )
    updated_since: Moment | None = None


OfferSort = Literal["", "-published", "published", "title", "-title", "-trl", "trl", "-updated", "updated"]
NeedSort = Literal[OfferSort, "deadline", "-deadline", "-budget", "budget"]
SORT_HINT = _("Without it: the best match first when words are given, else the newest.")


class OfferQuery(ProfileQuery):
    ip_stage: list[IpStage] = Field(
        [], description=_("Any of these stages of protection."), examples=[["granted"]]
    )
    sort: OfferSort = Field("", description=SORT_HINT, examples=["-published"])


class NeedQuery(ProfileQuery):
    sort: NeedSort = Field("", description=SORT_HINT, examples=["deadline"])


OFFER_EXAMPLE: JsonDict = {
    "owner": "OR-7K2M9Q",
    "title": "Printed silver heaters that survive ten thousand bends",
    "summary": "Heaters printed from a water-based paste, thin enough for clothing.",
    "fields": ["new_materials"],
    "keywords": ["heater", "printing", "silver"],
    "partnerships": ["licence"],
    "trl": 6,
    "trl_evidence": "Ten thousand bends in the climate chamber at −20 °C.",
    "ip_stage": "granted",
}
NEED_EXAMPLE: JsonDict = {
    "owner": "OR-7K2M9Q",
    "title": "A cell of 350 Wh/kg for small aircraft",
    "summary": "We build a two-seater and lack a battery that is light and safe enough.",
    "fields": ["new_energy", "aerospace"],
    "keywords": ["battery", "solid electrolyte", "aircraft"],
    "trl": 5,
    "budget_max": "120万元",
    "currency": "CNY",
    "deadline": "2027-03-31",
    "requirements": [
        {
            "level": "must",
            "statement": "At least 350 Wh/kg on cell level",
            "quantity": "energy density",
            "relation": ">=",
            "value": "350",
            "unit": "Wh/kg",
        }
    ],
}


class ProfilePatch(Input):
    """What to change; what is not named stays."""

    owner: Text = Field(
        "", description=_("Reference of the organisation; you must act for it."), examples=["OR-7K2M9Q"]
    )
    title: Text = Field(
        "", min_length=1, max_length=300, examples=["Printed silver heaters that survive ten thousand bends"]
    )
    summary: Text = Field("", max_length=2000, examples=["Heaters printed from a water-based paste."])
    description: Text = Field(
        "", max_length=60_000, examples=["The layer is printed and sintered at low temperature …"]
    )
    keywords: list[Text] = Field([], examples=[["heater", "printing", "silver"]])
    fields: list[FieldCode] = Field([], max_length=len(FieldCode), examples=[["new_materials"]])
    partnerships: list[Partnership] = Field([], max_length=len(Partnership), examples=[["licence"]])
    language: RecordLanguage = Field(RecordLanguage.ENGLISH, examples=["en"])
    people: list[Text] = Field(
        [], max_length=50, description=_("References of people."), examples=[["PE-3F8W1A"]]
    )
    trl: TrlIn = None


class OfferPatch(ProfilePatch):
    """What to change in an offer; what is not named stays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"trl": 7, "trl_evidence": "A season in the field."}]}
    )

    trl_evidence: Text = Field("", max_length=2000, examples=["Ten thousand bends in the climate chamber."])
    ip_stage: IpStage | Literal[""] = Field("", examples=["granted"])
    ip_note: Text = Field("", max_length=2000, examples=["Granted in CN and DE."])
    advantage_cost: Text = Field("", max_length=2000, examples=["A third less silver than screen printing."])
    advantage_performance: Text = Field("", max_length=2000, examples=["±2 % resistance after 10,000 bends."])
    advantage_return: Text = Field("", max_length=2000, examples=["Pays back in 14 months."])


class OfferIn(OfferPatch):
    """A new offer: it begins as a draft."""

    model_config = ConfigDict(json_schema_extra={"examples": [OFFER_EXAMPLE]})

    owner: Text = Field(
        description=_("Reference of the organisation; you must act for it."), examples=["OR-7K2M9Q"]
    )
    title: Text = Field(
        min_length=1, max_length=300, examples=["Printed silver heaters that survive ten thousand bends"]
    )


class RequirementIn(Input):
    """One thing that a solution must or should do."""

    level: RequirementLevel = Field(RequirementLevel.MUST, examples=["must"])
    statement: Text = Field(min_length=1, max_length=500, examples=["At least 350 Wh/kg on cell level"])
    quantity: Text = Field("", max_length=120, examples=["energy density"])
    relation: Comparison | Literal[""] = Field("", examples=[">="])
    value: Figure = None
    value_max: Figure = Field(None, examples=[None])
    unit: Text = Field("", max_length=40, examples=["Wh/kg"])


class NeedPatch(ProfilePatch):
    """What to change in a need. `requirements` replaces all of them."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"deadline": "2027-06-30", "budget_max": "150万元"}]}
    )

    budget_min: SumText = None
    budget_min_fen: FenIn = None
    budget_max: SumText = None
    budget_max_fen: FenIn = None
    currency: Currency = Field(Currency.CNY, examples=["CNY"])
    deadline: date | None = Field(None, examples=["2027-03-31"])
    requirements: list[RequirementIn] = Field([], max_length=100)


class NeedIn(NeedPatch):
    """A new need: it begins as a draft."""

    model_config = ConfigDict(json_schema_extra={"examples": [NEED_EXAMPLE]})

    owner: Text = Field(
        description=_("Reference of the organisation; you must act for it."), examples=["OR-7K2M9Q"]
    )
    title: Text = Field(min_length=1, max_length=300, examples=["A cell of 350 Wh/kg for small aircraft"])
