"""Addresses of the room."""

from __future__ import annotations

from django.urls import URLPattern, path

from hardtech.zone.incentives.views import calendar, measures, owed, revisions, simulation

app_name = "incentives"

MEASURES = [
    path("", measures.measure_list, name="measure_list"),
    path("calendar/", calendar.window_calendar, name="calendar"),
    path("measures/<str:ref>/", measures.measure_detail, name="measure_detail"),
    path("measures/<str:ref>/draft/", revisions.revision_new, name="revision_new"),
    path("measures/<str:ref>/unasked/", measures.measure_unasked, name="measure_unasked"),
    path("revisions/", revisions.revision_list, name="revision_list"),
    path("revisions/<str:ref>/", revisions.revision_detail, name="revision_detail"),
    path("revisions/<str:ref>/figures/", revisions.revision_figures, name="revision_figures"),
    path("revisions/<str:ref>/text/", revisions.revision_text, name="revision_text"),
    path("revisions/<str:ref>/simulation/", simulation.simulation, name="simulation"),
    path(
        "revisions/<str:ref>/simulation/export.<str:suffix>",
        simulation.simulation_export,
        name="simulation_export",
    ),
    path("revisions/<str:ref>/actions/<str:action>/", revisions.revision_action, name="revision_action"),
]

OWED = [
    path("owed/", owed.owed_list, name="owed_list"),
    path("owed/<str:ref>/", owed.owed_detail, name="owed"),
    path("owed/<str:ref>/question/", owed.question, name="question"),
    path("owed/<str:ref>/<str:measure>/", owed.verdict_detail, name="verdict"),
    path("owed/<str:ref>/<str:measure>/trace.json", owed.verdict_trace, name="verdict_trace"),
]

urlpatterns: list[URLPattern] = [*MEASURES, *OWED]
