"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from hardtech.zone.facts import views

app_name = "facts"

urlpatterns = [
    path("<str:ref>/", views.facts_detail, name="facts_detail"),
    path("<str:ref>/enter/", views.enter, name="enter"),
    path("<str:ref>/state/<slug:part>/", views.state, name="state"),
    path("<str:ref>/history/<slug:name>/", views.history, name="history"),
]
