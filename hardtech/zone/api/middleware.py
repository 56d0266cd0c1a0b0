"""Errors that never reach the API itself — an unknown address, a wrong method, a fault below — in its form too."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hardtech.zone.api.errors import MEDIA_TYPE, answer, problem_for_status

__all__ = ["problems_for_programs"]

ROOT = "/api/"
FIRST_ERROR = 400
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")

Handler = Callable[[HttpRequest], HttpResponseBase]


def problems_for_programs(get_response: Handler) -> Handler:
    """Below /api/ every error is application/problem+json."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if (
            not request.path.startswith(ROOT)
            or response.status_code < FIRST_ERROR
            or response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
        ):
            return response
        problem = problem_for_status(response.status_code)
        problem.headers.update({name: response[name] for name in KEPT_HEADERS if name in response.headers})
        return answer(request, problem)

    return middleware
