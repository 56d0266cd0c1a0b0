"""What somebody asked for in the address of a list, what that finds, and how many stand behind each filter.

A count says how many records the visitor would see after choosing that option, with all the other filters kept.
Every query begins with what the visitor may see, so a count never tells of a record that is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.permissions import Visitor, is_signed_in
from hardtech.zone.common.languages import RecordLanguage
from hardtech.zone.common.search import matching_words
from hardtech.zone.market.choices import Partnership, Status
from hardtech.zone.market.kinds import Kind
from hardtech.zone.market.queries import visible_to
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Organisation

__all__ = ["FACETS", "TRL_BANDS", "Listing"]

Words = Promise | str

TRL_BANDS: dict[str, tuple[Words, Q]] = {
    "1-3": (_("1–3 research"), Q(trl__range=(1, 3))),
    "4-6": (_("4–6 demonstrated"), Q(trl__range=(4, 6))),
    "7-9": (_("7–9 in use"), Q(trl__range=(7, 9))),
    "none": (_("not stated"), Q(trl__isnull=True)),
}

OWNERS_SHOWN = 8
QUERY_LENGTH = 300  # characters of the search box that are read
OWNER_REF = re.compile(r"OR-[0-9A-Z]{6,12}")


@dataclass(frozen=True)
class Facet:
    """One group of filters: its name in the address, its condition, its counts."""

    name: str
    label: Words
    condition: Callable[[Sequence[str]], Q]
    counts: Callable[[QuerySet[Any]], dict[str, int]]
    labels: dict[str, Words] | None = None  # None: the values are owners, labelled by their names
    hide_empty: bool = False

    def accepted(self, values: Iterable[str]) -> list[str]:
        """The values that mean something; anything else in the address is passed over."""
        if self.labels is None:
            return [value for value in dict.fromkeys(values) if OWNER_REF.fullmatch(value)]
        return [value for value in self.labels if value in set(values)]


def _by_column(column: str) -> Callable[[QuerySet[Any]], dict[str, int]]:
    def counts(queryset: QuerySet[Any]) -> dict[str, int]:
        rows = queryset.order_by().values_list(column).annotate(number=Count("pk"))
        return {value: number for value, number in rows}

    return counts


def _by_element(column: str) -> Callable[[QuerySet[Any]], dict[str, int]]:
    """Counts of the elements of an array column."""

    def counts(queryset: QuerySet[Any]) -> dict[str, int]:
        element = Func(F(column), function="unnest", set_returning=True)
        rows = queryset.order_by().annotate(element=element).values_list("element").annotate(number=Count("pk"))
        return {value: number for value, number in rows}

    return counts


def _by_band(queryset: QuerySet[Any]) -> dict[str, int]:
    counted = {name: Count("pk", filter=condition) for name, (_label, condition) in TRL_BANDS.items()}
    return queryset.order_by().aggregate(**counted)


def _in_bands(values: Sequence[str]) -> Q:
    condition = Q()
    for value in values:
        condition |= TRL_BANDS[value][1]
    return condition


FACETS = (
    Facet(
        "field", _("Field"), lambda values: Q(fields__overlap=list(values)), _by_element("fields"), dict(Field.choices)
    ),
    Facet(
        "trl", _("Readiness (TRL)"), _in_bands, _by_band, {name: label for name, (label, _q) in TRL_BANDS.items()}
    ),
    Facet(
        "partnership",
        _("Partnership"),
        lambda values: Q(partnerships__overlap=list(values)),
        _by_element("partnerships"),
        dict(Partnership.choices),
        hide_empty=True,
    ),
    Facet(
        "status",
        _("Status"),
        lambda values: Q(status__in=values),
        _by_column("status"),
        dict(Status.choices),
        hide_empty=True,
    ),
    Facet(
        "language",
        _("Language"),
        lambda values: Q(language__in=values),
        _by_column("language"),
        dict(RecordLanguage.choices),
    ),
    Facet("owner", _("Organisation"), lambda values: Q(owner__ref__in=values), _by_column("owner__ref")),
)

NEWEST = "-published"
BEST = "best"

SORTS: dict[str, tuple[Words, list[Any]]] = {
    NEWEST: (_("Newest"), [F("published_at").desc(nulls_last=True), "-pk"]),
    "published": (_("Oldest"), [F("published_at").asc(nulls_last=True), "pk"]),
    "title": (_("Title, A to Z"), ["title", "pk"]),
    "-title": (_("Title, Z to A"), ["-title", "-pk"]),
    "-trl": (_("Readiness, highest first"), [F("trl").desc(nulls_last=True), "-pk"]),
    "trl": (_("Readiness, lowest first"), [F("trl").asc(nulls_last=True), "-pk"]),
    "-updated": (_("Changed last"), ["-updated_at", "-pk"]),
}
NEED_SORTS: dict[str, tuple[Words, list[Any]]] = {
    "deadline": (_("Deadline, soonest first"), [F("deadline").asc(nulls_last=True), "-pk"]),
    "-deadline": (_("Deadline, latest first"), [F("deadline").desc(nulls_last=True), "-pk"]),
    "-budget": (_("Budget, highest first"), [F("budget_max").desc(nulls_last=True), "-pk"]),
    "budget": (_("Budget, lowest first"), [F("budget_max").asc(nulls_last=True), "-pk"]),
}


class Listing:
    """One reading of a list by one visitor."""

    def __init__(self, visitor: Visitor, kind: Kind, params: QueryDict) -> None:
        self.visitor, self.kind, self.params = visitor, kind, params
        self.q = params.get("q", "").replace("\x00", "").strip()[:QUERY_LENGTH]
        self.facets = [facet for facet in FACETS if facet.name != "status" or is_signed_in(visitor)]
        self.chosen = {facet.name: facet.accepted(params.getlist(facet.name)) for facet in self.facets}
        self.sort = params.get("sort", "")
        if self.sort not in self.sorts:
            self.sort = BEST if self.q else NEWEST

    @property
    def sorts(self) -> dict[str, tuple[Words, list[Any]]]:
        best = {BEST: (_("Best match"), [])} if self.q else {}
        return {**best, **SORTS, **(NEED_SORTS if self.kind.code == "need" else {})}

    def found(self, *, without: str = "", rank: bool = False) -> QuerySet[Any]:
        """What the visitor may see and asked for; `without` leaves one facet out, for its own counts."""
        queryset = visible_to(self.visitor, self.kind.model)
        for facet in self.facets:
            if facet.name != without and (values := self.chosen[facet.name]):
                queryset = queryset.filter(facet.condition(values))
        return matching_words(queryset, self.q, rank=rank) if self.q else queryset

    def rows(self) -> QuerySet[Any]:
        """The records found, in the order asked for."""
        if self.sort == BEST:
            return self.found(rank=True)
        return self.found().order_by(*self.sorts[self.sort][1])

    @cached_property
    def filter_groups(self) -> list[dict[str, Any]]:
        """The facets with their options and counts, as the filter panel shows them."""
        return [self._group(facet) for facet in self.facets]

    def _group(self, facet: Facet) -> dict[str, Any]:
        counts = facet.counts(self.found(without=facet.name))
        chosen = self.chosen[facet.name]
        labels = facet.labels if facet.labels is not None else self._owner_labels(counts, chosen)
        options = [
            {"value": value, "label": label, "count": counts.get(value, 0), "selected": value in chosen}
            for value, label in labels.items()
            if value in chosen or counts.get(value) or not facet.hide_empty
        ]
        return {"label": facet.label, "name": facet.name, "type": "checkbox", "options": options}

    def _owner_labels(self, counts: dict[str, int], chosen: Sequence[str]) -> dict[str, Words]:
        """The organisations with most records, and those that were chosen."""
        most = sorted(counts, key=lambda ref: (-counts[ref], ref))[:OWNERS_SHOWN]
        wanted = list(dict.fromkeys([*chosen, *most]))
        names = {one.ref: one.name for one in Organisation.objects.filter(ref__in=wanted).defer("search")}
        return {ref: names[ref] for ref in wanted if ref in names}

    @property
    def chips(self) -> list[dict[str, Words]]:
        """One for each filter that is on; its address leaves it out."""
        chips: list[dict[str, Words]] = []
        if self.q:
            chips.append({"label": f"“{self.q}”", "url": self._address_without("q", self.params.get("q", ""))})
        for group in self.filter_groups:
            for option in group["options"]:
                if option["selected"]:
                    url = self._address_without(group["name"], option["value"])
                    chips.append({"label": option["label"], "url": url})
        return chips

    def _address_without(self, name: str, value: str) -> str:
        params = self.params.copy()
        params.pop("page", None)
        params.setlist(name, [one for one in params.getlist(name) if one != value])
        return f"?{params.urlencode()}"

    @property
    def kept_params(self) -> list[tuple[str, str]]:
        """What the filter form carries along."""
        return [(name, value) for name in ("q", "sort") if (value := self.params.get(name, ""))]

    @property
    def sort_options(self) -> list[tuple[str, Words]]:
        return [(key, label) for key, (label, _order) in self.sorts.items()]

    @property
    def active(self) -> int:
        return sum(len(values) for values in self.chosen.values())

    @property
    def export_query(self) -> str:
        """The address of what is shown, without the page."""
        params = self.params.copy()
        params.pop("page", None)
        return params.urlencode()
