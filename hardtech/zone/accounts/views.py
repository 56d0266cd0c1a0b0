"""One's own account: profile, API tokens, and what to do after signing up."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hardtech.zone.accounts import services
from hardtech.zone.accounts.forms import AccountForm, ApiTokenForm
from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.panels import panels_at

__all__ = ["profile", "token_create", "token_revoke", "token_revoke_all", "welcome"]


@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, organisations, sign-in and tokens on one page."""
    form = AccountForm(request.POST or None, instance=_fresh(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your changes are saved."))
        return redirect("accounts:profile")
    return _page(request, form=form)


@login_required
@never_cache
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def token_create(request: HttpRequest) -> HttpResponse:
    """Make a token, for whoever just showed that it is them. Its key stands in this answer and nowhere else."""
    form = ApiTokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token_form=form)
    token, key = services.create_api_token(user=_fresh(request), name=form.cleaned_data["name"])
    return _page(request, new_token=token, new_key=key)


@login_required
@require_POST
def token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    if not services.revoke_api_token(user=_fresh(request), token_id=token_id):
        raise Http404
    messages.success(request, _("The token is revoked: it no longer opens anything."))
    return redirect("accounts:profile")


@login_required
@require_POST
def token_revoke_all(request: HttpRequest) -> HttpResponse:
    services.revoke_all_api_tokens(user=_fresh(request))
    messages.success(request, _("All your tokens are revoked: none of them opens anything any more."))
    return redirect("accounts:profile")


@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """After signing up: enter or join an organisation."""
    return render(request, "account/welcome.html", {"email_verified": _is_verified(_fresh(request))})


def _page(request: HttpRequest, **context: object) -> HttpResponse:
    user = _fresh(request)
    tokens = list(user.api_tokens.order_by("-created_at"))
    changed = user.password_set_at
    defaults = {
        "form": AccountForm(instance=user),
        "token_form": ApiTokenForm(),
        "tokens": tokens,
        "outlived": changed if changed and any(token.created_at < changed for token in tokens) else None,
        "email_verified": _is_verified(user),
        "mfa_enabled": is_mfa_enabled(user),
        "panels": panels_at("profile", request, user),
    }
    return render(request, "account/profile.html", {**defaults, **context})


def _fresh(request: HttpRequest) -> User:
    """The account as stored: a form with errors must not change the name in the page's head."""
    return User.objects.get(pk=signed_in(request.user).pk)


def _is_verified(user: User) -> bool:
    found: bool = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()
    return found
