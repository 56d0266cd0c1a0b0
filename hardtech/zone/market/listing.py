"""What the lists of offers and needs can be searched, filtered and sorted by."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.permissions import Visitor, is_signed_in
from hardtech.zone.common.languages import RecordLanguage, in_reader_language
from hardtech.zone.common.lists import Choice, Facet, Listing, Order, ShownFacet, build
from hardtech.zone.market.choices import Partnership, Status
from hardtech.zone.market.kinds import NEEDS, ProfileKind
from hardtech.zone.market.queries import visible_to
from hardtech.zone.registry.choices import Field

__all__ = ["ANY", "FIELD_FACET", "listing_of", "owner_choices"]

OWNERS_SHOWN = 8
SHORTENED = {"status", "partnership", "owner"}
OWNER_REF = re.compile(r"OR-[0-9A-Z]{6,12}")

FIELD_FACET = Facet(
    "field", _("Field"), [Choice(*pair, Q(fields__contains=[pair[0]])) for pair in Field.choices]
)
ANY = Choice("", _("any"), Q())

TRL_BANDS = (
    Choice("1-3", _("1–3 research"), Q(trl__range=(1, 3))),
    Choice("4-6", _("4–6 demonstrated"), Q(trl__range=(4, 6))),
    Choice("7-9", _("7–9 in use"), Q(trl__range=(7, 9))),
    Choice("none", _("not stated"), Q(trl__isnull=True)),
)

ORDERS = (
    Order("best", _("Best match")),
    Order("-published", _("Newest"), (F("published_at").desc(nulls_last=True), "-pk")),
    Order("published", _("Oldest"), (F("published_at").asc(nulls_last=True), "pk")),
    Order("title", _("Title, A to Z"), ("title", "pk")),
    Order("-title", _("Title, Z to A"), ("-title", "-pk")),
    Order("-trl", _("Readiness, highest first"), (F("trl").desc(nulls_last=True), "-pk")),
    Order("trl", _("Readiness, lowest first"), (F("trl").asc(nulls_last=True), "-pk")),
    Order("-updated", _("Changed last"), ("-updated_at", "-pk")),
)
NEED_ORDERS = (
    Order("deadline", _("Deadline, soonest first"), (F("deadline").asc(nulls_last=True), "-pk")),
    Order("-deadline", _("Deadline, latest first"), (F("deadline").desc(nulls_last=True), "-pk")),
    Order("-budget", _("Budget, highest first"), (F("budget_max").desc(nulls_last=True), "-pk")),
    Order("budget", _("Budget, lowest first"), (F("budget_max").asc(nulls_last=True), "-pk")),
)


def listing_of(visitor: Visitor, kind: ProfileKind, params: QueryDict) -> Listing[Any]:
    """The list as this visitor asked for it. Whatever is found or counted is what they may see."""
    records = visible_to(visitor, kind.model)
    facets = [
        FIELD_FACET,
        Facet("trl", _("Readiness (TRL)"), TRL_BANDS),
        Facet("status", _("Status"), [Choice(*pair, Q(status=pair[0])) for pair in Status.choices]),
        Facet(
            "partnership",
            _("Partnership"),
            [Choice(*pair, Q(partnerships__contains=[pair[0]])) for pair in Partnership.choices],
        ),
        Facet(
            "language", _("Language"), [Choice(*pair, Q(language=pair[0])) for pair in RecordLanguage.choices]
        ),
        Facet("owner", _("Organisation"), owner_choices(records, params.getlist("owner"))),
    ]
    if not is_signed_in(visitor):  # everything that the public sees is published
        facets = [facet for facet in facets if facet.name != "status"]
    orders = (*ORDERS, *NEED_ORDERS) if kind is NEEDS else ORDERS
    listing = build(params, records, facets=facets, orders=orders, default="-published")
    return replace(listing, facets=[_shortened(facet) for facet in listing.facets])


def _shortened(facet: ShownFacet) -> ShownFacet:
    """Long facets show only what leads somewhere; the short ones keep their order and length."""
    if facet.name not in SHORTENED:
        return facet
    return replace(facet, options=[one for one in facet.options if one.count or one.selected])


def owner_choices(records: QuerySet[Any], asked: list[str]) -> list[Choice]:
    """The organisations with most of the records, after those asked for."""
    names = ("owner__ref", "owner__name_en", "owner__name_zh")
    asked = [ref for ref in asked if OWNER_REF.fullmatch(ref)]
    counted = records.order_by().values_list(*names).annotate(number=Count("pk"))
    rows = list(counted.filter(owner__ref__in=asked)) if asked else []
    rows += [row for row in counted.order_by("-number", "owner__ref")[:OWNERS_SHOWN] if row[0] not in asked]
    return [Choice(ref, in_reader_language(en, zh), Q(owner__ref=ref)) for ref, en, zh, _number in rows]
