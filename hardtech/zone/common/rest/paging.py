"""Pages of a list: `page` and `limit`, with the number of all records and links to the neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Field, Schema

from hardtech.zone.common.rest.problems import FieldError, Problem
from hardtech.zone.common.rest.words import _

__all__ = ["LIMIT", "MOST", "ListQuery", "Page", "page_of", "refuse_unknown"]

LIMIT, MOST, LAST_PAGE = 25, 100, 1_000_000

M = TypeVar("M", bound=Model)
T = TypeVar("T", bound=Schema)
P = TypeVar("P", bound="Page[Any]")


class ListQuery(Schema):
    """The parameters of every list. A room's own filters are added in a subclass."""

    page: int = Field(1, ge=1, le=LAST_PAGE, description=_("The page, from 1."), examples=[1])
    limit: int = Field(LIMIT, ge=1, le=MOST, description=_("Records on a page."), examples=[LIMIT])


class Page(Schema, Generic[T]):
    """One page of a list."""

    count: int = Field(description=_("All records that pass the filters and that you may see."), examples=[1])
    page: int = Field(examples=[1])
    limit: int = Field(examples=[LIMIT])
    next: str | None = Field(description=_("Address of the next page."), examples=[None])
    previous: str | None = Field(description=_("Address of the page before."), examples=[None])
    items: Sequence[T]


def refuse_unknown(request: HttpRequest, query: Schema) -> None:
    """A filter that nobody knows would change nothing, and the caller would not notice."""
    unknown = [name for name in request.GET if name not in type(query).model_fields]
    if unknown:
        detail = gettext("There is no such parameter.")
        raise Problem(
            "invalid",
            errors=[FieldError((name,), detail, "unknown_parameter", where="query") for name in unknown],
        )


def page_of(
    kind: type[P],
    request: HttpRequest,
    records: QuerySet[M],
    query: ListQuery,
    show_all: Callable[[list[M]], Sequence[Schema]],
) -> P:
    """The page asked for, its records as `show_all` makes them. `records` must be in a complete order. Two queries."""
    refuse_unknown(request, query)
    count = records.order_by().count()
    start = (query.page - 1) * query.limit
    rows = list(records[start : start + query.limit])
    last = max(1, -(-count // query.limit))
    return kind(
        count=count,
        page=query.page,
        limit=query.limit,
        next=_link(request, query.page + 1) if query.page < last else None,
        previous=_link(request, min(query.page - 1, last)) if query.page > 1 else None,
        items=show_all(rows),
    )


def _link(request: HttpRequest, page: int) -> str:
    params = request.GET.copy()
    params["page"] = str(page)
    return request.build_absolute_uri(f"{request.path}?{params.urlencode()}")
