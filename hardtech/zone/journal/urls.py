"""Addresses of the room."""

from django.urls import path

from hardtech.zone.journal import views

app_name = "journal"

urlpatterns = [path("", views.timeline, name="timeline")]
