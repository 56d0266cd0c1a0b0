"""Addresses of the room."""

from __future__ import annotations

from django.urls import URLPattern, path

from hardtech.zone.incentives.views import acting, calendar, claims, desk, liaison, owed

app_name = "incentives"

OWED = [
    path("calendar/", calendar.window_calendar, name="calendar"),
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

urlpatterns: list[URLPattern] = [*CLAIMS, *OWED]
