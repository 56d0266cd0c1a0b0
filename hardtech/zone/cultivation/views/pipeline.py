"""The officers' view of the zone: who climbs, how many hold what, how that grows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hardtech.base.charts import Chart, ChartForm, ChartRow
from hardtech.engines.rules import Fact
from hardtech.zone.common.languages import joined
from hardtech.zone.common.lists import EXPORTS, Choice, Facet, Listing, Order, build, export
from hardtech.zone.cultivation import permissions
from hardtech.zone.cultivation.aiming import ladder_facts
from hardtech.zone.cultivation.choices import Tier
from hardtech.zone.cultivation.models import Certificate, Standing
from hardtech.zone.cultivation.pipeline import listing, one_step_away
from hardtech.zone.cultivation.queries import count_by_field, growth_by_tier, holders, year_ends
from hardtech.zone.cultivation.validity import valid_on
from hardtech.zone.cultivation.wording import fact_label, growth_words, standing_words
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.models import Organisation
from hardtech.zone.registry.permissions import organisation_ids

__all__ = ["by_field", "holder_export", "holder_list", "pipeline", "pipeline_export"]

YEARS = 5
MOST_NAMED = 3
EXPORTED = (
    "ref", "name", "fields", "tiers", "next_tier", "answer", "way", "steps_to_go", "steps", "missing", "computed_at",
)  # fmt: skip
HOLDER_COLUMNS = ("ref", "name", "fields", "tier", "number", "issuer", "valid_from", "valid_until")
HOLDER_ORDERS = (
    Order("relevance", gettext_lazy("Best match")),
    Order("name", gettext_lazy("Name"), ("name_en", "name_zh", "id")),
    Order("since", gettext_lazy("Entered the zone"), ("residence__since", "id")),
)


@login_required
def pipeline(request: HttpRequest) -> HttpResponse:
    """Officers see the zone; members are led to the ladder of their organisation."""
    if not permissions.may_see_pipeline(request.user):
        return _own_ladder(request)
    on = timezone.localdate()
    facts = ladder_facts(current_rulebook())
    found = listing(request.GET, facts, on)
    ends = year_ends(on, YEARS + 1)
    growth = _growth(ends, on)
    context = {
        "listing": found,
        "rows": [_row(organisation, facts, on) for organisation in found.page],
        "years": [day.year for day in ends[1:]],
        "growth": growth,
        "chart": _growth_chart([day.year for day in ends[1:]], growth),
        "suffixes": EXPORTS,
        "one_step": one_step_away(facts, on),
        "computed_at": Standing.objects.order_by("-computed_at")
        .values_list("computed_at", flat=True)
        .first(),
        "on": on,
    }
    return render(request, "cultivation/pipeline.html", context)


def _own_ladder(request: HttpRequest) -> HttpResponse:
    own = Organisation.objects.filter(pk__in=list(organisation_ids(request.user)), merged_into__isnull=True)
    organisations = list(own.order_by("name_en", "name_zh", "pk").defer("search"))
    if len(organisations) == 1:
        return redirect("cultivation:ladder", organisations[0].ref)
    return render(request, "cultivation/own.html", {"organisations": organisations})


@login_required
def pipeline_export(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The filtered list as a file."""
    _officers_only(request)
    on = timezone.localdate()
    facts = ladder_facts(current_rulebook())
    records = listing(request.GET, facts, on).records
    return export("pipeline", suffix, EXPORTED, _exported(records.iterator(chunk_size=2000)))


def _exported(organisations: Iterator[Organisation]) -> Iterator[dict[str, Any]]:
    for organisation in organisations:
        standing = getattr(organisation, "standing", None)
        row: dict[str, Any] = {
            "ref": organisation.ref,
            "name": organisation.name,
            "fields": organisation.fields,
            "tiers": [one.tier for one in organisation.valid_certificates],  # type: ignore[attr-defined]
        }
        if standing is not None:
            row |= {
                "next_tier": standing.target,
                "answer": standing.answer,
                "way": standing.way,
                "steps_to_go": standing.step_count,
                "steps": [f"{step['fact']}: {step['before']} → {step['after']}" for step in standing.steps],
                "missing": standing.missing,
                "computed_at": standing.computed_at.isoformat(),
            }
        yield row


def _row(organisation: Organisation, facts: dict[str, Fact], on: datetime.date) -> dict[str, Any]:
    """One organisation as the list shows it."""
    standing = getattr(organisation, "standing", None)
    valid: list[Certificate] = organisation.valid_certificates  # type: ignore[attr-defined]
    order = list(Tier)
    row: dict[str, Any] = {
        "organisation": organisation,
        "tiers": [tier.label for tier in sorted({Tier(one.tier) for one in valid}, key=order.index)],
        "fields": [(code, Field(code).label) for code in organisation.fields],
        "standing": standing,
    }
    if standing is not None and standing.target:
        missing = standing.missing
        names = [str(step["fact"]) for step in standing.steps] or missing
        row["way"] = standing_words(standing)
        row["what"] = joined(fact_label(name, facts, on) for name in names[:MOST_NAMED])
        row["more"] = max(0, len(names) - MOST_NAMED)
    return row


