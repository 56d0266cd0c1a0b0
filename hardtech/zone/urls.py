"""Every address of the site: those that the rooms declare, and Django's."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from hardtech.zone.accounts.languages import choose_language
from hardtech.zone.common.doors import room_pages

# The administration has a sign-in page of its own that knows neither second step nor rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    *(path(pages.prefix, include(pages.urls)) for pages in room_pages),
    path("i18n/setlang/", choose_language, name="set_language"),
    path("admin/", admin.site.urls),
]
