"""Every address of the site: rooms, doors, accounts."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from hardtech.zone.accounts.languages import choose_language

# The administration has a sign-in page of its own that knows neither second step nor rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("hardtech.zone.portal.urls")),
    path("registry/", include("hardtech.zone.registry.urls")),
    path("market/", include("hardtech.zone.market.urls")),
    path("facts/", include("hardtech.zone.facts.urls")),
    path("incentives/", include("hardtech.zone.measures.urls")),
    path("incentives/", include("hardtech.zone.incentives.urls")),
    path("cultivation/", include("hardtech.zone.cultivation.urls")),
    path("journal/", include("hardtech.zone.journal.urls")),
    path("account/", include("hardtech.zone.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", choose_language, name="set_language"),
    path("api/", include("hardtech.zone.api.urls")),
    path("admin/", admin.site.urls),
]
