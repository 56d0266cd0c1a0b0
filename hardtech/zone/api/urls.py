"""Addresses of the API."""

from hardtech.zone.api.shell import urlpatterns

app_name = "api"

__all__ = ["app_name", "urlpatterns"]
