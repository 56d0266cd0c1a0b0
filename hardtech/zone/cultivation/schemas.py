"""What the endpoints of cultivation take and give."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from hardtech.zone.common.rest.inputs import Input, Text
from hardtech.zone.common.rest.words import _
from hardtech.zone.cultivation.choices import RungState, Tier, Way
from hardtech.zone.registry.schemas import OrganisationLink

__all__ = [
    "CertificateIn",
    "CertificateOut",
    "CountOut",
    "CountsOut",
    "LadderOut",
    "NextOut",
    "RungOut",
    "StepOut",
]

DAY = "2026-03-01"


class CertificateOut(Schema):
    """A title on file."""

    ref: str = Field(examples=["TC-7K2M9Q"])
    tier: Tier = Field(examples=["high_tech"])
    number: str = Field(examples=["GR202661000123"])
    issuer: str = Field(examples=["Shaanxi Science and Technology Department"])
    valid_from: date = Field(examples=[DAY])
    valid_until: date | None = Field(
        description=_("The last day; null: there is none."), examples=["2029-02-28"]
    )
    revoked_on: date | None = Field(description=_("From this day on it holds no more."), examples=[None])
    evidence: str = Field(examples=["https://www.example.org/list-2026"])


class CertificateIn(Input):
    """A title that the organisation holds."""

    tier: Tier = Field(examples=["high_tech"])
    number: Text = Field("", max_length=80, examples=["GR202661000123"])
    issuer: Text = Field("", max_length=200, examples=["Shaanxi Science and Technology Department"])
    valid_from: date = Field(examples=[DAY])
    valid_until: date | None = Field(
        None,
        description=_("Left out: as many years as the measure's text names. Null: there is no last day."),
        examples=["2029-02-28"],
    )
    evidence: Text = Field("", max_length=500, examples=["https://www.example.org/list-2026"])


class RungOut(Schema):
    """A tier and how the organisation stands on it today."""

    tier: Tier = Field(examples=["high_tech"])
    state: RungState = Field(examples=["near"])
    certificate: str | None = Field(
        description=_("Of the certificate that holds, else of the last one."), examples=["TC-7K2M9Q"]
    )
    answer: str | None = Field(
        description=_("Of the measure that judges the tier: yes, no, unknown, judgement."), examples=["no"]
    )
    conditions_met: int = Field(examples=[7])
    conditions: int = Field(examples=[9])
    unverified: bool = Field(
        description=_("The measure's text was not compared with the official one yet."), examples=[True]
    )


class StepOut(Schema):
    """A change of one fact, and the conditions that it meets."""

    fact: str = Field(examples=["ip_class_1"])
    before: Any = Field(description=_("As it is on file; null: not known."), examples=[0])
    after: Any = Field(examples=[1])
    meets: list[str] = Field(examples=[["rights"]])


class NextOut(Schema):
    """The next tier, and what lies between."""

    tier: Tier = Field(examples=["srdi_sme"])
    answer: str = Field(examples=["no"])
    way: Way = Field(examples=["steps"])
    steps: list[StepOut]
    missing: list[str] = Field(description=_("Facts that are asked for."), examples=[[]])
    window_opens: date | None = Field(examples=["2027-06-01"])
    window_closes: date | None = Field(examples=["2027-08-31"])


class LadderOut(Schema):
    """What an organisation holds, and what comes next."""

    organisation: OrganisationLink
    on: date = Field(examples=["2026-11-22"])
    tier: Tier | None = Field(description=_("The highest rung held."), examples=["technology_sme"])
    rungs: list[RungOut]
    next: NextOut | None
    certificates: list[CertificateOut]


class CountOut(Schema):
    """The holders of a tier on a day."""

    tier: Tier = Field(examples=["high_tech"])
    on: date = Field(examples=["2025-12-31"])
    count: int = Field(examples=[431])
    growth: str | None = Field(
        description=_("Change since the day before in the list, as an exact fraction; null: from nothing."),
        examples=["53/100"],
    )


class CountsOut(Schema):
    """Holders of each tier at the ends of years and today."""

    counts: list[CountOut]
