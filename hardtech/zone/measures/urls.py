"""Addresses of the room, beside those of the incentives: people see one part of the site."""

from __future__ import annotations

from django.urls import URLPattern, path

from hardtech.zone.measures.views import measures, revisions, simulation

app_name = "measures"

urlpatterns: list[URLPattern] = [
    path("", measures.measure_list, name="measure_list"),
    path("measures/<str:ref>/", measures.measure_detail, name="measure_detail"),
    path("measures/<str:ref>/draft/", revisions.revision_new, name="revision_new"),
    path("measures/<str:ref>/automatic-payment/", measures.automatic_payment, name="automatic_payment"),
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
