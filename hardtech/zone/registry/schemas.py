"""What the registry's endpoints take and give."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from hardtech.zone.accounts.models import User
from hardtech.zone.common.rest.inputs import Input, Moment, SearchWords, Text
from hardtech.zone.common.rest.paging import ListQuery, Page
from hardtech.zone.common.rest.words import _
from hardtech.zone.registry.choices import Exchange, MembershipRole, OrganisationKind, Relation
from hardtech.zone.registry.choices import Field as FieldCode
from hardtech.zone.registry.fields import FieldInfo
from hardtech.zone.registry.models import CitedFact, Membership, Organisation, Person

__all__ = [
    "AccountOut",
    "FieldOut",
    "OrganisationDetail",
    "OrganisationIn",
    "OrganisationLink",
    "OrganisationOut",
    "OrganisationPage",
    "OrganisationPatch",
    "OrganisationQuery",
    "PersonDetail",
    "PersonLink",
    "PersonOut",
    "PersonPage",
    "PersonQuery",
]

Name = Annotated[str, Field(description=_("In the language of the request."), examples=["Example Photonics"])]
NameEn = Annotated[str, Field(examples=["Example Photonics"])]
NameZh = Annotated[str, Field(examples=["示例光电有限公司"])]
Aliases = Annotated[list[str], Field(description=_("Other names."), examples=[["Example Laser Chips"]])]
FieldCodes = Annotated[
    list[str], Field(description=_("Codes of the eight fields."), examples=[["optoelectronic_chips"]])
]
Alias = Annotated[Text, Field(max_length=250)]
Uscc = Annotated[
    str | None, Field(description=_("Unified social credit code."), examples=["91350100M000100Y43"])
]
Ror = Annotated[str | None, Field(description=_("ROR id."), examples=[None])]
Orcid = Annotated[str | None, Field(description=_("ORCID iD."), examples=["0000-0002-1825-0097"])]
Country = Annotated[str, Field(description=_("Two letters, as ISO 3166 has them."), examples=["CN"])]
Province = Annotated[str, Field(examples=["Shaanxi"])]
City = Annotated[str, Field(examples=["Xi'an"])]
StockCode = Annotated[str, Field(examples=["688000"])]
Website = Annotated[str, Field(examples=["https://www.example.org"])]
Summary = Annotated[str, Field(examples=["Makes laser chips for sensing."])]
Time = Annotated[datetime, Field(examples=["2026-11-20T08:30:00Z"])]
Demo = Annotated[bool, Field(description=_("Made up for the demonstration."), examples=[True])]


class OrganisationLink(Schema):
    """An organisation, named."""

    ref: str = Field(examples=["OR-7K2M9Q"])
    name: Name

    @classmethod
    def of(cls, one: Organisation) -> OrganisationLink:
        return cls(ref=one.ref, name=one.name)


class PersonLink(Schema):
    """A person, named."""

    ref: str = Field(examples=["PE-3F8W1A"])
    name: str = Field(description=_("In the language of the request."), examples=["Li Ming"])

    @classmethod
    def of(cls, one: Person) -> PersonLink:
        return cls(ref=one.ref, name=one.name)


class OrganisationOut(OrganisationLink):
    """An organisation as lists show it."""

    kind: OrganisationKind = Field(examples=["company"])
    name_en: NameEn
    name_zh: NameZh
    aliases: Aliases
    uscc: Uscc
    ror: Ror
    country: Country
    province: Province
    city: City
    fields: FieldCodes
    exchange: str = Field(description=_("Where it is listed; empty when it is not."), examples=["star"])
    stock_code: StockCode
    website: Website
    summary: Summary
    is_demo: Demo
    created_at: Time
    updated_at: Time


class FactOut(Schema):
    """A figure or statement that a document gives, with its relation and its source."""

    statement: str = Field(
        description=_("In the language of the request."), examples=["Technology contracts"]
    )
    statement_en: str = Field(examples=["Technology contracts"])
    statement_zh: str = Field(examples=["技术合同"])
    value: Decimal | None = Field(description=_("A decimal number, as text."), examples=["120"])
    relation: Relation = Field(description=_("Most figures of documents are lower bounds."), examples=["≥"])
    unit: str = Field(examples=["contracts"])
    as_of: str = Field(examples=["2021"])
    citation: str = Field(examples=["Article 004"])

    @classmethod
    def of(cls, fact: CitedFact) -> FactOut:
        return cls(
            statement=fact.statement,
            statement_en=fact.statement_en,
            statement_zh=fact.statement_zh,
            value=None if fact.value is None else Decimal(f"{fact.value.normalize():f}"),
            relation=Relation(fact.relation),
            unit=fact.unit,
            as_of=fact.as_of,
            citation=fact.citation,
        )


class OrganisationDetail(OrganisationOut):
    """An organisation with the facts known of it."""

    former_refs: list[str] = Field(
        description=_("References of organisations that were merged into it; they lead here."), examples=[[]]
    )
    facts: list[FactOut]


class OrganisationPage(Page[OrganisationOut]):
    """One page of organisations."""


class OrganisationQuery(ListQuery):
    q: SearchWords = ""
    kind: list[OrganisationKind] = Field([], description=_("Any of these kinds."), examples=[["company"]])
    field: list[FieldCode] = Field([], description=_("In any of these fields."), examples=[["ai"]])
    country: Text = Field(
        "", max_length=2, description=_("Two letters, as ISO 3166 has them."), examples=["CN"]
    )
    province: Text = Field("", max_length=80, examples=["Shaanxi"])
    city: Text = Field("", max_length=80, examples=["Xi'an"])
    listed: bool | None = Field(None, description=_("Listed at an exchange, or not."), examples=[True])
    updated_since: Moment | None = None
    sort: Literal["", "name", "-updated", "updated"] = Field(
        "",
        description=_("Without it: the best match first when words are given, else by name."),
        examples=["-updated"],
    )


class OrganisationPatch(Input):
    """What to change; what is not named stays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"city": "Xianyang", "fields": ["optoelectronic_chips"]}]}
    )

    kind: OrganisationKind = Field(OrganisationKind.COMPANY, examples=["company"])
    name_en: Text = Field("", max_length=250, examples=["Example Photonics"])
    name_zh: Text = Field("", max_length=250, examples=["示例光电有限公司"])
    aliases: list[Alias] = Field([], max_length=100, examples=[["Example Laser Chips"]])
    uscc: Annotated[Text | None, Field(description=_("Unified social credit code."))] = None
    ror: Annotated[Text | None, Field(description=_("ROR id."))] = None
    country: Text = Field("CN", examples=["CN"])
    province: Text = Field("", examples=["Shaanxi"])
    city: Text = Field("", examples=["Xi'an"])
    fields: list[FieldCode] = Field([], max_length=len(FieldCode), examples=[["optoelectronic_chips"]])
    exchange: Exchange | Literal[""] = Field("", examples=[""])
    stock_code: Text = Field("", examples=[""])
    website: Text = Field("", examples=["https://www.example.org"])
    summary: Text = Field("", max_length=2000, examples=["Makes laser chips for sensing."])


