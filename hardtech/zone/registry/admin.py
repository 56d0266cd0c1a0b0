"""The registry and the accounts in the administration.

The registry is for looking up: changes go through the pages, which tell the journal. Accounts get their roles here; their
administration stands in this room because that of `accounts`, below the journal, could tell it nothing.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hardtech.zone.accounts.models import User
from hardtech.zone.accounts.permissions import signed_in
from hardtech.zone.common.read_only_admin import ReadOnlyAdmin
from hardtech.zone.journal import services as journal
from hardtech.zone.registry.models import CitedFact, Membership, Organisation, Person

ROLES = ("is_technology_manager", "is_zone_officer", "is_staff", "is_superuser", "is_active")


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin[Organisation]):
    list_display = ("ref", "name_en", "name_zh", "kind", "province", "city", "merged_into")
    list_filter = ("kind", "is_demo", "exchange")
    list_select_related = ("merged_into",)
    search_fields = ("ref", "name_en", "name_zh", "uscc", "ror", "source_id")


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin[Person]):
    list_display = ("ref", "name_en", "name_zh", "title", "orcid")
    search_fields = ("ref", "name_en", "name_zh", "orcid", "source_id")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin[Membership]):
    list_display = ("person", "organisation", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("person", "organisation")


@admin.register(CitedFact)
class FactAdmin(admin.ModelAdmin[CitedFact]):
    """Facts are kept here, each with its citation; the journal is told as everywhere."""

    list_display = ("organisation", "statement_en", "relation", "value", "unit", "as_of", "citation")
    list_select_related = ("organisation",)
    search_fields = ("statement_en", "statement_zh", "citation")
    raw_id_fields = ("organisation",)

    def save_model(self, request: HttpRequest, obj: CitedFact, form: Any, change: bool) -> None:  # noqa: FBT001 - Django calls it so
        super().save_model(request, obj, form, change)
        self._tell(request, obj, "changed" if change else "added")

    def delete_model(self, request: HttpRequest, obj: CitedFact) -> None:
        super().delete_model(request, obj)
        self._tell(request, obj, "removed")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CitedFact]) -> None:
        for fact in queryset:
            self.delete_model(request, fact)

    @staticmethod
    def _tell(request: HttpRequest, fact: CitedFact, what: str) -> None:
        data = {"statement": fact.statement_en, "citation": fact.citation}
        verb = f"organisation.fact_{what}"
        journal.record(actor=signed_in(request.user), verb=verb, subject=fact.organisation, data=data)


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    """Who is what in the zone. An account is closed, not deleted: the journal names it by its reference."""

    ordering = ("email",)
    list_display = ("email", "name", "is_technology_manager", "is_zone_officer", "is_superuser", "is_active")
    list_filter = ("is_technology_manager", "is_zone_officer", "is_superuser", "is_active", "is_demo")
    search_fields = ("email", "name", "ref")
    readonly_fields = ("ref", "date_joined", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "name", "password", "ref")}),
        (_("Roles"), {"fields": ROLES}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django calls it so
        before = self._roles(obj) if change else {}
        super().save_model(request, obj, form, change)
        changed = {
            role: [old, getattr(obj, role)] for role, old in before.items() if old != getattr(obj, role)
        }
        if changed:
            actor = signed_in(request.user)
            journal.record(actor=actor, verb="account.roles_changed", subject=obj, data={"roles": changed})

    @staticmethod
    def _roles(account: User) -> dict[str, bool]:
        """As stored, held against another administrator until we have written."""
        stored = User.objects.select_for_update(no_key=True).get(pk=account.pk)
        return {role: getattr(stored, role) for role in ROLES}
