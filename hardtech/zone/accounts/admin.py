from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.models import User


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    ordering = ("email",)
    list_display = ("email", "name", "is_technology_manager", "is_zone_officer", "is_superuser", "is_active")
    list_filter = ("is_technology_manager", "is_zone_officer", "is_superuser", "is_active", "is_demo")
    search_fields = ("email", "name", "ref")
    readonly_fields = ("ref", "date_joined", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "name", "password", "ref")}),
        (
            _("Roles"),
            {"fields": ("is_technology_manager", "is_zone_officer", "is_staff", "is_superuser", "is_active")},
        ),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "password1", "password2")}),)
