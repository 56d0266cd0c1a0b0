"""The windows of all measures: what opens and closes when, this year and the next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hardtech.zone.incentives.choices import Answer
from hardtech.zone.incentives.models import Assessment
from hardtech.zone.measures import queries
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.measures.windows import spans
from hardtech.zone.measures.wording import leaflet as wording
from hardtech.zone.registry.permissions import organisation_ids

__all__ = ["window_calendar"]


@require_safe
def window_calendar(request: HttpRequest) -> HttpResponse:
    """Windows by month; measures without any can be applied for at all times while they are in force."""
    today, rulebook = timezone.localdate(), current_rulebook()
    kept = {one.key: one for one in queries.measures()}
    entitled = _entitled(request)
    rows: list[dict[str, Any]] = []
    always: list[dict[str, Any]] = []
    for key, measure in kept.items():
        rule = rulebook[key]
        row = {
            "measure": measure,
            "issuer": wording.local_text(rule.issuer),
            "grants": wording.grants(rule, today),
            "entitled": measure.pk in entitled,
        }
        found = spans(rule, today.year, today.year + 1)
        rows += [{**row, "span": span, "state": _state(span, today)} for span in found]
        version = rule.version_on(today)
        if (
            not found
            and version is not None
            and (version.status or rule.status) not in {"suspended", "repealed"}
        ):
            always.append(row)
    rows.sort(key=lambda row: (row["span"], row["measure"].key))
    context = {
        "years": [{"year": year, "rows": _of_year(rows, year)} for year in (today.year, today.year + 1)],
        "always": always,
        "today": today,
        "crumbs": [(_("Incentives"), reverse("measures:measure_list"))],
    }
    return render(request, "incentives/calendar.html", context)


def _of_year(rows: list[dict[str, Any]], year: int) -> list[dict[str, Any]]:
    """Under the year in which it opens; one that opened earlier stands in the first year."""
    first = timezone.localdate().year
    return [row for row in rows if max(row["span"].opens.year, first) == year]


def _state(span: Any, today: Any) -> str:
    if span.closes < today:
        return "over"
    return "open" if span.opens <= today else "later"


def _entitled(request: HttpRequest) -> set[int]:
    """The measures that one of the visitor's organisations was found entitled to."""
    ids = list(organisation_ids(request.user))
    if not ids:
        return set()
    found = Assessment.objects.filter(organisation__in=ids, answer=Answer.YES)
    return set(found.values_list("measure_id", flat=True))
