"""The API's shell: each room's router mounted once, under one authentication and one form of error."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import get_language, override
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.responses import NinjaJSONEncoder

from hardtech.zone.api.auth import Anybody, BearerKey, SessionCookie
from hardtech.zone.api.docs import docs_page
from hardtech.zone.api.errors import add_handlers
from hardtech.zone.api.openapi import complete
from hardtech.zone.common.rest.words import _
from hardtech.zone.cultivation.api import router as cultivation
from hardtech.zone.facts.api import router as facts
from hardtech.zone.incentives.api import router as incentives
from hardtech.zone.market.api import router as market
from hardtech.zone.measures.api import router as measures
from hardtech.zone.registry.api import router as registry

__all__ = ["api", "urlpatterns"]

VERSION = "1"
TITLE = "Hardtech"
TAGS = {
    "registry": (_("Registry"), _("Organisations, people and the eight fields of hard technology.")),
    "facts": (_("Facts on file"), _("What organisations state of themselves, for those who may see it.")),
    "measures": (_("Measures"), _("Texts of measures: for whom, what they give, under which conditions.")),
    "incentives": (_("Incentives"), _("What measures say of organisations, claims, and what is paid.")),
    "cultivation": (_("Cultivation"), _("Tiers that organisations hold, and what leads to the next one.")),
    "offers": (_("Offers"), _("Technologies on offer: results, patents, know-how.")),
    "needs": (_("Needs"), _("Problems that companies want solved.")),
    "matches": (_("Matches"), _("Ranked matches of needs and offers, and what was decided on them.")),
}


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
        "anything else send a key from your profile page. Money is a whole number of fen (hundredths)."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="v1",
    auth=[BearerKey(), SessionCookie(), Anybody()],
    openapi_extra={
        "tags": [
            {"name": name, "x-displayName": title, "description": text}
            for name, (title, text) in TAGS.items()
        ]
    },
)
add_handlers(api)
api.add_router("", registry)
api.add_router("", facts)
api.add_router("", market)
api.add_router("", measures)
api.add_router("", incentives)
api.add_router("", cultivation)


def root(request: HttpRequest) -> JsonResponse:
    """Where to go from here."""
    names = ["organisations", "persons", "fields", "offers", "needs", "me"]
    links = {name: request.build_absolute_uri(name) for name in names}
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