def _growth(ends: list[datetime.date], on: datetime.date) -> list[dict[str, Any]]:
    """Holders of each tier at the ends of years, with the change to the year before, and today."""
    return [
        {
            "label": Tier(tier).label,
            "tier": tier,
            "cells": [(one.on, one.count, growth_words(one.growth)) for one in grown[:-1]],
            "today": grown[-1].count,
        }
        for tier, grown in growth_by_tier([*ends, on]).items()
    ]


def _growth_chart(years: list[int], growth: list[dict[str, Any]]) -> Chart | None:
    """The tiers that anybody held, drawn."""
    rows = []
    for row in growth:
        counts = (*(count for _day, count, _change in row["cells"]), row["today"])
        if any(counts):
            rows.append(ChartRow(str(row["label"]), counts, tuple(intcomma(count) for count in counts)))
    if not rows:
        return None
    return Chart(
        ChartForm.PANELS,
        title=_("Holders of each tier"),
        summary=_("Bars for the ends of the years and for today; each tier has a scale of its own."),
        row_heading=_("Tier"),
        columns=(*map(str, years), _("Today")),
        rows=tuple(rows),
    )


@login_required
def by_field(request: HttpRequest) -> HttpResponse:
    """Holders of each tier today, by field."""
    _officers_only(request)
    on = timezone.localdate()
    counts = count_by_field(on)
    context = {
        "on": on,
        "tiers": Tier.choices,
        "rows": [
            {"label": label, "code": code, "cells": list(counts[code].items())}
            for code, label in Field.choices
        ],
        "crumbs": [(_("Cultivation"), reverse("cultivation:pipeline"))],
    }
    return render(request, "cultivation/by_field.html", context)


@login_required
def holder_list(request: HttpRequest, tier: str) -> HttpResponse:
    """The organisations behind a figure: who of the zone held `tier` on `?on=`."""
    _officers_only(request)
    day = _day(request)
    found = _holders(request, tier, day)
    context = {
        "listing": found,
        "tier": Tier(tier),
        "day": day,
        "keep": [*found.keep, ("on", day.isoformat())],
        "suffixes": EXPORTS,
        "rows": [(one, _held(one, tier)) for one in found.page],
        "crumbs": [(_("Cultivation"), reverse("cultivation:pipeline"))],
    }
    return render(request, "cultivation/holders.html", context)


@login_required
def holder_export(request: HttpRequest, tier: str, suffix: str) -> HttpResponseBase:
    _officers_only(request)
    records = _holders(request, tier, _day(request)).records
    return export(f"{tier}-holders", suffix, HOLDER_COLUMNS, _holder_rows(records.iterator(2000), tier))


def _holder_rows(organisations: Iterator[Organisation], tier: str) -> Iterator[dict[str, Any]]:
    for organisation in organisations:
        held = _held(organisation, tier)
        yield {
            "ref": organisation.ref,
            "name": organisation.name,
            "fields": organisation.fields,
            "tier": tier,
            "number": held.number,
            "issuer": held.issuer,
            "valid_from": held.valid_from.isoformat(),
            "valid_until": held.valid_until.isoformat() if held.valid_until else None,
        }


def _holders(request: HttpRequest, tier: str, day: datetime.date) -> Listing[Organisation]:
    if tier not in Tier.values:
        raise Http404
    valid = Certificate.objects.filter(valid_on(day), tier=tier).order_by("-valid_from")
    records = (
        holders(tier, day)
        .select_related("residence")
        .prefetch_related(Prefetch("certificates", queryset=valid, to_attr="valid_certificates"))
    )
    fields = [Choice(code, label, Q(fields__contains=[code])) for code, label in Field.choices]
    facets = [Facet("field", _("Field"), fields, hide_empty=True)]
    return build(request.GET, records, facets=facets, orders=HOLDER_ORDERS, default="name")


def _held(organisation: Organisation, tier: str) -> Certificate:
    valid: list[Certificate] = organisation.valid_certificates  # type: ignore[attr-defined]
    return next(one for one in valid if one.tier == tier)


def _day(request: HttpRequest) -> datetime.date:
    """The day asked for, else today."""
    try:
        return parse_date(request.GET.get("on", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def _officers_only(request: HttpRequest) -> None:
    if not permissions.may_see_pipeline(request.user):
        raise PermissionDenied
