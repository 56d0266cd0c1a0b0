"""Addresses of the room."""

from django.urls.resolvers import URLPattern

app_name = "market"

urlpatterns: list[URLPattern] = []
