"""Every error of the API as application/problem+json (RFC 9457), worded in the language of the request."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    ValidationError,
)
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as InputError

from hardtech.zone.api.wording import input_sentence
from hardtech.zone.common.rest.problems import KINDS, FieldError, Problem

__all__ = ["MEDIA_TYPE", "add_handlers", "answer", "problem_for_status"]

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/v1/docs"
BY_STATUS = {kind.status: kind.code for kind in reversed(KINDS.values())}
PARAMETER_SOURCES = {"query", "path"}


def answer(request: HttpRequest, problem: Problem) -> JsonResponse:
    """The response for a problem."""
    kind = problem.kind
    body: dict[str, Any] = {
        "type": f"{DOCS}#problem-{kind.code}",
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(problem.detail or kind.advice),
        "instance": request.path,
        "code": kind.code,
        "errors": [_field_error(error) for error in problem.errors],
        **problem.members,
    }
    headers = dict(problem.headers)
    if kind.status == 401:
        headers.setdefault("WWW-Authenticate", "Bearer")
    return JsonResponse(body, status=kind.status, content_type=MEDIA_TYPE, headers=headers)


def problem_for_status(status: int) -> Problem:
    """The problem that stands for an answer of Django's own."""
    code = BY_STATUS.get(status) or ("malformed" if status < 500 else "internal")
    return Problem(code)


def add_handlers(api: NinjaAPI) -> None:
    """Teach the API to answer each kind of exception that rooms raise."""

    def on(kinds: Iterable[type[Exception]], make: Any) -> None:
        for kind in kinds:
            api.add_exception_handler(kind, lambda request, error: answer(request, make(request, error)))

    on([Problem], lambda _request, problem: problem)
    on([InputError], _from_input)
    on([ValidationError], _from_validation)
    on([HttpError], lambda _request, error: problem_for_status(error.status_code))
    on([Http404, ObjectDoesNotExist], lambda _request, _error: Problem("not_found"))
    on([PermissionDenied], _from_permission)
    on([RequestDataTooBig], lambda _request, _error: Problem("too_large"))
    on([IntegrityError], _from_integrity)
    on([OperationalError], _from_outage)
    on([Exception], _from_bug)


def _field_error(error: FieldError) -> dict[str, Any]:
    pointer = "".join(f"/{_escaped(str(part))}" for part in error.path)
    return {
        "where": error.where,
        "field": ".".join(str(part) for part in error.path),
        "pointer": f"#{pointer}" if error.where == "body" else None,
        "detail": str(error.detail),
        "code": error.code,
    }


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _from_input(_request: HttpRequest, error: InputError) -> Problem:
    """Errors of pydantic: the first part of their place says where, the second names our argument."""
    errors = []
    for one in error.errors:
        source, *path = one["loc"]
        if source not in PARAMETER_SOURCES:
            source, path = "body", path[1:]
        errors.append(FieldError(tuple(path), input_sentence(one), one["type"], where=source))
    return Problem("invalid", errors=errors)


def _from_validation(_request: HttpRequest, error: ValidationError) -> Problem:
    """Errors of services and models; a wrong status is a conflict, not a wrong value."""
    by_field: Mapping[str, list[ValidationError]]
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    errors = [
        FieldError(() if name == NON_FIELD_ERRORS else (name,), " ".join(one.messages), one.code or "invalid")
        for name, ones in by_field.items()
        for one in ones
    ]
    if {one.code for one in errors} == {"status"}:
        return Problem("conflict", errors[0].detail)
    return Problem("invalid", errors=errors)


def _from_permission(request: HttpRequest, _error: PermissionDenied) -> Problem:
    return Problem("forbidden" if request.user.is_authenticated else "unauthenticated")


def _from_integrity(request: HttpRequest, error: IntegrityError) -> Problem:
    log.warning("Two writers met at %r", request.path, exc_info=error)
    return Problem("conflict")


def _from_outage(request: HttpRequest, error: OperationalError) -> Problem:
    log.error("The database does not answer at %r", request.path, exc_info=error)
    return Problem("unavailable")


def _from_bug(request: HttpRequest, error: Exception) -> Problem:
    log.error("Unexpected error at %r", request.path, exc_info=error)
    return Problem("internal")
