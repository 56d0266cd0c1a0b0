"""Who acts for an organisation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.accounts.queries import account_at
from hardtech.zone.common.refs import is_reference
from hardtech.zone.registry import permissions, services
from hardtech.zone.registry.choices import MembershipRole
from hardtech.zone.registry.forms import MemberForm
from hardtech.zone.registry.models import Membership, Organisation
from hardtech.zone.registry.views.organisations import find_or_404

__all__ = ["organisation_members"]


@login_required
def organisation_members(request: HttpRequest, ref: str) -> HttpResponse:
    """List, add, change the role, remove: one page, for owners and officers."""
    organisation = find_or_404(ref)
    if not permissions.may_manage_members(request.user, organisation):
        raise PermissionDenied
    form = MemberForm(request.POST if request.POST.get("action") == "add" else None)
    if request.method == "POST":
        changed = _add(request, organisation, form) if form.is_bound else _change(request, organisation)
        if changed == request.user:  # who left, or is owner no more, has no business on this page
            return redirect(organisation)
        if changed or not form.is_bound:
            return redirect("registry:organisation_members", organisation.ref)
    context = {
        "organisation": organisation,
        "crumbs": [
            (_("Organisations"), reverse("registry:organisation_list")),
            (organisation.name, organisation.get_absolute_url()),
        ],
        "form": form,
        "memberships": organisation.memberships.select_related("person__user").order_by("-role", "id"),
        "roles": MembershipRole.choices,
    }
    return render(request, "registry/organisation_members.html", context)


def _add(request: HttpRequest, organisation: Organisation, form: MemberForm) -> User | None:
    """Add by e-mail address. One answer for addresses without an account, with a closed one, and unconfirmed."""
    if not form.is_valid():
        return None
    user = account_at(form.cleaned_data["email"])
    if user is None:
        form.add_error(
            "email",
            _(
                "Nobody can be added under this address. Ask the person to sign up and confirm the address, then try again."
            ),
        )
        return None
    if Membership.objects.filter(person__user=user, organisation=organisation).exists():
        form.add_error("email", _("This person is a member already. Change the role in the list."))
        return None
    role = MembershipRole(form.cleaned_data["role"])
    services.add_member(actor=signed_in(request.user), organisation=organisation, user=user, role=role)
    messages.success(
        request, _("%(name)s now acts for %(organisation)s.") % {"name": user, "organisation": organisation}
    )
    return user


def _change(request: HttpRequest, organisation: Organisation) -> User | None:
    """Give another role, or end a membership. The last owner stays."""
    ref = request.POST.get("person", "")
    memberships = organisation.memberships.select_related("person__user")
    membership = memberships.filter(person__ref=ref).first() if is_reference(ref) else None
    if membership is None:
        raise Http404
    person, action, role = membership.person, request.POST.get("action"), request.POST.get("role")
    try:
        if action == "remove":
            services.remove_member(actor=signed_in(request.user), organisation=organisation, person=person)
            messages.success(request, _("%(name)s no longer acts for the organisation.") % {"name": person})
        elif action == "role" and role in MembershipRole.values and person.user is not None:
            services.add_member(
                actor=signed_in(request.user),
                organisation=organisation,
                user=person.user,
                role=MembershipRole(role),
            )
            messages.success(request, _("The role is changed."))
        else:
            raise Http404
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None
    return person.user
