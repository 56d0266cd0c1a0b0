"""Addresses of the room."""

from django.urls import path

from hardtech.zone.registry.views import fields, listing, members, merging, organisations, people

app_name = "registry"

urlpatterns = [
    path("organisations/", listing.organisation_list, name="organisation_list"),
    path("organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("organisations/export.<str:suffix>", listing.organisation_export, name="organisation_export"),
    path("organisations/<str:ref>/", organisations.organisation_detail, name="organisation_detail"),
    path("organisations/<str:ref>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path("organisations/<str:ref>/members/", members.organisation_members, name="organisation_members"),
    path("organisations/<str:ref>/merge/", merging.organisation_merge, name="organisation_merge"),
    path("people/", people.person_list, name="person_list"),
    path("people/<str:ref>/", people.person_detail, name="person_detail"),
    path("people/<str:ref>/edit/", people.person_edit, name="person_edit"),
    path("fields/", fields.field_list, name="field_list"),
]
