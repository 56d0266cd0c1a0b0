"""The language in which the zone writes to somebody: the one in which they read it last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import check_for_language, get_language, override
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from hardtech.zone.accounts.models import User

__all__ = ["choose_language", "note_at_sign_in", "reading"]


@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Django's switch of languages; who is signed in keeps the choice for their mail."""
    chosen = request.POST.get("language", "")
    known = dict(settings.LANGUAGES)
    if isinstance(request.user, User) and chosen in known and check_for_language(chosen):
        _note(request.user, chosen)
    return set_language(request)


def note_at_sign_in(sender: object, user: Any, **_kwargs: object) -> None:
    """Keep the language of the page on which somebody signs in."""
    if isinstance(user, User):
        _note(user, get_language() or settings.LANGUAGE_CODE)


def _note(user: User, language: str) -> None:
    if user.language != language:
        user.language = language
        User.objects.filter(pk=user.pk).update(language=language)


@contextmanager
def reading(user: User) -> Iterator[None]:
    """What is worded inside is worded for `user`."""
    with override(user.language or settings.LANGUAGE_CODE):
        yield


user_logged_in.connect(note_at_sign_in, dispatch_uid="accounts.language")
