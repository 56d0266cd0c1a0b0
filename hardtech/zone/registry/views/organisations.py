"""One organisation: its page, entering it, changing it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hardtech.zone.accounts.permissions import may_read_names, signed_in
from hardtech.zone.common.figures import figure
from hardtech.zone.common.panels import panels_at
from hardtech.zone.common.versions import is_stale, version_of
from hardtech.zone.journal.queries import actor_names
from hardtech.zone.journal.wording import lines
from hardtech.zone.registry import permissions, queries, services
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.forms import OrganisationForm
from hardtech.zone.registry.models import CitedFact, Organisation
from hardtech.zone.workshop.pages import attach

__all__ = ["find_or_404", "organisation_detail", "organisation_edit", "organisation_new"]

TIMELINE_LENGTH = 12


def find_or_404(ref: str) -> Organisation:
    """The organisation behind the reference, or behind the one that it was merged into."""
    try:
        return queries.find_organisation(ref)
    except Organisation.DoesNotExist:
        raise Http404 from None


def organisation_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """All that the registry knows, and what rooms above add. The reference of a merged one leads on."""
    organisation = find_or_404(ref)
    if organisation.ref != ref:
        return redirect(organisation)
    entries = list(queries.organisation_timeline(request.user, organisation)[:TIMELINE_LENGTH])
    named = may_read_names(request.user)
    names = actor_names(entries) if named else {}
    context = {
        "organisation": organisation,
        "crumbs": [(_("Organisations"), reverse("registry:organisation_list"))],
        "fields": [(code, Field(code).label) for code in organisation.fields],
        "facts": [_shown(fact) for fact in organisation.facts.all()],
        "memberships": organisation.memberships.select_related("person").order_by("-role", "id"),
        "merged": organisation.merged_from.order_by("id"),
        "timeline": lines(entries, names, show_people=named, page_of=ref),
        "panels": panels_at("organisation", request, organisation),
        "may_edit": permissions.may_edit(request.user, organisation),
        "may_manage_members": permissions.may_manage_members(request.user, organisation),
        "may_merge": permissions.may_merge(request.user),
    }
    return render(request, "registry/organisation_detail.html", context)


@login_required
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation. The first answer shows which ones it may be already."""
    form = OrganisationForm(request.POST or None)
    duplicates: list[Organisation] = []
    if request.method == "POST" and form.is_valid():
        duplicates = _possible_duplicates(form)
        seen = set(request.POST.get("seen", "").split(","))
        if {one.ref for one in duplicates} <= seen:
            organisation = _create(request, form)
            if organisation is not None:
                messages.success(
                    request, _("%(name)s now stands in the registry.") % {"name": organisation.name}
                )
                return redirect(organisation)
    context = {"form": form, "duplicates": duplicates, "seen": ",".join(one.ref for one in duplicates)}
    return render(request, "registry/organisation_form.html", context)


@login_required
def organisation_edit(request: HttpRequest, ref: str) -> HttpResponse:
    organisation = find_or_404(ref)
    if not permissions.may_edit(request.user, organisation):
        raise PermissionDenied
    form = OrganisationForm(request.POST or None, instance=organisation)
    seen, status = request.POST.get("version", ""), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.update_organisation(
                actor=signed_in(request.user), organisation=organisation, values=form.values, seen=seen
            )
        except ValidationError as error:
            attach(form, error)
            if is_stale(error):
                seen, status = "", 409
        else:
            messages.success(request, _("Your changes are saved."))
            return redirect("registry:organisation_detail", organisation.ref)
    organisation = find_or_404(ref)  # the form has written into the other one
    context = {"form": form, "organisation": organisation, "version": seen or version_of(organisation)}
    return render(request, "registry/organisation_form.html", context, status=status)


def _possible_duplicates(form: OrganisationForm) -> list[Organisation]:
    values = form.values
    return queries.possible_duplicates(
        names=[values["name_en"], values["name_zh"], *values["aliases"]],
        uscc=values["uscc"],
        ror=values["ror"],
        province=values["province"],
    )


def _create(request: HttpRequest, form: OrganisationForm) -> Organisation | None:
    try:
        return services.create_organisation(actor=signed_in(request.user), values=form.values)
    except ValidationError as error:
        attach(form, error)
        return None


def _shown(fact: CitedFact) -> dict[str, object]:
    value, unit = figure(fact.value, fact.unit)
    article, _colon, locator = fact.citation.partition(": ")
    return {"fact": fact, "value": value, "unit": unit, "article": article, "locator": locator}
