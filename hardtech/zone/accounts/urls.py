"""Addresses of the room; signing in and all around it is allauth's, under /accounts/."""

from django.urls import path

from hardtech.zone.accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.profile, name="profile"),
    path("welcome/", views.welcome, name="welcome"),
    path("tokens/new/", views.token_create, name="token_create"),
    path("tokens/revoke/", views.token_revoke_all, name="token_revoke_all"),
    path("tokens/<int:token_id>/revoke/", views.token_revoke, name="token_revoke"),
]