class OrganisationIn(OrganisationPatch):
    """A new organisation: its kind, and a name in English or Chinese."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "company",
                    "name_en": "Example Photonics",
                    "name_zh": "示例光电有限公司",
                    "city": "Xianyang",
                    "fields": ["optoelectronic_chips"],
                }
            ]
        }
    )

    kind: OrganisationKind = Field(examples=["company"])


class CreateQuery(Schema):
    despite_duplicates: bool = Field(
        default=False, description=_("Enter it although others look alike."), examples=[False]
    )


class PersonOut(PersonLink):
    """A person as lists show them."""

    name_en: str = Field(examples=["Li Ming"])
    name_zh: str = Field(examples=["李明"])
    orcid: Orcid
    title: str = Field(description=_("Position."), examples=["Professor of photonics"])
    fields: FieldCodes
    is_demo: Demo
    updated_at: Time


class PersonDetail(PersonOut):
    """A person with the organisations they belong to."""

    organisations: list[OrganisationLink]


class PersonPage(Page[PersonOut]):
    """One page of people."""


class PersonQuery(ListQuery):
    q: SearchWords = ""
    field: list[FieldCode] = Field([], description=_("In any of these fields."), examples=[["ai"]])
    organisation: Text = Field(
        "", max_length=40, description=_("Who belongs to it (reference)."), examples=["OR-7K2M9Q"]
    )
    updated_since: Moment | None = None
    sort: Literal["", "name", "-updated", "updated"] = Field("", examples=["-updated"])


class WordingOut(Schema):
    """How one article names the field."""

    text: str = Field(examples=["optoelectronic chips"])
    source: str = Field(description=_("Number of the article."), examples=["001"])


class FieldOut(Schema):
    """One of the eight fields of hard technology."""

    code: FieldCode = Field(examples=["optoelectronic_chips"])
    name: str = Field(description=_("In the language of the request."), examples=["Optoelectronic chips"])
    name_en: str = Field(examples=["Optoelectronic chips"])
    name_zh: str = Field(examples=["光电芯片"])
    description: str = Field(examples=["Lasers, detectors and integrated circuits that work with light."])
    wordings: list[WordingOut]

    @classmethod
    def of(cls, field: FieldInfo) -> FieldOut:
        return cls(
            code=FieldCode(field.code),
            name=field.name,
            name_en=field.name_en,
            name_zh=field.name_zh,
            description=field.description,
            wordings=[WordingOut(text=one.text, source=one.source) for one in field.wordings],
        )


class MembershipOut(Schema):
    """An organisation that you act for."""

    organisation: OrganisationLink
    role: MembershipRole = Field(
        description=_("An owner also decides who else acts for it."), examples=["owner"]
    )

    @classmethod
    def of(cls, one: Membership) -> MembershipOut:
        return cls(organisation=OrganisationLink.of(one.organisation), role=MembershipRole(one.role))


class AccountOut(Schema):
    """Who you are here."""

    ref: str = Field(examples=["US-0B7XQ4"])
    name: str = Field(examples=["Li Ming"])
    email: str = Field(examples=["li.ming@example.org"])
    is_technology_manager: bool = Field(examples=[False])
    is_zone_officer: bool = Field(examples=[False])
    is_administrator: bool = Field(examples=[False])
    memberships: list[MembershipOut]

    @classmethod
    def of(cls, user: User, memberships: list[Membership]) -> AccountOut:
        return cls(
            ref=user.ref,
            name=user.get_full_name(),
            email=user.email,
            is_technology_manager=user.is_technology_manager,
            is_zone_officer=user.is_zone_officer,
            is_administrator=user.is_superuser,
            memberships=[MembershipOut.of(one) for one in memberships],
        )
