"""Template tags of the site's shell."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template import Context

from hardtech.zone.portal.navigation import Link, links_for

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Link]:
    """The navigation links of the visitor; none on pages rendered without a request."""
    request = context.get("request")
    return links_for(request) if isinstance(request, HttpRequest) and hasattr(request, "user") else []
