"""Measures for everybody: the list, and each one as a leaflet."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hardtech.engines.rules import Rule, Rulebook, Version
from hardtech.zone.accounts.permissions import may_read_names, signed_in
from hardtech.zone.common.lists import Choice, Facet, Listing, Order, build
from hardtech.zone.common.panels import panels_at
from hardtech.zone.measures import permissions, queries
from hardtech.zone.measures.models import Measure
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.measures.services import revisions as services
from hardtech.zone.measures.windows import openings
from hardtech.zone.measures.wording import leaflet as wording
from hardtech.zone.measures.wording.citations import cite_words
from hardtech.zone.measures.wording.examples import example_lines
from hardtech.zone.measures.wording.relations import relation_lines
from hardtech.zone.measures.wording.sheets import sheet_tables

__all__ = ["automatic_payment", "find_or_404", "measure_detail", "measure_list"]

ORDERS = (
    Order("relevance", gettext_lazy("Best match")),
    Order("key", gettext_lazy("Issuer and year"), ("key",)),
    Order("-updated", gettext_lazy("Changed last"), ("-updated_at", "key")),
)


def find_or_404(ref: str) -> Measure:
    try:
        return queries.find_measure(ref)
    except Measure.DoesNotExist:
        raise Http404 from None


@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    """Browsed, filtered, and searched in plain words of both languages."""
    today, rulebook = timezone.localdate(), current_rulebook()
    listing = _listing(request, rulebook, today)
    context = {
        "listing": listing,
        "rows": [_row(one, rulebook[one.key], today) for one in listing.page],
        "may_keep": permissions.may_keep_measures(request.user),
        "panels": panels_at("measures", request, None),
    }
    return render(request, "measures/measure_list.html", context)


@require_safe
def measure_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """What it says on the day asked for (`?on=`), by default today."""
    measure, rulebook = find_or_404(ref), current_rulebook()
    rule, today = rulebook[measure.key], timezone.localdate()
    shown = _asked_version(request, rule, today)
    revisions = list(queries.revisions_of(request.user, measure))
    context = {
        "measure": measure,
        "rule": rule,
        "words": {"issuer": wording.local_text(rule.issuer), "whom": wording.local_text(rule.whom)},
        "subject": wording.SUBJECTS[rule.subject],
        "status": shown.status or rule.status,
        "status_label": wording.STATUSES[shown.status or rule.status],
        "shown": shown,
        "in_force": rule.version_on(today) is shown,
        "versions": _versions(rule, measure, shown, today),
        "notes": [wording.local_text(note) for note in rule.notes],
        "cite": cite_words(rule.citation.as_json()) if rule.citation else None,
        "openings": openings(rule, today),
        "relations": relation_lines(rule, rulebook, _addresses(rule, rulebook)),
        "revisions": revisions,
        "named": may_read_names(request.user),
        "may_keep": permissions.may_keep_measures(request.user),
        "panels": panels_at("measure", request, measure),
        "examples": example_lines(rule),
        "crumbs": [(_("Incentives"), reverse("measures:measure_list"))],
        **text_of(rule, shown),
    }
    return render(request, "measures/measure_detail.html", context)


@login_required
@require_POST
def automatic_payment(request: HttpRequest, ref: str) -> HttpResponse:
    """Switch payment without application on or off."""
    measure = find_or_404(ref)
    pays = request.POST.get("pays") == "on"
    try:
        services.set_automatic_payment(
            actor=signed_in(request.user),
            measure=measure,
            pays=pays,
            reason=request.POST.get("reason", "")[:500],
        )
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        done = (
            _("The nightly run proposes payments on it from now on.")
            if pays
            else _("It is paid on application only.")
        )
        messages.success(request, done)
    return redirect(measure)


def text_of(rule: Rule, version: Version) -> dict[str, Any]:
    """The parts of one version in words, for the leaflet and for a revision's page."""
    return {
        "amount": wording.amount_lines(rule, version),
        "grants": wording.grants(rule, version.start),
        "conditions": wording.condition_lines(rule, version),
        "sheets": sheet_tables(rule, version),
        "figures": wording.figure_lines(version),
        "payments": wording.payment_lines(rule, version),
        "windows": wording.window_lines(version),
        "evidence": [wording.local_text(words) for words in version.evidence],
        "questions": wording.question_lines(list(rule.facts.values())),
    }


