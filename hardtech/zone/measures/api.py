"""Measures for programs: listed, searched, and read with facts, versions and citations."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from hardtech.engines.rules import Rule, Rulebook
from hardtech.zone.common.rest.inputs import by_ref
from hardtech.zone.common.rest.paging import page_of
from hardtech.zone.common.rest.words import _
from hardtech.zone.measures import queries
from hardtech.zone.measures.choices import RevisionState
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.measures.schemas import (
    AskedOut,
    CitationOut,
    MeasureDetail,
    MeasureOut,
    MeasurePage,
    MeasureQuery,
    MeasureVersionOut,
    SpanOut,
    measure_out,
    relations_out,
)
from hardtech.zone.measures.windows import openings
from hardtech.zone.measures.wording.leaflet import grants, local_text, version_shown

__all__ = ["router"]

router = Router(tags=["measures"])


@router.get("/measures", response=MeasurePage, summary=_("List and search measures"))
def measure_list(request: HttpRequest, query: Query[MeasureQuery]) -> MeasurePage:
    rulebook, today = current_rulebook(), timezone.localdate()
    found = queries.measures()
    found = queries.in_plain_words(found, query.q) if query.q else found.order_by("key")
    passing = [rule.id for rule in rulebook.values() if _passes(query, rule, today)]
    return page_of(MeasurePage, request, found.filter(key__in=passing), query, _shown(rulebook, today))


@router.get(
    "/measures/{ref}", response=MeasureDetail, summary=_("One measure, with facts, versions and citations")
)
def measure_detail(request: HttpRequest, ref: str) -> MeasureDetail:
    measure = by_ref(queries.measures(), ref)
    rule, today = current_rulebook()[measure.key], timezone.localdate()
    text = Revision.objects.only("number", "published_at", "digest").get(
        measure=measure, state=RevisionState.PUBLISHED
    )
    return MeasureDetail(
        **_out(measure, rule, today).model_dump(),
        cite=CitationOut.of(rule.citation),
        facts=[AskedOut.of(fact) for fact in rule.facts.values()],
        versions=[MeasureVersionOut.of(rule, version) for version in rule.versions],
        relations=relations_out(rule),
        notes=[local_text(note) for note in rule.notes],
        revision=text.number,
        published_at=text.published_at,
        sha256=text.digest,
    )


def _passes(query: MeasureQuery, rule: Rule, today: datetime.date) -> bool:
    version = version_shown(rule, today)
    asked = (
        (query.subject, rule.subject),
        (query.status, version.status or rule.status),
        (query.pays, version.amount is not None),
        (query.open, any(span.opens <= today for span in openings(rule, today))),
    )
    return all(wanted is None or wanted == found for wanted, found in asked)


def _shown(rulebook: Rulebook, today: datetime.date) -> Callable[[Iterable[Measure]], list[MeasureOut]]:
    return lambda records: [_out(one, rulebook[one.key], today) for one in records]


def _out(record: Measure, rule: Rule, today: datetime.date) -> MeasureOut:
    shown = {
        "in_force": rule.version_on(today) is not None,
        "gives": grants(rule, today),
        "windows": [SpanOut.of(span) for span in openings(rule, today)],
    }
    return measure_out(record, rule, version_shown(rule, today), shown)
