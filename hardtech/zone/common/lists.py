"""A list page: words, filters with counts, order, pages, chips and export, the same in every room.

A room names its filters as facets, each choice with its condition; `build` does the rest in a fixed number of queries:
one for all counts, one for the number of records, one for the page.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import FileResponse, Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hardtech.engines.tabular import write_records
from hardtech.zone.common.search import matching_words

__all__ = [
    "EXPORTS",
    "Chip",
    "Choice",
    "Facet",
    "Listing",
    "Narrowing",
    "Option",
    "Order",
    "build",
    "export",
    "narrow",
]

M = TypeVar("M", bound=Model)
Text = str | Promise

PER_PAGE = 25
LONGEST_QUERY = 300
EXPORTS = (("csv", "CSV"), ("xlsx", "XLSX"), ("jsonl", "JSON Lines"))
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}


@dataclass(frozen=True)
class Choice:
    """One value of a filter, and which records have it."""

    value: str
    label: Text
    condition: Q


@dataclass(frozen=True)
class Facet:
    """A filter: a record passes with any of the chosen values. `hide_empty`: show no choice that would find nothing.

    A choice whose value is empty stands for none of the others.
    """

    name: str
    label: Text
    choices: Sequence[Choice]
    type: str = "checkbox"
    hide_empty: bool = False


@dataclass(frozen=True)
class Option:
    """A choice as the page shows it."""

    value: str
    label: Text
    count: int | None
    selected: bool


@dataclass(frozen=True)
class ShownFacet:
    name: str
    label: Text
    type: str
    options: list[Option]


@dataclass(frozen=True)
class Narrowing:
    """What filters ask of records that are found in another way: no counts, since a ranking has no end."""

    condition: Q
    facets: list[ShownFacet]

    @property
    def active(self) -> int:
        return _active(self.facets)

    def chosen(self, name: str) -> list[str]:
        """The values chosen of one filter."""
        options = [option for facet in self.facets if facet.name == name for option in facet.options]
        return [option.value for option in options if option.selected]


@dataclass(frozen=True)
class Chip:
    label: Text
    url: str


@dataclass(frozen=True)
class Order:
    """A way to sort: `fields` as `order_by` takes them. Without any, the best match comes first."""

    key: str
    label: Text
    fields: Sequence[str | OrderBy] = ()


@dataclass(frozen=True)
class Listing(Generic[M]):
    """What a list page shows. `records` are all that pass, in order: what an export writes."""

    records: QuerySet[M]
    page: Page[M]
    facets: list[ShownFacet]
    chips: list[Chip]
    orders: list[tuple[str, Text]]
    q: str
    sort: str
    keep: list[tuple[str, str]]
    query: str

    @property
    def active(self) -> int:
        """The number of filters in force, the words aside."""
        return _active(self.facets)


def narrow(params: QueryDict, facets: Sequence[Facet]) -> Narrowing:
    """What the address asks of these filters; what it asks wrongly is left out."""
    chosen = {facet.name: _chosen(params, facet) for facet in facets}
    condition = reduce(and_, (_any(facet, chosen[facet.name]) for facet in facets), Q())
    return Narrowing(condition, [_shown(facet, chosen[facet.name], None) for facet in facets])


def build(
    params: QueryDict,
    records: QuerySet[M],
    *,
    facets: Sequence[Facet],
    orders: Sequence[Order],
    default: str,
    find: Callable[[QuerySet[M], str], QuerySet[M]] = matching_words,
) -> Listing[M]:
    """Search, filter, count, sort and cut into pages as the address asks; what it asks wrongly is left out.

    `default` is the order when none is asked for; with words, the best match comes first. `find` says what holds words.
    """
    q = params.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    chosen = {facet.name: _chosen(params, facet) for facet in facets}
    conditions = {facet.name: _any(facet, chosen[facet.name]) for facet in facets}
    found = find(records, q) if q else records
    counts = _counts(found, facets, conditions)
    passing = found.filter(*conditions.values())
    sort, fields = _order(params.get("sort", ""), orders, default, searching=bool(q))
    passing = passing.order_by(*fields) if fields else passing
    return Listing(
        records=passing,
        page=Paginator(passing, PER_PAGE).get_page(params.get("page")),
        facets=[shown for facet in facets if (shown := _shown(facet, chosen[facet.name], counts)).options],
        chips=_chips(params, q, facets, chosen),
        orders=[(order.key, order.label) for order in orders if order.fields or q],
        q=q,
        sort=sort,
        keep=[(name, str(params[name])) for name in ("q", "sort") if params.get(name)],
        query=_without(params, "page"),
    )


def export(name: str, suffix: str, fields: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> FileResponse:
    """The rows as a file to keep: `suffix` is csv, xlsx or jsonl; anything else is not found."""
    if suffix not in FORMATS:
        raise Http404
    with tempfile.TemporaryDirectory(prefix="hardtech-export-") as folder:
        path = Path(folder) / f"{name}.{suffix}"
        write_records(path, fields, rows)
        content = path.open("rb")  # stays readable after its folder is gone; the answer closes it
    return FileResponse(content, as_attachment=True, filename=path.name, content_type=FORMATS[suffix])


def _chosen(params: QueryDict, facet: Facet) -> list[str]:
    asked = set(params.getlist(facet.name))
    return [choice.value for choice in facet.choices if choice.value in asked] or [""]


def _any(facet: Facet, values: Sequence[str]) -> Q:
    condition = Q()
    for choice in facet.choices:
        if choice.value in values:
            condition |= choice.condition
    return condition


def _counts(found: QuerySet[M], facets: Sequence[Facet], conditions: Mapping[str, Q]) -> dict[str, int]:
    """How many records each choice would give beside what the other filters leave, in one query."""
    aggregates = {}
    for facet in facets:
        others = Q(*(condition for name, condition in conditions.items() if name != facet.name))
        for place, choice in enumerate(facet.choices):
            aggregates[f"{facet.name}_{place}"] = Count("pk", filter=others & choice.condition)
    return found.order_by().aggregate(**aggregates) if aggregates else {}


def _shown(facet: Facet, chosen: Sequence[str], counts: Mapping[str, int] | None) -> ShownFacet:
    options = [
        Option(
            choice.value,
            choice.label,
            counts[f"{facet.name}_{place}"] if counts is not None else None,
            choice.value in chosen,
        )
        for place, choice in enumerate(facet.choices)
    ]
    if facet.hide_empty:
        options = [option for option in options if option.count or option.selected]
    return ShownFacet(facet.name, facet.label, facet.type, options)


def _active(facets: Iterable[ShownFacet]) -> int:
    return sum(option.selected and bool(option.value) for facet in facets for option in facet.options)


def _chips(
    params: QueryDict, q: str, facets: Sequence[Facet], chosen: Mapping[str, Sequence[str]]
) -> list[Chip]:
    chips = [Chip(f"{facet.label}: {choice.label}", _without(params, facet.name, choice.value))
             for facet in facets for choice in facet.choices if choice.value in chosen[facet.name]]  # fmt: skip
    if q:
        chips.insert(0, Chip(_("Words: %(words)s") % {"words": q}, _without(params, "q")))
    return chips


def _without(params: QueryDict, name: str, value: str | None = None) -> str:
    """The address of the same list without one parameter, or without one of its values; from the first page."""
    left = params.copy()
    left.pop("page", None)
    values = [] if value is None else [one for one in left.getlist(name) if one != value]
    left.setlist(name, values)
    return f"?{left.urlencode()}"


def _order(
    asked: str, orders: Sequence[Order], default: str, *, searching: bool
) -> tuple[str, Sequence[str | OrderBy]]:
    known = {order.key: order.fields for order in orders if order.fields or searching}
    if asked in known:
        return asked, known[asked]
    if searching:
        return next((key for key, fields in known.items() if not fields), ""), ()
    return default, known[default]
