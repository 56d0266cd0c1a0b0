"""The budget of a draft: who gains, who loses and what it costs, against the text that is published."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hardtech.base.charts import Chart, ChartForm, ChartRow
from hardtech.engines.rules import Rule, RulebookInvalid
from hardtech.zone.common.lists import export
from hardtech.zone.common.money import money, money_parts
from hardtech.zone.measures.forms import SimulationForm
from hardtech.zone.measures.models import Revision
from hardtech.zone.measures.rulebook import current_rulebook, rule_of
from hardtech.zone.measures.simulating import Budget, BudgetGroup, budget_rows, simulate_budget
from hardtech.zone.measures.views.revisions import keeper_or_404

__all__ = ["simulation", "simulation_export"]

COLUMNS = (
    "organisation", "name", "field", "size", "answer_before", "fen_before", "answer_after", "fen_after", "fen_change",
)  # fmt: skip
DIGITS = 4
SUMS = ("subjects", "entitled_before", "entitled_after", "gain", "lose")


@login_required
@require_safe
def simulation(request: HttpRequest, ref: str) -> HttpResponse:
    """On the day asked for; by default the first day of what the draft changes, or today."""
    revision = keeper_or_404(request, ref)
    rule = _rule(revision)
    context: dict[str, Any] = {
        "revision": revision,
        "measure": revision.measure,
        "crumbs": [
            (_("Incentives"), reverse("measures:measure_list")),
            (revision.measure.title, revision.measure.get_absolute_url()),
            (_("Text no. %(number)s") % {"number": revision.number}, revision.get_absolute_url()),
        ],
        "rule": rule,
    }
    if rule is not None:
        form, on = _day(request, revision, rule)
        context |= {"form": form, "on": on}
        if on is not None:
            context |= _shown(_budget(revision, rule, on))
    return render(request, "measures/simulation.html", context)


@login_required
@require_safe
def simulation_export(request: HttpRequest, ref: str, suffix: str) -> HttpResponseBase:
    """A line for each organisation of the zone."""
    revision = keeper_or_404(request, ref)
    rule = rule_of(revision)
    _form, on = _day(request, revision, rule)
    day = on or timezone.localdate()
    budget = _budget(revision, rule, day)
    others = [group.name for group in budget.groups if group.name not in COLUMNS]
    name = f"simulation-{revision.ref}-{day:%Y-%m-%d}"
    return export(name, suffix, (*COLUMNS, *others), budget_rows(budget))


def _budget(revision: Revision, rule: Rule, on: datetime.date) -> Budget:
    published = current_rulebook()[revision.measure.key]
    return simulate_budget(published, rule, on, known=min(on, timezone.localdate()))


def _rule(revision: Revision) -> Rule | None:
    """None where the text has faults: there is nothing to compute with."""
    try:
        return rule_of(revision)
    except RulebookInvalid:
        return None


def _day(request: HttpRequest, revision: Revision, rule: Rule) -> tuple[SimulationForm, datetime.date | None]:
    if "on" in request.GET:
        form = SimulationForm(request.GET)
        return form, form.cleaned_data["on"] if form.is_valid() else None
    first = _first_day(rule, current_rulebook()[revision.measure.key], timezone.localdate())
    return SimulationForm(initial={"on": first}), first


def _first_day(rule: Rule, published: Rule, today: datetime.date) -> datetime.date:
    """The day on which the first new version begins, or today."""
    known = {version.start for version in published.versions}
    return min(
        (one.start for one in rule.versions if one.start not in known and one.start > today), default=today
    )


def _shown(budget: Budget) -> dict[str, Any]:
    return {
        "total": _headed(budget.total),
        "counts": budget.total,
        "groups": [
            {
                "label": group.label,
                "name": group.name,
                "rows": [(row["name"], _sums(row)) for row in group.rows],
                "chart": _chart(group),
            }
            for group in budget.groups
        ],
    }


def _chart(group: BudgetGroup) -> Chart | None:
    """Cost before and after, drawn for those whom the measure costs anything."""
    rows = tuple(
        ChartRow(
            row["name"] or _("not known"),
            (row["fen_before"], row["fen_after"]),
            (money(_brief(row["fen_before"])), money(_brief(row["fen_after"]))),
        )
        for row in group.rows
        if row["fen_before"] or row["fen_after"]
    )
    if not rows:
        return None
    return Chart(
        ChartForm.PAIRS,
        title=_("Cost before and after: %(group)s") % {"group": group.label},
        summary=_("Two bars for each row of the table: the cost before the change and after it."),
        row_heading=group.label,
        columns=(_("Before"), _("After")),
        rows=rows,
    )


def _sums(row: Any) -> dict[str, Any]:
    """Counts as they are, money in words, the change with its sign."""
    change = row["fen_change"]
    return {
        **{name: row[name] for name in SUMS},
        "before": money(_brief(row["fen_before"])),
        "after": money(_brief(row["fen_after"])),
        "change": f"{'+' if change > 0 else ''}{money(_brief(change))}",
    }


def _headed(row: Any) -> dict[str, Any]:
    """The sums that stand large on top, number and unit apart."""
    after, (change, unit) = (money_parts(_brief(row[f"fen_{name}"])) for name in ("after", "change"))
    sign = "+" if row["fen_change"] > 0 else ""
    return {**_sums(row), "after_figure": after, "change_figure": (sign + change, unit)}


def _brief(fen: int) -> int:
    """Rounded, halves to even, to as many digits as a budget is talked about in; the file has the fen."""
    return round(fen, DIGITS - len(str(abs(fen))))
