"""The market in Django's administration, to look at. States and texts change through the site's own pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from hardtech.zone.common.read_only_admin import ReadOnlyAdmin
from hardtech.zone.market.models import Decision, Need, Offer, Requirement


class ProfileAdmin(ReadOnlyAdmin[Any]):
    list_display = ("ref", "title", "owner", "status", "language", "trl", "published_at", "is_demo")
    list_filter = ("status", "language", "is_demo", "trl")
    list_select_related = ("owner",)
    search_fields = ("ref", "title", "owner__name_en", "owner__name_zh", "source_id")
    date_hierarchy = "created_at"
    exclude = ("search",)


@admin.register(Offer)
class OfferAdmin(ProfileAdmin):
    pass


class RequirementInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Requirement
    extra = 0
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Need)
class NeedAdmin(ProfileAdmin):
    inlines = [RequirementInline]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin[Any]):
    list_display = ("need", "offer", "side", "verdict", "reason", "decided_by", "decided_at")
    list_filter = ("side", "verdict", "reason")
    list_select_related = ("need", "offer", "decided_by")
