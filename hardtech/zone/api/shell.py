"""The API's shell: each room's router mounted once, under one authentication and one form of error."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language, override
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.responses import NinjaJSONEncoder

from hardtech.zone.api.auth import Anybody, BearerKey, SessionCookie
from hardtech.zone.api.docs import docs_page
from hardtech.zone.api.errors import add_handlers
from hardtech.zone.api.openapi import complete
from hardtech.zone.common.doors import room_apis
from hardtech.zone.common.rest.words import _

__all__ = ["api", "urlpatterns"]

VERSION = "1.1"
TITLE = "Hardtech"


class ZoneApi(NinjaAPI):
    """Ninja's API with a complete description."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        complete(document)
        return document

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return reverse("api:root", kwargs=path_params)


api = ZoneApi(
    title=TITLE,
    version=VERSION,
    description=_(
        "The registry and the market of the zone for programs. Public records can be read by everybody; for "
        "anything else send a key from your profile page. Sums are whole fen (hundredths) under keys that end in "
        "_fen, or texts with their unit; a number alone is refused."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="v1",
    auth=[BearerKey(), SessionCookie(), Anybody()],
    openapi_extra={
        "tags": [
            {"name": tag.code, "x-displayName": tag.title, "description": tag.text}
            for room in room_apis
            for tag in room.tags
        ]
    },
)
add_handlers(api)
for room in room_apis:
    api.add_router("", import_string(room.router))


def root(request: HttpRequest) -> JsonResponse:
    """Where to go from here."""
    links = {name: request.build_absolute_uri(name) for room in room_apis for name in room.links}
    links["openapi"] = request.build_absolute_uri(reverse("api:openapi"))
    links["docs"] = request.build_absolute_uri(reverse("api:docs"))
    return JsonResponse(links)


@cache
def document_in(language: str) -> str:
    """The OpenAPI document as JSON, made once for each language: it takes most of a second."""
    with override(language):
        return json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder, ensure_ascii=False)


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 document, in the language of the request."""
    return HttpResponse(
        document_in(get_language() or settings.LANGUAGE_CODE), content_type="application/json"
    )


def docs(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    return docs_page(request, json.loads(document_in(get_language() or settings.LANGUAGE_CODE)))


urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", root, name="root"),
    path("v1/openapi.json", openapi, name="openapi"),
    path("v1/docs", docs, name="docs"),
    path("v1/", api.urls),
]
