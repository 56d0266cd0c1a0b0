"""What the endpoints of measures take and give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from hardtech.engines.rules import Citation, Fact, Rule, Version
from hardtech.zone.common.rest.inputs import SearchWords
from hardtech.zone.common.rest.paging import ListQuery, Page
from hardtech.zone.common.rest.words import _
from hardtech.zone.facts.wording import label, option_label
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.windows import WindowSpan
from hardtech.zone.measures.wording.leaflet import local_text

__all__ = [
    "MeasureDetail",
    "MeasureOut",
    "MeasurePage",
    "MeasureQuery",
    "SpanOut",
]

Status = Literal["draft", "unverified", "verified", "suspended", "repealed"]
Text = Annotated[str, Field(description=_("In the language of the request."))]


class MeasureQuery(ListQuery):
    q: SearchWords = ""
    subject: Literal["organisation", "project", "person", "contract"] | None = Field(
        None, description=_("What it is granted for."), examples=["organisation"]
    )
    status: Status | None = Field(None, examples=["unverified"])
    pays: bool | None = Field(None, description=_("Whether it pays money."), examples=[True])
    open: bool | None = Field(
        None, description=_("Whether one of its windows is open today."), examples=[False]
    )


class SpanOut(Schema):
    """A window in which one may apply."""

    opens: date = Field(examples=["2026-06-01"])
    closes: date = Field(examples=["2026-08-31"])

    @classmethod
    def of(cls, span: WindowSpan) -> SpanOut:
        return cls(opens=span.opens, closes=span.closes)


class MeasureOut(Schema):
    """A measure in a list."""

    ref: str = Field(examples=["MS-7K2M9Q"])
    key: str = Field(description=_("Its id in the rulebooks."), examples=["xixian-2022/referral-reward"])
    title: Text = Field(examples=["Reward for introducing a technology project"])
    issuer: Text = Field(examples=["Xixian New Area Administrative Committee"])
    whom: Text = Field(examples=["Those who introduce a technology project"])
    subject: str = Field(description=_("What it is granted for."), examples=["project"])
    status: str = Field(
        description=_("Unverified: nobody has compared it with the official text."), examples=["unverified"]
    )
    in_force: bool = Field(description=_("Whether a version of it holds today."), examples=[True])
    pays: bool = Field(examples=[True])
    paid_without_application: bool = Field(examples=[False])
    gives: Text = Field(examples=["Up to 3 million yuan"])
    windows: list[SpanOut] = Field(description=_("Open today, or until the end of the next year."))


class MeasurePage(Page[MeasureOut]):
    """One page of measures."""


class CitationOut(Schema):
    """Where it stands, in the words of the source."""

    document: str = Field(examples=["Favorable Resources and Policies (2022-03-21)"])
    url: str = Field(examples=[""])
    article: str = Field(examples=["art. 2"])
    quote: str = Field(examples=["up to 3 million RMB"])

    @classmethod
    def of(cls, cite: Citation | None) -> CitationOut | None:
        if cite is None:
            return None
        return cls(document=cite.document, url=cite.url, article=cite.article, quote=cite.quote)


class AskedOut(Schema):
    """A fact that the measure asks for."""

    name: str = Field(examples=["actual_investment"])
    label: Text = Field(description=_("Its short name."), examples=["Actual investment"])
    type: str = Field(examples=["money"])
    unit: str = Field(description=_("Of a sum: its currency."), examples=["CNY"])
    options: list[str] = Field(examples=[[]])
    option_labels: dict[str, str] = Field(description=_("Each option in words."), examples=[{}])
    judged: bool = Field(description=_("A person of the zone states it."), examples=[False])
    yearly: bool = Field(description=_("Of the last fiscal year."), examples=[False])
    question: Text = Field(examples=["What is the actual investment?"])
    evidence: Text = Field(examples=["Audit report"])

    @classmethod
    def of(cls, fact: Fact) -> AskedOut:
        return cls(
            name=fact.name, label=label(fact), type=fact.type, unit=fact.currency or fact.unit, options=list(fact.options),
            option_labels={option: option_label(fact, option) for option in fact.options}, judged=fact.judged,
            yearly=fact.yearly, question=local_text(fact.question), evidence=local_text(fact.evidence),
        )  # fmt: skip


class FigureOut(Schema):
    """A figure of a version."""

    name: str = Field(examples=["cap"])
    value: str = Field(description=_("As the text gives it, with its unit."), examples=["3000000 yuan"])
    cite: CitationOut | None


class ConditionOut(Schema):
    """A condition, or a group of them."""

    id: str = Field(examples=["capacity"])
    title: Text = Field(examples=["The agreed capacity is reached"])
    when: str | None = Field(
        description=_("The expression; null for a group."), examples=["capacity_reached"]
    )
    group: Literal["all", "any"] | None = Field(examples=[None])
    parts: list[ConditionOut] = Field(examples=[[]])
    cite: CitationOut | None

    @classmethod
    def of(cls, condition: Any) -> ConditionOut:
        single = condition.node is not None
        return cls(
            id=condition.id, title=local_text(condition.title), when=condition.node.text if single else None,
            group=None if single else condition.group, parts=[cls.of(part) for part in condition.parts],
            cite=CitationOut.of(condition.cite),
        )  # fmt: skip


class AmountOut(Schema):
    """What is granted, in fen: the formula, at most the cap."""

    formula: str = Field(examples=["rate * actual_investment"])
    cap: str | None = Field(examples=["cap"])
    rounding: str = Field(examples=["down"])
    step_fen: int = Field(examples=[1])
    cite: CitationOut | None


class MeasureVersionOut(Schema):
    """The text of the measure from one day to another, both included."""

    start: date = Field(examples=["2022-03-21"])
    end: date | None = Field(examples=[None])
    status: str = Field(examples=["unverified"])
    figures: list[FigureOut]
    conditions: list[ConditionOut]
    amount: AmountOut | None
    evidence: list[str] = Field(examples=[["Application"]])
    valid_years: int | None = Field(description=_("For how long a title holds."), examples=[3])
    cite: CitationOut | None

    @classmethod
    def of(cls, rule: Rule, version: Version) -> MeasureVersionOut:
        amount = version.amount
        return cls(
            start=version.start, end=version.end, status=version.status or rule.status,
            figures=[
                FigureOut(name=name, value=figure.written, cite=CitationOut.of(figure.cite))
                for name, figure in version.parameters.items()
            ],
            conditions=[ConditionOut.of(condition) for condition in version.conditions],
            amount=AmountOut(
                formula=amount.formula.text, cap=amount.cap.text if amount.cap else None, rounding=amount.mode,
                step_fen=amount.step, cite=CitationOut.of(amount.cite),
            ) if amount else None,
            evidence=[local_text(words) for words in version.evidence], valid_years=version.validity,
            cite=CitationOut.of(version.cite),
        )  # fmt: skip


class RelationOut(Schema):
    """How it stands to other measures."""

    kind: str = Field(
        description=_("prerequisite, excludes, higher_of or combined_cap."), examples=["prerequisite"]
    )
    of: list[str] = Field(description=_("Their ids in the rulebooks."), examples=[["cn/srdi-sme"]])
    cap_fen: int | None = Field(examples=[None])
    cite: CitationOut | None


class MeasureDetail(MeasureOut):
    """A measure with facts, versions, citations and relations."""

    cite: CitationOut | None
    facts: list[AskedOut]
    versions: list[MeasureVersionOut]
    relations: list[RelationOut]
    notes: list[str] = Field(examples=[["The article does not state a date of effect."]])
    revision: int = Field(description=_("The number of the published text."), examples=[1])
    published_at: datetime | None = Field(examples=["2026-11-22T08:00:00Z"])
    sha256: str = Field(description=_("Of the text without its examples."), examples=["72f7…"])


def relations_out(rule: Rule) -> list[RelationOut]:
    return [
        RelationOut(
            kind=one.kind, of=list(one.of), cap_fen=one.cap if one.kind == "combined_cap" else None,
            cite=CitationOut.of(one.cite),
        )
        for one in rule.relations
    ]  # fmt: skip


def measure_out(record: Measure, rule: Rule, version: Version, shown: dict[str, Any]) -> MeasureOut:
    """`shown` holds what depends on the day: in_force, gives, windows."""
    return MeasureOut(
        ref=record.ref, key=record.key, title=local_text(rule.title), issuer=local_text(rule.issuer),
        whom=local_text(rule.whom),
        subject=rule.subject, status=version.status or rule.status, pays=version.amount is not None,
        paid_without_application=record.pays_automatically, **shown,
    )  # fmt: skip
