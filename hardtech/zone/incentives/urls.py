"""Addresses of the room."""

from __future__ import annotations

from django.urls import URLPattern, path

from hardtech.zone.incentives.views import (
    acting,
    calendar,
    claims,
    desk,
    liaison,
    measures,
    owed,
    revisions,
    simulation,
)

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

CLAIMS = [
    path("measures/<str:ref>/claim/", claims.claim_new, name="claim_new"),
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/<str:ref>/", claims.claim_detail, name="claim_detail"),
    path("claims/<str:ref>/answer/", claims.claim_answer, name="claim_answer"),
    path("claims/<str:ref>/trace.json", claims.claim_trace, name="claim_trace"),
    path("claims/<str:ref>/do/<slug:act>/", acting.claim_act, name="claim_act"),
    path("payouts/<str:ref>/do/<slug:act>/", acting.payout_act, name="payout_act"),
    path("clawbacks/<str:ref>/settle/", acting.clawback_settle, name="clawback_settle"),
    path("desk/", desk.desk, name="desk"),
    path("desk/proposals/", desk.proposals, name="desk_proposals"),
    path("desk/proposals/confirm/", desk.confirm, name="desk_confirm"),
    path("desk/payouts/", desk.payouts, name="desk_payouts"),
    path("desk/payouts/export.<str:suffix>", desk.payout_export, name="payout_export"),
    path("desk/clawbacks/", desk.clawbacks, name="desk_clawbacks"),
    path("desk/all/", desk.all_claims, name="desk_all"),
    path("desk/all/export.<str:suffix>", desk.claim_export, name="claim_export"),
    path("desk/liaison/", liaison.liaison, name="liaison"),
]

urlpatterns: list[URLPattern] = [*MEASURES, *CLAIMS, *OWED]
