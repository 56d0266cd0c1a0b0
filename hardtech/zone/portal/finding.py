"""One search over what the rooms declare that can be found, each asked only for what the visitor may see."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Page, Paginator
from django.http import Http404, QueryDict
from django.utils.safestring import SafeString

from hardtech.zone.accounts.permissions import Visitor
from hardtech.zone.common.doors import SearchKind, finders, search_kinds
from hardtech.zone.common.refs import is_reference
from hardtech.zone.common.search import matching_words
from hardtech.zone.portal.highlight import Terms, highlight, search_terms

__all__ = ["SearchHit", "SearchResult", "find", "kinds", "record_by_ref"]

PER_PAGE = 20
LONGEST = 300


@dataclass(frozen=True)
class SearchHit:
    """One record as the page shows it."""

    record: Any
    title: SafeString
    passage: SafeString


@dataclass(frozen=True)
class SearchResult:
    """What a search gave: the number of each kind, and one page of the kind that is open."""

    q: str
    kind: SearchKind
    counts: dict[str, int]
    page: Page[Any]
    hits: list[SearchHit]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def kinds() -> list[SearchKind]:
    """What can be found, in the order of the tabs."""
    return sorted(search_kinds, key=lambda kind: kind.order)


def find(visitor: Visitor, params: QueryDict) -> SearchResult:
    """Search for `q`; `in` says which kind is open, by default the first that has something."""
    q = params.get("q", "").replace("\x00", "").strip()[:LONGEST]
    records = {kind.code: matching_words(kind.records(visitor), q) for kind in kinds()}
    counts = {code: queryset.count() for code, queryset in records.items()}
    filled = [code for code, number in counts.items() if number]
    asked = params.get("in", "")
    opened = search_kinds[asked if asked in records else next(iter([*filled, *records]))]
    page = Paginator(records[opened.code], PER_PAGE).get_page(params.get("page"))
    terms = search_terms(q)
    return SearchResult(q, opened, counts, page, [_hit(opened, record, terms) for record in page])


def record_by_ref(visitor: Visitor, text: str) -> Any:
    """The record behind a reference typed into the search box; None where there is none to be seen."""
    ref = text.strip().upper()
    finder = finders.get(ref.partition("-")[0])
    if finder is None or not is_reference(ref):
        return None
    with suppress(ObjectDoesNotExist, Http404):
        return finder.find(visitor, ref)
    return None


def _hit(kind: SearchKind, record: Any, terms: Terms) -> SearchHit:
    passages = [highlight(text, terms) for text in kind.passages(record)]
    passage = next((one for one in passages if "<mark>" in one), passages[0])
    return SearchHit(record, highlight(kind.title(record), terms, cut=False), passage)
