"""What an offer does to each requirement of a need: read once for a page, worded for pages and API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hardtech.engines.matching import Document, Finding, Reading, findings, requirements, stated_requirement
from hardtech.engines.matching import QueryRequirement as Asked
from hardtech.zone.finding.vectors import as_query
from hardtech.zone.market.choices import RequirementLevel
from hardtech.zone.market.documents import as_document
from hardtech.zone.market.models import Need, Offer, Requirement, need_and_offer
from hardtech.zone.market.wording import FINDING_REASONS, FINDING_STATUSES, Words, figure

__all__ = ["Checker", "finding_summary", "finding_views", "marked_text"]

READINGS = 2_000
"""Texts of offers that a process keeps as they were read, some 20 kB each; a changed text is another one."""

ICONS = {
    "met": "check-circle",
    "contradicted": "error",
    "unclear": "help",
    "addressed": "info",
    "not_addressed": "minus",
}


@lru_cache(maxsize=READINGS)
def _read(document: Document) -> Reading:
    return Reading(document)


class Checker:
    """Compares one record with many of the other side; whatever all comparisons share is read once.

    From a need's side its rows and its text are asked; from an offer's side the rows of each need, since reading
    the texts of all the needs on a page would make it slow.
    """

    def __init__(self, asking: Offer | Need) -> None:
        self._asking = asking
        self._asked: Sequence[Asked] | None = None
        if isinstance(asking, Need):
            prefetch_related_objects([asking], "requirements")
            self._asked = _asked_by(asking, rows_only=False)

    def of(self, found: Offer | Need) -> tuple[Finding, ...]:
        """What the offer of the two does to the need's requirements."""
        need, offer = need_and_offer(self._asking, found)
        asked = _asked_by(need, rows_only=True) if self._asked is None else self._asked
        return findings(asked, _read(as_document(offer))) if asked else ()


def _asked_by(need: Need, *, rows_only: bool) -> Sequence[Asked]:
    rows = tuple(_stated(row) for row in need.requirements.all())
    query = replace(as_query(as_document(need)), requirements=rows)
    if rows_only:
        query = replace(query, summary="", body="")
    return [one for one in requirements(query) if one.stated or not rows_only]


def _stated(row: Requirement) -> Asked:
    return stated_requirement(
        row.statement,
        must=row.level == RequirementLevel.MUST,
        quantity=row.quantity,
        relation=row.relation,
        value=row.value,
        value_max=row.value_max,
        unit=row.unit,
    )


@dataclass(frozen=True)
class FindingView:
    """A finding as pages show it."""

    status: str
    label: Words
    icon: str
    must: bool
    level: Words
    asked: SafeString
    figure: str
    quote: SafeString
    reason: Words
    stated: bool
    lang: str


def finding_views(
    found: Iterable[Finding], need: Need, offer: Offer, *, silent_too: bool = False
) -> list[FindingView]:
    """The rows of the need, and whatever an offer says on the requirements of its text.

    `silent_too`: also the requirements of the text on which it says nothing.
    """
    figures = {row.statement: figure(row) for row in need.requirements.all()}
    return [
        FindingView(
            status=one.status,
            label=FINDING_STATUSES[one.status],
            icon=ICONS[one.status],
            must=one.requirement.must,
            level=RequirementLevel.MUST.label if one.requirement.must else RequirementLevel.SHOULD.label,
            asked=_asked_text(one.requirement),
            figure=figures.get(one.requirement.text, "") if one.requirement.stated else "",
            quote=marked_text(one.text, one.marks),
            reason=FINDING_REASONS.get((one.status, one.code)) or FINDING_REASONS.get(("", one.code), ""),
            stated=one.requirement.stated,
            lang=offer.html_lang,
        )
        for one in found
        if silent_too or one.requirement.stated or one.status != "not_addressed"
    ]


def finding_summary(found: Sequence[Finding], need: Need, offer: Offer) -> dict[str, Any] | None:
    """What a match card shows of its findings; None when nothing is asked."""
    if not found:
        return None
    shown = finding_views(found, need, offer)
    counts = Counter(one.status for one in found)
    return {
        "shown": shown,
        "lang": need.html_lang,
        "silent": len(found) - len(shown),
        "counts": [
            {"status": status, "label": label, "icon": ICONS[status], "times": counts[status]}
            for status, label in FINDING_STATUSES.items()
            if counts[status]
        ],
        "musts_failed": sum(one.status == "contradicted" and one.requirement.must for one in found),
    }


def _asked_text(asked: Asked) -> SafeString:
    place = asked.figure
    return marked_text(asked.text, [(place.start, place.end)] if place and place.end else [])


def marked_text(text: str, marks: Iterable[tuple[int, int]]) -> SafeString:
    """`text` as HTML with the ranges in <mark>."""
    pieces, here = [], 0
    for start, end in marks:
        pieces += [escape(text[here:start]), "<mark>", escape(text[start:end]), "</mark>"]
        here = end
    pieces.append(escape(text[here:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece of text is escaped above
