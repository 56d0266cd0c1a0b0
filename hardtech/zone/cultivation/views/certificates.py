"""Recording, mending and revoking certificates."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.versions import is_stale, version_of
from hardtech.zone.cultivation import permissions, queries
from hardtech.zone.cultivation.forms import CertificateForm, RevocationForm
from hardtech.zone.cultivation.models import Certificate
from hardtech.zone.cultivation.services import certificates as services
from hardtech.zone.cultivation.views.ladder import find_or_404
from hardtech.zone.measures.rulebook import current_rulebook
from hardtech.zone.registry.models import Organisation
from hardtech.zone.workshop.pages import attach

__all__ = ["certificate_edit", "certificate_new", "certificate_revoke"]


@login_required
def certificate_new(request: HttpRequest, ref: str) -> HttpResponse:
    organisation = find_or_404(request, ref)
    if not permissions.may_record(request.user, organisation):
        raise PermissionDenied
    initial = {"tier": request.GET.get("tier", "")}
    form = CertificateForm(request.POST or None, rulebook=current_rulebook(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            certificate = services.record_certificate(
                actor=signed_in(request.user), organisation=organisation, values=form.values
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(
                request, _("The certificate is on file: %(tier)s.") % {"tier": certificate.get_tier_display()}
            )
            return redirect("cultivation:ladder", organisation.ref)
    context = {"form": form, "organisation": organisation, "crumbs": _crumbs(organisation)}
    return render(request, "cultivation/certificate_form.html", context)


@login_required
def certificate_edit(request: HttpRequest, certificate_ref: str) -> HttpResponse:
    certificate = _certificate(request, certificate_ref)
    version = version_of(certificate)
    form = CertificateForm(request.POST or None, rulebook=current_rulebook(), instance=certificate)
    seen, status = request.POST.get("version", ""), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.mend_certificate(
                actor=signed_in(request.user), certificate=certificate, values=form.values, seen=seen
            )
        except ValidationError as error:
            attach(form, error)
            if is_stale(error):
                seen, status = "", 409
        else:
            messages.success(request, _("Your changes are saved."))
            return redirect("cultivation:ladder", certificate.organisation.ref)
    context = {
        "form": form,
        "organisation": certificate.organisation,
        "certificate": certificate,
        "version": seen or version,
        "crumbs": _crumbs(certificate.organisation),
    }
    return render(request, "cultivation/certificate_form.html", context, status=status)


@login_required
def certificate_revoke(request: HttpRequest, certificate_ref: str) -> HttpResponse:
    certificate = _certificate(request, certificate_ref)
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_certificate(
                actor=signed_in(request.user),
                certificate=certificate,
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The certificate is revoked."))
            return redirect("cultivation:ladder", certificate.organisation.ref)
    context = {
        "form": form,
        "organisation": certificate.organisation,
        "certificate": certificate,
        "crumbs": _crumbs(certificate.organisation),
    }
    return render(request, "cultivation/certificate_revoke.html", context)


def _certificate(request: HttpRequest, ref: str) -> Certificate:
    """One that the visitor may not see does not exist for them."""
    try:
        certificate = queries.find_certificate(request.user, ref)
    except Certificate.DoesNotExist:
        raise Http404 from None
    if not permissions.may_record(request.user, certificate.organisation):
        raise PermissionDenied
    return certificate


def _crumbs(organisation: Organisation) -> list[tuple[str, str]]:
    return [
        (organisation.name, organisation.get_absolute_url()),
        (_("Ladder"), reverse("cultivation:ladder", args=[organisation.ref])),
    ]
