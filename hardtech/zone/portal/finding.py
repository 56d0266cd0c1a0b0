"""One search over offers, needs, organisations and measures, each asked only for what the visitor may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.common.search import matching_words
from hardtech.zone.incentives.queries.claims import claim_behind
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import visible_to
from hardtech.zone.measures import queries as measures
from hardtech.zone.measures.models import Measure, Revision
from hardtech.zone.measures.permissions import visible_revisions
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.measures.wording.leaflet import local_text
from hardtech.zone.portal.highlight import Terms, highlight, search_terms
from hardtech.zone.registry import queries as registry
from hardtech.zone.registry.models import Organisation, Person

__all__ = ["KINDS", "Found", "Result", "find", "record_by_ref"]

PER_PAGE = 20
LONGEST = 300
REFERENCE = re.compile(r"(OF|NE|OR|PE|MS|MR|CL|PO|CB)-[0-9A-Z]{6,12}")
SUMMARY_FIRST = ("summary", "description")


@dataclass(frozen=True)
class Kind:
    """What can be found, and how."""

    code: str
    label: Promise
    records: Callable[[Visitor], QuerySet[Any]]


KINDS = (
    Kind("offers", _("Offers"), lambda visitor: visible_to(visitor, Offer)),
    Kind("needs", _("Needs"), lambda visitor: visible_to(visitor, Need)),
    Kind("organisations", _("Organisations"), lambda _visitor: registry.organisations()),
    Kind("measures", _("Measures"), lambda _visitor: measures.measures()),
)


@dataclass(frozen=True)
class Found:
    """One record as the page shows it."""

    record: Any
    title: SafeString
    passage: SafeString


@dataclass(frozen=True)
class Result:
    """What a search gave: the number of each kind, and one page of the kind that is open."""

    q: str
    kind: str
    counts: dict[str, int]
    page: Page[Any]
    found: list[Found]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def find(visitor: Visitor, params: QueryDict) -> Result:
    """Search for `q`; `in` says which kind is open, by default the first that has something."""
    q = params.get("q", "").replace("\x00", "").strip()[:LONGEST]
    records = {kind.code: matching_words(kind.records(visitor), q) for kind in KINDS}
    counts = {code: queryset.count() for code, queryset in records.items()}
    asked = params.get("in", "")
    opened = asked if asked in records else next((code for code, n in counts.items() if n), KINDS[0].code)
    page = Paginator(records[opened], PER_PAGE).get_page(params.get("page"))
    terms = search_terms(q)
    return Result(q, opened, counts, page, [_shown(record, terms) for record in page])


def record_by_ref(visitor: Visitor, text: str) -> Any:
    """The record behind a reference typed into the search box; None where there is none to be seen."""
    ref = text.strip().upper()
    if not REFERENCE.fullmatch(ref):
        return None
    if ref.startswith("OR-"):
        try:
            return registry.find_organisation(ref)
        except Organisation.DoesNotExist:
            return None
    if ref.startswith("PE-"):
        return Person.objects.filter(ref=ref).first()
    if ref.startswith("MS-"):
        return measures.measures().filter(ref=ref).first()
    if ref.startswith(("CL-", "PO-", "CB-")):
        return claim_behind(visitor, ref)
    if ref.startswith("MR-"):
        return Revision.objects.filter(visible_revisions(visitor), ref=ref).first()
    return visible_to(visitor, Offer if ref.startswith("OF-") else Need).filter(ref=ref).first()


def _shown(record: Any, terms: Terms) -> Found:
    if isinstance(record, Organisation):
        names = " · ".join(dict.fromkeys(filter(None, [record.name_en, record.name_zh, *record.aliases])))
        return Found(
            record, highlight(record.name, terms, cut=False), highlight(record.summary or names, terms)
        )
    title = highlight(record.title, terms, cut=False)
    if isinstance(record, Measure):
        return Found(record, title, highlight(local_text(current_rulebook()[record.key].whom), terms))
    passages = [highlight(getattr(record, part), terms) for part in SUMMARY_FIRST]
    passage = next((one for one in passages if "<mark>" in one), passages[0])
    return Found(record, title, passage)