def _listing(request: HttpRequest, rulebook: Rulebook, today: datetime.date) -> Listing[Measure]:
    return build(
        request.GET,
        queries.measures(),
        facets=_facets(rulebook, today),
        orders=ORDERS,
        default="key",
        find=queries.in_plain_words,
    )


def _facets(rulebook: Rulebook, today: datetime.date) -> list[Facet]:
    rules = list(rulebook.values())
    issuers = dict.fromkeys(wording.local_text(rule.issuer) for rule in rules)
    by_issuer = [
        Choice(str(at), name, _keys(rule for rule in rules if wording.local_text(rule.issuer) == name))
        for at, name in enumerate(sorted(issuers), 1)
    ]
    return [
        Facet("now", _("Today"), [
            Choice("force", _("in force"), _keys(rule for rule in rules if _is_in_force(rule, today))),
            Choice("open", _("a window is open"), _keys(rule for rule in rules if _is_open(rule, today))),
        ]),
        Facet("pays", _("What it gives"), [
            Choice("yes", _("money"), _keys(rule for rule in rules if _pays(rule, today))),
            Choice("no", _("a title or tax treatment"), _keys(rule for rule in rules if not _pays(rule, today))),
        ]),
        Facet("subject", _("Granted for"), [
            Choice(code, label, _keys(rule for rule in rules if rule.subject == code))
            for code, label in wording.SUBJECTS.items()
        ]),
        Facet("status", _("Status"), [
            Choice(code, label, _keys(rule for rule in rules if _status(rule, today) == code))
            for code, label in wording.STATUSES.items()
        ], hide_empty=True),
        Facet("issuer", _("Issuer"), by_issuer),
    ]  # fmt: skip


def _keys(rules: Iterable[Rule]) -> Q:
    return Q(key__in=[rule.id for rule in rules])


def _status(rule: Rule, today: datetime.date) -> str:
    return wording.version_shown(rule, today).status or rule.status


def _is_in_force(rule: Rule, today: datetime.date) -> bool:
    return rule.version_on(today) is not None and _status(rule, today) not in {"suspended", "repealed"}


def _is_open(rule: Rule, today: datetime.date) -> bool:
    return any(opening.opens <= today <= opening.closes for opening in openings(rule, today))


def _pays(rule: Rule, today: datetime.date) -> bool:
    return wording.version_shown(rule, today).amount is not None


def _row(measure: Measure, rule: Rule, today: datetime.date) -> dict[str, Any]:
    status = _status(rule, today)
    return {
        "measure": measure,
        "issuer": wording.local_text(rule.issuer),
        "whom": wording.local_text(rule.whom),
        "grants": wording.grants(rule, today),
        "opening": next(iter(openings(rule, today)), None),
        "in_force": rule.version_on(today) is not None,
        "status": status,
        "status_label": wording.STATUSES[status],
        "today": today,
    }


def _asked_version(request: HttpRequest, rule: Rule, today: datetime.date) -> Version:
    asked = request.GET.get("version", "")
    found = (version for version in rule.versions if version.start.isoformat() == asked)
    return next(found, None) or wording.version_shown(rule, today)


def _versions(rule: Rule, measure: Measure, shown: Version, today: datetime.date) -> list[dict[str, Any]]:
    return [
        {
            "version": version,
            "url": f"{measure.get_absolute_url()}?version={version.start.isoformat()}",
            "shown": version is shown,
            "now": rule.version_on(today) is version,
            "status_label": wording.STATUSES[version.status] if version.status else "",
            "cite": cite_words(version.cite.as_json()) if version.cite else None,
            "transitions": _transitions(rule, version),
        }
        for version in reversed(rule.versions)
    ]


def _transitions(rule: Rule, version: Version) -> list[dict[str, Any]]:
    return [
        {
            "when": wording.expression(transition.when.text, rule, version),
            "use": transition.use,
            "until": transition.until,
            "cite": cite_words(transition.cite.as_json()) if transition.cite else None,
        }
        for transition in version.transitions
    ]


def _addresses(rule: Rule, rulebook: Rulebook) -> dict[str, str]:
    keys = {key for relation in rule.relations for key in relation.of}
    keys |= {
        other.id for other in rulebook.values() for relation in other.relations if rule.id in relation.of
    }
    return (
        {one.key: one.get_absolute_url() for one in queries.measures().filter(key__in=keys)} if keys else {}
    )
