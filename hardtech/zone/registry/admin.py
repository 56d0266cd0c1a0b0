"""The registry in the administration: for looking up; changes go through the pages, which tell the journal."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from hardtech.zone.accounts.models import User
from hardtech.zone.journal import services as journal
from hardtech.zone.registry.models import Fact, Membership, Organisation, Person

M = TypeVar("M", bound=Model)


class ReadOnly(admin.ModelAdmin[M]):
    """What is changed here would stand in no journal."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly[Organisation]):
    list_display = ("ref", "name_en", "name_zh", "kind", "province", "city", "merged_into")
    list_filter = ("kind", "is_demo", "exchange")
    list_select_related = ("merged_into",)
    search_fields = ("ref", "name_en", "name_zh", "uscc", "ror", "source_id")


@admin.register(Person)
class PersonAdmin(ReadOnly[Person]):
    list_display = ("ref", "name_en", "name_zh", "title", "orcid")
    search_fields = ("ref", "name_en", "name_zh", "orcid", "source_id")


@admin.register(Membership)
class MembershipAdmin(ReadOnly[Membership]):
    list_display = ("person", "organisation", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("person", "organisation")


@admin.register(Fact)
class FactAdmin(admin.ModelAdmin[Fact]):
    """Facts are kept here, each with its citation; the journal is told as everywhere."""

    list_display = ("organisation", "statement_en", "relation", "value", "unit", "as_of", "citation")
    list_select_related = ("organisation",)
    search_fields = ("statement_en", "statement_zh", "citation")
    raw_id_fields = ("organisation",)

    def save_model(self, request: HttpRequest, obj: Fact, form: Any, change: bool) -> None:  # noqa: FBT001 - Django calls it so
        super().save_model(request, obj, form, change)
        self._tell(request, obj, "changed" if change else "added")

    def delete_model(self, request: HttpRequest, obj: Fact) -> None:
        super().delete_model(request, obj)
        self._tell(request, obj, "removed")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> None:
        for fact in queryset:
            self.delete_model(request, fact)

    @staticmethod
    def _tell(request: HttpRequest, fact: Fact, what: str) -> None:
        actor = request.user if isinstance(request.user, User) else None
        data = {"statement": fact.statement_en, "citation": fact.citation}
        journal.record(actor=actor, verb=f"organisation.fact_{what}", subject=fact.organisation, data=data)
