"""What can go wrong in the API, named once (RFC 9457). The shell (`zone.api.errors`) turns it into an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ninja import Field, Schema

from hardtech.zone.common.rest.words import _

__all__ = ["KINDS", "FieldError", "Kind", "Problem", "ProblemOut"]


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its stable code, its HTTP status, and what to do about it."""

    code: str
    status: int
    title: str
    advice: str


KINDS = {
    kind.code: kind
    for kind in [
        Kind("malformed", 400, _("The request can't be read"), _("Send one JSON document in UTF-8.")),
        Kind(
            "unauthenticated",
            401,
            _("Nobody is signed in, or the key is not valid"),
            _("Send “Authorization: Bearer ht_…” with a key from your profile page, or sign in."),
        ),
        Kind(
            "forbidden",
            403,
            _("You may not do this"),
            _("Ask an owner of the organisation, or a zone officer."),
        ),
        Kind(
            "csrf",
            403,
            _("The request doesn't prove that it comes from this site"),
            _("With a session, send the header X-CSRFToken. With a key it is not needed."),
        ),
        Kind(
            "not_found",
            404,
            _("There is no such record, or you may not see it"),
            _("Check the reference, and that you are signed in."),
        ),
        Kind(
            "method_not_allowed",
            405,
            _("This address doesn't take that method"),
            _("The header Allow names those it takes."),
        ),
        Kind(
            "conflict",
            409,
            _("The record is in another state than this asks for"),
            _("Fetch it again: somebody may have changed it."),
        ),
        Kind(
            "possible_duplicate",
            409,
            _("This organisation may stand in the registry already"),
            _("Look at the “duplicates”. If it is none of them, send it again with despite_duplicates=true."),
        ),
        Kind("too_large", 413, _("The request is too large"), _("Send fewer records, or shorter texts.")),
        Kind(
            "invalid",
            422,
            _("Some values are not valid"),
            _("“errors” names each field and what is wrong with it."),
        ),
        Kind(
            "too_many_requests",
            429,
            _("Too many requests"),
            _("Wait for as long as the header Retry-After says."),
        ),
        Kind(
            "internal",
            500,
            _("Something went wrong on our side"),
            _("Nothing was half-written. Try again; if it stays, tell the zone the time and the address."),
        ),
        Kind("unavailable", 503, _("The service is not available now"), _("Try again in a minute.")),
    ]
}


@dataclass(frozen=True)
class FieldError:
    """One value that was refused. `path` leads to it: `("requirements", 0, "value")`."""

    path: tuple[str | int, ...]
    detail: str
    code: str
    where: Literal["body", "query", "path"] = "body"


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """Raised by endpoints. `members` are added to the answer as they are."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.kind = KINDS[code]
        self.detail = detail
        self.errors = tuple(errors)
        self.members = dict(members or {})
        self.headers = dict(headers or {})


class FieldErrorOut(Schema):
    """One refused value."""

    where: Literal["body", "query", "path"] = Field(examples=["body"])
    field: str = Field(description=_("Names and places, joined by dots."), examples=["requirements.0.value"])
    pointer: str | None = Field(
        description=_("JSON Pointer into the body; null for a parameter."),
        examples=["#/requirements/0/value"],
    )
    detail: str = Field(examples=["This is required."])
    code: str = Field(examples=["missing"])


class ProblemOut(Schema):
    """What every error looks like: application/problem+json (RFC 9457)."""

    type: str = Field(
        description=_("Where this kind of problem is explained."), examples=["/api/v1/docs#problem-invalid"]
    )
    title: str = Field(examples=["Some values are not valid"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["“errors” names each field and what is wrong with it."])
    instance: str = Field(description=_("The address that was asked."), examples=["/api/v1/offers"])
    code: str = Field(description=_("The kind of problem: stable, made for programs."), examples=["invalid"])
    errors: list[FieldErrorOut] = []
