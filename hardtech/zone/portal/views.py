"""The site's own pages: start, search, help, sources, and what machines ask for."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hardtech.zone.common.doors import room_pages, zone_figures
from hardtech.zone.market.choices import Status
from hardtech.zone.market.models import Need, Offer
from hardtech.zone.market.queries import published
from hardtech.zone.market.wording import TRL_MEANINGS
from hardtech.zone.portal.figures import articles, figures
from hardtech.zone.portal.finding import find, kinds, record_by_ref
from hardtech.zone.portal.steps import next_steps
from hardtech.zone.registry.choices import Field

__all__ = ["healthz", "help_page", "home", "robots", "search", "sources"]

NEWEST = 5
PRIVATE_PATHS = ("admin/", "i18n/", "search/")


def home(request: HttpRequest) -> HttpResponse:
    """What is new, what to do next, and numbers with their sources. Counts are of what is public."""
    steps = next_steps(request.user)
    context = {
        "steps": steps,
        "waiting": sum(step.waiting for step in steps),
        "offers": published(Offer).order_by("-published_at", "-id")[:NEWEST],
        "needs": published(Need).order_by("-published_at", "-id")[:NEWEST],
        "counts": [(figure, figure.count()) for figure in sorted(zone_figures, key=lambda one: one.order)],
        "fields": Field.choices,
        "figures": figures(front_page=True),
    }
    return render(request, "portal/home.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """One box for everything. A reference leads straight to its record."""
    text = request.GET.get("q", "").strip()
    if (record := record_by_ref(request.user, text)) is not None:
        return redirect(record)
    if not text:
        return render(request, "portal/search.html", {"result": None, "q": ""})
    result = find(request.user, request.GET)
    tabs = [
        {
            "label": kind.label,
            "url": f"?{_with(request, kind.code)}",
            "count": result.counts[kind.code],
            "current": kind == result.kind,
        }
        for kind in kinds()
    ]
    return render(
        request, "portal/search.html", {"result": result, "q": result.q, "tabs": tabs, "page": result.page}
    )


def help_page(request: HttpRequest) -> HttpResponse:
    context = {"trl": TRL_MEANINGS.items(), "statuses": Status.choices}
    return render(request, "portal/help.html", context)


def sources(request: HttpRequest) -> HttpResponse:
    """The documents, and every figure taken from them."""
    return render(request, "portal/sources.html", {"articles": articles(), "figures": figures()})


def robots(request: HttpRequest) -> HttpResponse:
    private = [*PRIVATE_PATHS, *(pages.prefix for pages in room_pages if pages.private)]
    lines = ["User-agent: *", *(f"Disallow: /{path}" for path in sorted(private)), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it here on pages that name no icon, such as files and errors of others."""
    return redirect(static("portal/favicon.svg"), permanent=True)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """For load balancers: 200 when the database answers, else 503. Says nothing about why: the log does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "down"}, status=503)
    return JsonResponse({"status": "ok", "database": "up"})


def _with(request: HttpRequest, kind: str) -> str:
    params = request.GET.copy()
    params.pop("page", None)
    params["in"] = kind
    return params.urlencode()
