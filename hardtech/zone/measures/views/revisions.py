"""The texts of a measure: reading one, drafting another, and handing it from officer to officer."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hardtech.engines.rules import Fault, RulebookInvalid
from hardtech.zone.accounts.permissions import may_read_names, signed_in
from hardtech.zone.common.versions import is_stale, version_of
from hardtech.zone.facts.quantities import day
from hardtech.zone.journal.queries import actor_names, timeline
from hardtech.zone.journal.wording import lines
from hardtech.zone.measures import permissions, queries
from hardtech.zone.measures.choices import RevisionState
from hardtech.zone.measures.drafting.checking import TextReport
from hardtech.zone.measures.drafting.differences import differences
from hardtech.zone.measures.drafting.figures import holds_from, starts_of
from hardtech.zone.measures.drafting.sources import written
from hardtech.zone.measures.forms import FiguresForm, MeasureTextForm
from hardtech.zone.measures.models import Revision
from hardtech.zone.measures.rulebook import cases_of, current_rulebook, rule_of
from hardtech.zone.measures.services import revisions as services
from hardtech.zone.measures.views.measures import find_or_404 as measure_or_404
from hardtech.zone.measures.wording.figures import figure_changes
from hardtech.zone.measures.wording.findings import finding_text
from hardtech.zone.measures.wording.places import place_words

__all__ = [
    "find_or_404",
    "revision_action",
    "revision_detail",
    "revision_figures",
    "revision_list",
    "revision_new",
    "revision_text",
]

PER_PAGE = 25


def find_or_404(request: HttpRequest, ref: str) -> Revision:
    try:
        return queries.find_revision(request.user, ref)
    except Revision.DoesNotExist:
        raise Http404 from None


def keeper_or_404(request: HttpRequest, ref: str) -> Revision:
    """Drafts, and what is done with them, are there for officers only."""
    if not permissions.may_keep_measures(request.user):
        raise Http404
    return find_or_404(request, ref)


@login_required
@require_safe
def revision_list(request: HttpRequest) -> HttpResponse:
    """What waits for somebody: proposals first, then drafts and what was sent back."""
    if not permissions.may_keep_measures(request.user):
        raise Http404
    page = Paginator(queries.unpublished(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, permissions.may_decide(request.user, one)) for one in page]
    context = {"page": page, "rows": rows, "crumbs": [(_("Incentives"), reverse("measures:measure_list"))]}
    return render(request, "measures/revision_list.html", context)


@require_safe
def revision_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """A text with what differs from the one before, its checks and cases, and what may be done with it."""
    revision = find_or_404(request, ref)
    return render(request, "measures/revision_detail.html", _detail(request, revision))


@login_required
@require_POST
def revision_new(request: HttpRequest, ref: str) -> HttpResponse:
    """A draft with the text that is published now."""
    draft = services.start_draft(actor=signed_in(request.user), measure=measure_or_404(ref))
    return redirect("measures:revision_figures", draft.ref)


@login_required
def revision_figures(request: HttpRequest, ref: str) -> HttpResponse:
    """Change figures from a day on."""
    revision = _written_by(request, ref)
    try:
        rule_of(revision)
    except RulebookInvalid:
        messages.info(
            request, _("The text has faults. Mend them here, then figures can be changed by the form again.")
        )
        return redirect("measures:revision_text", revision.ref)
    on, versions = _chosen_version(request, revision)
    form = FiguresForm(request.POST or None, source=revision.source, on=on)
    status, seen = 200, request.POST.get("version", "")
    if request.method == "POST" and form.is_valid():
        error = _write(request, revision, form.changed, revision.cases, seen)
        if error is None:
            messages.success(request, _("The change is in the draft."))
            return redirect(revision)
        form.add_error(None, error)
        status, seen = (409, "") if is_stale(error) else (200, seen)
    context = {**_form(revision, form, seen), "versions": versions}
    return render(request, "measures/revision_figures.html", context, status=status)


@login_required
def revision_text(request: HttpRequest, ref: str) -> HttpResponse:
    """Change anything: the whole text as YAML."""
    revision = _written_by(request, ref)
    form = MeasureTextForm(
        request.POST or None,
        key=revision.measure.key,
        vocabulary=current_rulebook().facts(),
        initial={"text": written(revision.source, cases_of(revision))},
    )
    status, seen = 200, request.POST.get("version", "")
    if request.method == "POST" and form.is_valid():
        error = _write(request, revision, form.source, form.cases, seen)
        if error is None:
            messages.success(request, _("The draft is saved. Its checks and cases stand below."))
            return redirect(revision)
        form.add_error("text" if error.code == "id_changed" else None, error)
        status, seen = (409, "") if is_stale(error) else (200, seen)
    return render(request, "measures/revision_text.html", _form(revision, form, seen), status=status)


@login_required
@require_POST
def revision_action(request: HttpRequest, ref: str, action: str) -> HttpResponse:
    """Propose, take back, send back, publish or discard."""
    revision = keeper_or_404(request, ref)
    actor, words = signed_in(request.user), request.POST.get("words", "")[:2000]
    try:
        if action == "propose":
            services.propose(actor=actor, revision=revision, reason=words)
            messages.success(request, _("Proposed. Another officer decides on it."))
        elif action == "take-back":
            services.take_back(actor=actor, revision=revision)
        elif action == "send-back":
            services.send_back(actor=actor, revision=revision, remark=words)
            messages.success(request, _("Sent back to the author with your remark."))
        elif action == "publish":
            services.publish(actor=actor, revision=revision, now=timezone.now())
            messages.success(request, _("Published. Decisions made on the earlier text stand as they are."))
        elif action == "discard":
            services.discard(actor=actor, revision=revision)
            messages.success(request, _("The draft is thrown away."))
            return redirect(revision.measure)
        else:
            raise Http404
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    return redirect(revision)


def _chosen_version(request: HttpRequest, revision: Revision) -> tuple[datetime.date, list[dict[str, Any]]]:
    """The first day of the version asked for (`?version=`), by default of the one that holds today; and all of them."""
    starts = starts_of(revision.source)
    asked = request.GET.get("version", "")
    chosen = next((start for start in starts if start.isoformat() == asked), None)
    chosen = chosen or holds_from(revision.source, timezone.localdate()) or starts[0]
    return chosen, [
        {
            "label": day(start),
            "url": f"?version={start.isoformat()}",
            "current": start == chosen,
            "count": None,
        }
        for start in starts
    ]


def _written_by(request: HttpRequest, ref: str) -> Revision:
    revision = keeper_or_404(request, ref)
    if not permissions.may_write(request.user, revision):
        raise PermissionDenied
    return revision


def _write(
    request: HttpRequest, revision: Revision, source: dict[str, Any], cases: list[Any], seen: str
) -> ValidationError | None:
    try:
        services.write_draft(
            actor=signed_in(request.user), revision=revision, source=source, cases=cases, seen=seen
        )
    except ValidationError as error:
        return error
    return None


def _form(revision: Revision, form: object, seen: str) -> dict[str, Any]:
    return {
        "revision": revision,
        "measure": revision.measure,
        "form": form,
        "version": seen or version_of(revision),
        "crumbs": [*_crumbs(revision), (_number(revision), revision.get_absolute_url())],
    }


def _detail(request: HttpRequest, revision: Revision) -> dict[str, Any]:
    keeper = permissions.may_keep_measures(request.user)
    entries = list(timeline(revision.ref)) if keeper else []
    context: dict[str, Any] = {
        "revision": revision,
        "measure": revision.measure,
        "heading": _number(revision),
        **_changes(revision),
        "text": written(revision.source, cases_of(revision)),
        "named": may_read_names(request.user),
        "may_keep": keeper,
        "may_write": permissions.may_write(request.user, revision),
        "may_decide": permissions.may_decide(request.user, revision),
        "is_author": keeper and revision.author_id == request.user.pk,
        "timeline": lines(entries, actor_names(entries), page_of=revision.ref),
        "crumbs": _crumbs(revision),
    }
    if revision.state not in permissions.PUBLIC:
        context |= _checked(revision, services.report_of(revision))
    return context


def _checked(revision: Revision, report: TextReport) -> dict[str, Any]:
    published = revision.measure.revisions.filter(state=RevisionState.PUBLISHED).only("pk", "number").first()
    outdated = published is not None and published.pk != revision.based_on_id
    return {
        "report": report,
        "faults": [_line(fault) for fault in report.faults],
        "advice": [_line(fault) for fault in report.advice],
        "cases": [(case, [finding_text(fault) for fault in case.faults]) for case in report.cases],
        "outdated": published if outdated else None,
    }


def _line(fault: Fault) -> tuple[int, str]:
    return fault.line, finding_text(fault)


def _changes(revision: Revision) -> dict[str, Any]:
    """What differs from the text it is based on: figures side by side, and every place of text and examples."""
    if revision.based_on_id is None:
        return {"changes": [], "figures": []}
    base = Revision.objects.only("source", "cases").get(pk=revision.based_on_id)
    before, after = ({**one.source, "cases": cases_of(one)} for one in (base, revision))
    return {
        "changes": [
            {"place": place_words(change.place), "before": change.before, "after": change.after}
            for change in differences(before, after)
        ],
        "figures": figure_changes(base.source, revision.source),
    }


def _crumbs(revision: Revision) -> list[tuple[str, str]]:
    return [
        (_("Incentives"), reverse("measures:measure_list")),
        (revision.measure.title, revision.measure.get_absolute_url()),
    ]


def _number(revision: Revision) -> str:
    return _("Text no. %(number)s") % {"number": revision.number}
