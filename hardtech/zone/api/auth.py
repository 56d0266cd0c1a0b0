"""Who asks: a key, a session, or nobody in particular. What they may do is decided in the rooms."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.services import user_for_key
from hardtech.zone.common.rest.problems import Problem

__all__ = ["Anybody", "BearerKey", "SessionCookie"]

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class BearerKey(HttpBearer):
    """`Authorization: Bearer ht_…`. A key that is not valid is refused, never taken for an anonymous visitor."""

    def __call__(self, request: HttpRequest) -> User | None:
        scheme, _space, key = request.headers.get(self.header, "").partition(" ")
        return self.authenticate(request, key.strip()) if scheme.lower() == self.openapi_scheme else None

    def authenticate(self, request: HttpRequest, token: str) -> User:
        user = user_for_key(token)
        if user is None:
            raise Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        request.user = user
        return user


class SessionCookie(APIKeyCookie):
    """The site's own session; what changes something must also carry the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> User | None:
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        if not isinstance(request.user, User):
            return None
        if check_csrf(request):
            raise Problem("csrf")
        return request.user


class Anybody:
    """What is public may be read by everybody; nothing is changed by nobody."""

    def __call__(self, request: HttpRequest) -> AnonymousUser | None:
        return AnonymousUser() if request.method in SAFE_METHODS else None
