"""Addresses of the room."""

from django.urls.resolvers import URLPattern

app_name = "registry"

urlpatterns: list[URLPattern] = []
