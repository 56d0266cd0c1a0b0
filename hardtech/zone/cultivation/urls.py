"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from hardtech.zone.cultivation.views import certificates, ladder, pipeline

app_name = "cultivation"

urlpatterns = [
    path("", pipeline.pipeline, name="pipeline"),
    path("export.<str:suffix>", pipeline.pipeline_export, name="pipeline_export"),
    path("fields/", pipeline.by_field, name="by_field"),
    path("holders/<str:tier>/", pipeline.holder_list, name="holders"),
    path("holders/<str:tier>/export.<str:suffix>", pipeline.holder_export, name="holder_export"),
    path("<str:ref>/", ladder.ladder, name="ladder"),
    path("<str:ref>/certificates/new/", certificates.certificate_new, name="certificate_new"),
    path("certificates/<str:certificate_ref>/", certificates.certificate_edit, name="certificate_edit"),
    path(
        "certificates/<str:certificate_ref>/revoke/",
        certificates.certificate_revoke,
        name="certificate_revoke",
    ),
]
