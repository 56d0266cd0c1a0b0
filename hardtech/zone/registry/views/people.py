"""People of the registry."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.panels import panels_at
from hardtech.zone.registry import permissions, queries, services
from hardtech.zone.registry.choices import Field
from hardtech.zone.registry.forms import PersonForm
from hardtech.zone.registry.models import Membership, Person
from hardtech.zone.workshop.pages import attach

__all__ = ["person_detail", "person_edit", "person_list"]

PER_PAGE = 25


def person_list(request: HttpRequest) -> HttpResponse:
    """By name, position, ORCID or organisation."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:300]
    people = queries.people().prefetch_related(_with_organisations())
    if q:
        people = people.filter(_anywhere(q)).distinct()
    page = Paginator(people.order_by("name_en", "name_zh", "id"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "registry/person_list.html", {"page": page, "q": q})


def person_detail(request: HttpRequest, ref: str) -> HttpResponse:
    person = _find_or_404(ref)
    prefetch_related_objects([person], _with_organisations())
    context = {
        "person": person,
        "crumbs": [(_("People"), reverse("registry:person_list"))],
        "fields": [(code, Field(code).label) for code in person.fields],
        "panels": panels_at("person", request, person),
        "may_edit": permissions.may_edit_person(request.user, person),
    }
    return render(request, "registry/person_detail.html", context)


@login_required
def person_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """One's own entry, or as an officer anybody's."""
    person = _find_or_404(ref)
    if not permissions.may_edit_person(request.user, person):
        raise PermissionDenied
    form = PersonForm(request.POST or None, instance=_find_or_404(ref))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_person(actor=signed_in(request.user), person=person, values=form.values)
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("Your changes are saved."))
            return redirect(person)
    return render(request, "registry/person_form.html", {"form": form, "person": person})


def _find_or_404(ref: str) -> Person:
    try:
        return queries.find_person(ref)
    except Person.DoesNotExist:
        raise Http404 from None


def _with_organisations() -> Prefetch[str]:
    memberships: QuerySet[Membership] = Membership.objects.select_related("organisation").order_by("id")
    return Prefetch("memberships", queryset=memberships)


def _anywhere(q: str) -> Q:
    columns = ("name_en", "name_zh", "title", "orcid", "organisations__name_en", "organisations__name_zh")
    condition = Q(ref__iexact=q)
    for column in columns:
        condition |= Q(**{f"{column}__icontains": q})
    return condition
