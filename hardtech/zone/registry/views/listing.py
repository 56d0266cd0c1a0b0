"""The list of organisations: filters, orders, and what an export writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.zone.common.lists import Choice, Facet, Listing, Order, build, export
from hardtech.zone.registry import permissions, queries
from hardtech.zone.registry.choices import Exchange, Field, OrganisationKind
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.places import country_name, full_place, place_name

__all__ = ["organisation_export", "organisation_list"]

MOST_PLACES = 12
ORDERS = (
    Order("relevance", gettext_lazy("Best match")),
    Order("name", gettext_lazy("Name"), ("name_en", "name_zh", "id")),
    Order("-updated", gettext_lazy("Changed last"), ("-updated_at", "-id")),
    Order("-created", gettext_lazy("Entered last"), ("-created_at", "-id")),
)
EXPORTED = (
    "uid",
    "ref",
    "kind",
    "name_en",
    "name_zh",
    "aliases",
    "uscc",
    "ror",
    "country",
    "province",
    "city",
    "fields",
    "exchange",
    "stock_code",
    "website",
    "summary",
)


def organisation_list(request: HttpRequest) -> HttpResponse:
    """Everybody may read the registry."""
    context = {
        "listing": _listing(request),
        "may_create": permissions.may_create(request.user),
        "field_labels": dict(Field.choices),
    }
    return render(request, "registry/organisation_list.html", context)


def organisation_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The filtered list as CSV, XLSX or JSON Lines; its columns are those that import takes."""
    records = _listing(request).records
    return export("organisations", suffix, EXPORTED, _rows(records))


def _rows(records: QuerySet[Organisation]) -> Iterator[dict[str, Any]]:
    for organisation in records.iterator(chunk_size=2000):
        yield {name: getattr(organisation, name) for name in EXPORTED} | {"uid": str(organisation.uid)}


def _listing(request: HttpRequest) -> Listing[Organisation]:
    organisations = queries.organisations()
    facets = [
        Facet(
            "kind", _("Kind"), [Choice(code, label, Q(kind=code)) for code, label in OrganisationKind.choices]
        ),
        Facet(
            "field",
            _("Field"),
            [Choice(code, label, Q(fields__contains=[code])) for code, label in Field.choices],
        ),
        Facet("place", _("Place"), _places(organisations, request.GET.getlist("place"))),
        Facet("listed", _("Stock exchange"), _exchanges(), hide_empty=True),
    ]
    return build(request.GET, organisations, facets=facets, orders=ORDERS, default="name")


def _places(organisations: QuerySet[Organisation], asked: list[str]) -> list[Choice]:
    """The places with most organisations, and those asked for."""
    counted = (
        organisations.order_by()
        .values_list("country", "province")
        .annotate(n=Count("pk"))
        .order_by("-n", "province")
    )
    known = {f"{country}-{province}": (country, province) for country, province, _n in counted}
    shown = [place for number, place in enumerate(known) if number < MOST_PLACES or place in asked]
    return [_place(place, *known[place]) for place in shown]


def _place(value: str, country: str, province: str) -> Choice:
    name = country_name(country)
    label = (
        full_place([place_name(province), name])
        if province
        else _("%(country)s, no place given") % {"country": name}
    )
    return Choice(value, label, Q(country=country, province=province))


def _exchanges() -> list[Choice]:
    listed = Choice("any", _("Listed anywhere"), ~Q(exchange=""))
    return [listed, *(Choice(code, label, Q(exchange=code)) for code, label in Exchange.choices)]
